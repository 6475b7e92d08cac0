/// Real-time recurrent learning, exact because units do not see each other: for each parameter, how far it has moved its
/// unit's state over all steps so far.
///
/// ```
/// e ← J·e + ∂h'/∂θ,   J = ∂h'/∂h,   dL/dθ = dL/dh·e
/// ```
///
/// J and ∂h'/∂θ are the way back over the one step from a loss that is the sum of the states. A step costs a few times what
/// it costs without, and memory does not grow. Sources: Williams and Zipser, "A Learning Algorithm for Continually Running
/// Fully Recurrent Neural Networks", 1989; Irie, Gopalakrishnan, Schmidhuber, "Exploring the Promise and Limits of Real-Time
/// Recurrent Learning", 2024.
package final class EligibilityTraces<Cell: ElementwiseCell> {
    package typealias Scalar = Cell.Scalar

    package let cell: Cell
    /// In the layout of the parameters: the derivative by each of its own unit's state.
    package let traces: ScalarBuffer<Scalar>
    private let step: ScalarBuffer<Scalar>
    private let record: ScalarBuffer<Scalar>
    private let scratch: ScalarBuffer<Scalar>
    private let inputGradient: ScalarBuffer<Scalar>
    private let stateGradient: ScalarBuffer<Scalar>
    private let ones: ScalarBuffer<Scalar>

    package init(_ cell: Cell) {
        self.cell = cell
        traces = ScalarBuffer(cell.layout.count)
        step = ScalarBuffer(cell.layout.count)
        record = ScalarBuffer(cell.recordCount)
        scratch = ScalarBuffer(cell.scratchCount)
        inputGradient = ScalarBuffer(cell.inputCount)
        stateGradient = ScalarBuffer(cell.stateCount)
        ones = ScalarBuffer(cell.stateCount)
        ones.start.update(repeating: 1, count: ones.count)
    }

    /// A step of the cell, and of the traces; the cell's outputs are its state.
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>
    ) {
        cell.advance(
            state, input: input, span: span, parameters: parameters, output: output, record: record.start)
        step.clear()
        stateGradient.clear()
        inputGradient.clear()
        cell.backpropagate(
            StepGradient(
                output: UnsafePointer(ones.start), state: stateGradient.start, input: inputGradient.start,
                parameters: step.start),
            parameters: parameters, record: record.start, scratch: scratch.start)
        forEachUnit { unit, parameter in
            traces.start[parameter] = stateGradient.start[unit] * traces.start[parameter] + step.start[parameter]
        }
    }

    /// From what a loss changes with the state as it is to what it changes with the parameters.
    ///
    /// - Parameters:
    ///   - stateGradient: the loss's derivatives by the state.
    ///   - gradient: in the layout of the parameters; added to.
    package func accumulate(_ stateGradient: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>) {
        forEachUnit { unit, parameter in
            gradient[parameter] += stateGradient[unit] * traces.start[parameter]
        }
    }

    /// Every parameter with its unit.
    private func forEachUnit(_ body: (Int, Int) -> Void) {
        for tensor in cell.layout.tensors {
            let width = tensor.count / cell.stateCount
            for unit in 0..<cell.stateCount {
                for column in 0..<width { body(unit, tensor.offset + unit * width + column) }
            }
        }
    }
}
