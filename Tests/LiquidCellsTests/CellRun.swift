import NumericKernels

@testable import LiquidCells

/// A cell with all its memory, for tests that look at what it says.
final class CellRun<Cell: LiquidCell> {
    typealias Scalar = Cell.Scalar

    let cell: Cell
    let parameters: CellParameters<Scalar>
    let state: ScalarBuffer<Scalar>
    private let tape: GradientTape<Cell>
    private let output: ScalarBuffer<Scalar>

    init(_ cell: Cell, _ parameters: CellParameters<Scalar>, window: Int = 64) {
        self.cell = cell
        self.parameters = parameters
        state = ScalarBuffer(cell.stateCount)
        tape = GradientTape(cell, window: window)
        output = ScalarBuffer(cell.outputCount)
    }

    @discardableResult
    func advance(_ input: [Scalar], _ span: Scalar) -> [Scalar] {
        tape.advance(state.start, input: input, span: span, parameters: parameters.start, output: output.start)
        return Array(output.values)
    }

    func restart() {
        state.clear()
        tape.clear()
    }

    /// The sum of squared outputs over some steps from the beginning, each of which is left on the tape as a loss.
    func loss(_ steps: [CellStep]) -> Scalar {
        restart()
        return steps.reduce(0) { sum, step in
            let output = advance(step.input.map { Scalar($0) }, Scalar(step.span))
            let slopes = tape.outputGradient(stepsAgo: 0)
            for (index, value) in output.enumerated() { slopes[index] = 2 * value }
            return sum + output.reduce(0) { $0 + $1 * $1 }
        }
    }

    /// Its derivatives by the parameters.
    func gradient(_ steps: [CellStep]) -> [Scalar] {
        _ = loss(steps)
        return gradientOfTape()
    }

    /// The derivatives of the losses that are still on the tape.
    func gradientOfTape() -> [Scalar] {
        let gradient = CellParameters<Scalar>(cell.layout)
        tape.backpropagate(parameters.start, into: gradient.start)
        return Array(gradient.buffer.values)
    }

    /// What the difference of two runs, with one parameter a little smaller and a little larger, says its derivative is.
    func differenceQuotient(_ parameter: Int, _ small: Scalar, _ value: () -> Scalar) -> Scalar {
        let place = parameters.start + parameter
        let before = place.pointee
        defer { place.pointee = before }
        place.pointee = before - small
        let low = value()
        place.pointee = before + small
        return (value() - low) / (2 * small)
    }
}
