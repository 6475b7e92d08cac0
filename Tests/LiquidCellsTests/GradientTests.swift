import NumericKernels
import Testing

@testable import LiquidCells

/// Back-propagation through time against difference quotients.
@Suite struct GradientTests {
    private static let inputs = 2
    private static let steps = CellStep.random(8, inputs: inputs, seed: 11)

    private static func circuit() throws -> Wiring {
        try NeuralCircuitPolicy(neurons: 8, outputs: 2).wiring(inputs: inputs, seed: 5)
    }

    private func check<Cell: LiquidCell>(_ cell: Cell, seed: UInt64 = 3) where Cell.Scalar == Double {
        let parameters = CellParameters<Double>(cell.layout, seed: seed)
        // Away from where they start: some start at 0, where |x| has no derivative.
        var random = SplitMix64(seed: seed)
        for index in 0..<cell.layout.count { parameters.start[index] += 0.3 * random.nextUnit() }
        let run = CellRun(cell, parameters)
        let gradient = run.gradient(Self.steps)
        #expect(gradient.contains { abs($0) > 0.01 })
        for tensor in cell.layout.tensors {
            for index in tensor.range {
                let quotient = run.differenceQuotient(index, 1e-5) { run.loss(Self.steps) }
                let scale = max(1, abs(quotient))
                #expect(abs(gradient[index] - quotient) < 1e-6 * scale, "\(tensor.name), number \(index)")
            }
        }
    }

    @Test(arguments: CfCMode.allCases)
    func ofClosedFormCells(mode: CfCMode) {
        check(CfCCell(inputs: Self.inputs, units: 3, mode: mode))
        check(ElementwiseCfCCell(inputs: Self.inputs, units: 3, mode: mode))
    }

    @Test(arguments: BackboneActivation.allCases)
    func ofBackbones(activation: BackboneActivation) {
        let backbone = Backbone(layers: 2, units: 4, activation: activation)
        check(CfCCell(inputs: Self.inputs, units: 2, backbone: backbone))
    }

    @Test(arguments: CfCMode.allCases)
    func ofClosedFormCircuits(mode: CfCMode) throws { check(WiredCfCCell(try Self.circuit(), mode: mode)) }

    @Test(arguments: [false, true])
    func ofLiquidTimeConstantCells(implicitConstraints: Bool) throws {
        check(LTCCell(try Self.circuit(), implicitConstraints: implicitConstraints))
        let wiring = try Wiring.fullyConnected(inputs: Self.inputs, neurons: 4, outputs: 2, seed: 1)
        check(LTCCell(wiring, unfolds: 2, implicitConstraints: implicitConstraints))
    }

    @Test(arguments: [LTCIntegration.exact, .fused(unfolds: 1), .fused(unfolds: 6)])
    func ofElementwiseLiquidCells(integration: LTCIntegration) {
        check(ElementwiseLTCCell(inputs: Self.inputs, units: 3, integration: integration))
    }

    @Test func ofMixedMemories() throws {
        check(MixedMemoryCell(CfCCell(inputs: Self.inputs, units: 3, backbone: Backbone(units: 4))))
        check(MixedMemoryCell(CfCCell(inputs: Self.inputs, units: 3, mode: .pure)))
        check(MixedMemoryCell(WiredCfCCell(try Self.circuit())))
        check(MixedMemoryCell(LTCCell(try Self.circuit(), unfolds: 2)))
    }

    @Test func aWindowForgetsWhatWasBeforeIt() {
        // The gradient of a window is that of a run that began with the state at the window's beginning.
        let cell = ElementwiseLTCCell<Double>(inputs: Self.inputs, units: 3)
        let parameters = CellParameters<Double>(cell.layout, seed: 9)
        let short = CellRun(cell, parameters, window: 3)
        _ = short.loss(Self.steps)
        let gradient = short.gradientOfTape()
        let begin = CellRun(cell, parameters)
        for step in Self.steps.dropLast(3) { begin.advance(step.input, step.span) }
        let start = Array(begin.state.values)
        for index in 0..<cell.layout.count {
            let quotient = begin.differenceQuotient(index, 1e-5) {
                for (unit, value) in start.enumerated() { begin.state.start[unit] = value }
                return Self.steps.suffix(3).reduce(0) { sum, step in
                    sum + begin.advance(step.input, step.span).reduce(0) { $0 + $1 * $1 }
                }
            }
            #expect(abs(gradient[index] - quotient) < 1e-6)
        }
    }
}
