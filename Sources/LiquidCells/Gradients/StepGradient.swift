/// The derivatives of a loss that the way back over one step reads and writes.
package struct StepGradient<Scalar: CellScalar> {
    /// By the step's outputs, as far as the loss sees them directly; read.
    package let output: UnsafePointer<Scalar>
    /// By the state after the step; replaced by that by the state before.
    package let state: UnsafeMutablePointer<Scalar>
    /// By the step's inputs; added to.
    package let input: UnsafeMutablePointer<Scalar>
    /// By the parameters, in their layout; added to.
    package let parameters: UnsafeMutablePointer<Scalar>

    package init(
        output: UnsafePointer<Scalar>, state: UnsafeMutablePointer<Scalar>, input: UnsafeMutablePointer<Scalar>,
        parameters: UnsafeMutablePointer<Scalar>
    ) {
        self.output = output
        self.state = state
        self.input = input
        self.parameters = parameters
    }
}
