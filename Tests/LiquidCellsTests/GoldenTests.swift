import Testing

@testable import LiquidCells

/// Cells give what their authors' implementation gives, from the same parameters.
@Suite(
    .enabled(if: GoldenCase.isHere, "the reference vectors lie beside the repository, and are not here"))
struct GoldenTests {
    private func compare<Cell: LiquidCell>(
        _ cell: Cell, _ golden: GoldenCase, outputs tolerance: Double, gradients: Double
    ) throws {
        let run = CellRun(cell, try #require(golden.parameters(cell.layout)))
        var largest = 0.0
        func see(_ value: Cell.Scalar, _ expected: Double) { largest = max(largest, abs(Double(value) - expected)) }
        for (step, expected) in zip(golden.steps, golden.outputs) {
            let output = run.advance(step.input.map { Cell.Scalar($0) }, Cell.Scalar(step.span))
            #expect(output.count == expected.count)
            for (value, expected) in zip(output, expected) { see(value, expected) }
        }
        #expect(golden.finalState.count == cell.stateCount)
        for (value, expected) in zip(run.state.values, golden.finalState) { see(value, expected) }
        #expect(largest <= tolerance, "outputs differ by \(largest)")

        #expect(abs(Double(run.loss(golden.steps)) / golden.loss - 1) <= tolerance)
        let gradient = run.gradient(golden.steps)
        #expect(golden.grad.count == cell.layout.tensors.count)
        largest = 0
        for tensor in cell.layout.tensors {
            let expected = try #require(golden.grad["rnn_cell.\(tensor.name)"]?.flat)
            for (value, expected) in zip(gradient[tensor.range], expected) {
                see(value, expected)
            }
        }
        #expect(largest <= gradients, "gradients differ by \(largest)")
    }

    @Test(arguments: ["default", "pure", "no_gate"], [0, 1])
    func closedFormCells(mode: String, layers: Int) throws {
        let golden = try GoldenCase.read("cfc_\(mode)_b\(layers)")
        let config = golden.config
        #expect(config.backboneLayers == layers)
        let backbone = layers == 0 ? nil : Backbone(layers: layers, units: config.backboneUnits ?? 0)
        func cell<Scalar: CellScalar>() -> CfCCell<Scalar> {
            CfCCell(inputs: config.inputSize ?? 0, units: config.units, mode: golden.mode, backbone: backbone)
        }
        try compare(cell() as CfCCell<Double>, golden, outputs: 1e-12, gradients: 1e-10)
        try compare(cell() as CfCCell<Float>, golden, outputs: 1e-5, gradients: 1e-4)
    }

    @Test func closedFormCircuits() throws {
        let golden = try GoldenCase.read("cfc_autoncp")
        let wiring = try golden.wiring()
        try compare(WiredCfCCell<Double>(wiring), golden, outputs: 1e-12, gradients: 1e-10)
        try compare(WiredCfCCell<Float>(wiring), golden, outputs: 1e-5, gradients: 1e-4)
    }

    @Test(arguments: ["ltc_full", "ltc_autoncp"])
    func liquidTimeConstantCells(name: String) throws {
        let golden = try GoldenCase.read(name)
        let wiring = try golden.wiring()
        let unfolds = try #require(golden.config.unfolds)
        try compare(LTCCell<Double>(wiring, unfolds: unfolds), golden, outputs: 1e-12, gradients: 1e-10)
        try compare(LTCCell<Float>(wiring, unfolds: unfolds), golden, outputs: 1e-5, gradients: 1e-4)
    }
}
