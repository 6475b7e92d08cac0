/// The newest steps of a cell, and the way back through them: truncated back-propagation through time (Williams and Peng
/// 1990). Its memory is as large as its window, from the beginning.
///
/// What a step's outputs have cost may become known later: ``outputGradient(stepsAgo:)`` waits for it as long as the step is
/// in the window. Parameters should be the same for all steps of a window, or nearly so: the way back takes what they are
/// now, and what the steps left behind.
package final class GradientTape<Cell: LiquidCell> {
    package typealias Scalar = Cell.Scalar

    package let cell: Cell
    /// The most steps that are kept.
    package let window: Int
    /// Steps that are kept.
    package private(set) var count = 0
    /// Where the next step goes; steps lie in a ring.
    private var next = 0
    private let records: ScalarBuffer<Scalar>
    private let outputGradients: ScalarBuffer<Scalar>
    private let inputGradient: ScalarBuffer<Scalar>
    private let scratch: ScalarBuffer<Scalar>
    /// The loss's derivative by the state before the oldest step, after ``backpropagate(_:into:)``.
    package let stateGradient: ScalarBuffer<Scalar>

    /// - Parameter window: at least 1.
    package init(_ cell: Cell, window: Int) {
        precondition(window >= 1, "a window has at least one step")
        self.cell = cell
        self.window = window
        records = ScalarBuffer(window * cell.recordCount)
        outputGradients = ScalarBuffer(window * cell.outputCount)
        inputGradient = ScalarBuffer(cell.inputCount)
        scratch = ScalarBuffer(cell.scratchCount)
        stateGradient = ScalarBuffer(cell.stateCount)
    }

    /// Forgets all steps.
    package func clear() {
        count = 0
        next = 0
    }

    /// A step of the cell (``LiquidCell/advance(_:input:span:parameters:output:record:)``), which is kept; the oldest goes
    /// where there is no more room.
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>
    ) {
        cell.advance(
            state, input: input, span: span, parameters: parameters, output: output,
            record: records.start + next * cell.recordCount)
        (outputGradients.start + next * cell.outputCount).update(repeating: 0, count: cell.outputCount)
        next = (next + 1) % window
        count = min(count + 1, window)
    }

    /// The loss's derivatives by the outputs of a step, zero until somebody says what they are.
    ///
    /// - Parameter age: 0 is the newest step; below ``count``.
    package func outputGradient(stepsAgo age: Int) -> UnsafeMutablePointer<Scalar> {
        outputGradients.start + place(age) * cell.outputCount
    }

    /// The derivatives of the loss, as far as output gradients say what it is, by the parameters.
    ///
    /// - Parameter gradient: in the layout of the parameters; added to.
    package func backpropagate(_ parameters: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>) {
        stateGradient.clear()
        for age in 0..<count {
            let step = StepGradient(
                output: UnsafePointer(outputGradient(stepsAgo: age)), state: stateGradient.start,
                input: inputGradient.start, parameters: gradient)
            inputGradient.clear()
            cell.backpropagate(
                step, parameters: parameters, record: records.start + place(age) * cell.recordCount,
                scratch: scratch.start)
        }
    }

    private func place(_ age: Int) -> Int {
        precondition((0..<count).contains(age), "the step is not in the window any more")
        return (next - 1 - age + window) % window
    }
}
