/// A recurrent cell in continuous time: it moves its state over a span of time in which it sees one input.
///
/// A cell is a description, sizes and places, and holds no numbers: parameters, state and the record of a step are runs of
/// memory that the caller owns, so that a million series may share one cell, or each have its own parameters in its block.
/// Neither way allocates.
///
/// A step leaves a **record**: all that its way back needs, what it saw included. A caller that does not learn by
/// back-propagation passes the same one to every step.
package protocol LiquidCell<Scalar>: Sendable {
    associatedtype Scalar: CellScalar

    /// What the parameters are called, and where each stands.
    var layout: ParameterLayout { get }
    var inputCount: Int { get }
    var outputCount: Int { get }
    /// Numbers of the state; zeros are the state of a cell that has seen nothing.
    var stateCount: Int { get }
    var recordCount: Int { get }
    /// Numbers of working memory that ``backpropagate(_:parameters:record:scratch:)`` needs.
    var scratchCount: Int { get }

    /// Moves the state over a span of time.
    ///
    /// - Parameters:
    ///   - state: ``stateCount`` numbers, before the span and then after it.
    ///   - input: ``inputCount`` finite numbers.
    ///   - span: the time since the input before, not negative and finite, in the unit that the parameters were learned in.
    ///   - parameters: `layout.count` numbers.
    ///   - output: takes ``outputCount`` numbers.
    ///   - record: takes ``recordCount`` numbers.
    func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>)

    /// The way back over one step: from what a loss changes with the state after it to what it changes with the state before.
    ///
    /// - Parameters:
    ///   - parameters: those that the step was made with.
    ///   - record: what it left.
    ///   - scratch: ``scratchCount`` numbers, of no meaning before or after.
    func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>)
}
