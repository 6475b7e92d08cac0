/// A closed-form cell whose units do not see each other, so that it learns exactly, online: ``CfCCell`` without a backbone,
/// where the weights of each head's row are those of the inputs and then that of the unit's own state.
package struct ElementwiseCfCCell<Scalar: CellScalar>: ElementwiseCell {
    private let cell: CfCCell<Scalar>

    package init(inputs: Int, units: Int, mode: CfCMode = .default) {
        cell = CfCCell(inputs: inputs, elementwise: units, mode: mode)
    }

    package var mode: CfCMode { cell.mode }
    package var layout: ParameterLayout { cell.layout }
    package var inputCount: Int { cell.inputCount }
    package var outputCount: Int { cell.stateCount }
    package var stateCount: Int { cell.stateCount }
    package var recordCount: Int { cell.recordCount }
    package var scratchCount: Int { cell.scratchCount }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        cell.advance(state, input: input, span: span, parameters: parameters, output: output, record: record)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        cell.backpropagate(gradient, parameters: parameters, record: record, scratch: scratch)
    }
}
