import NumericKernels
import Testing

@testable import LiquidCells

/// What the papers prove of the cells, whatever they are fed.
@Suite struct CellPropertyTests {
    /// From no time at all to longer than anything.
    private static let spans: [Double] = [0, 1e-300, 1e-9, 1e-3, 0.1, 1, 10, 1e3, 1e9, 1e30, .greatestFiniteMagnitude]

    /// Five hundred steps of inputs that are large now and then, each of one of the spans.
    private static func storm(inputs: Int, seed: UInt64) -> [CellStep] {
        var random = SplitMix64(seed: seed)
        return (0..<500).map { _ in
            let size = [0.1, 1, 100, 1e6][random.next(below: 4)]
            return CellStep(
                input: (0..<inputs).map { _ in size * (2 * random.nextUnit() - 1) },
                span: spans[random.next(below: spans.count)])
        }
    }

    private func check<Cell: LiquidCell>(
        _ cell: Cell, seed: UInt64, within bounds: (CellRun<Cell>, Int) -> ClosedRange<Double>
    )
    where Cell.Scalar == Double {
        let run = CellRun(cell, CellParameters(cell.layout, seed: seed))
        for step in Self.storm(inputs: cell.inputCount, seed: seed) {
            run.advance(step.input, step.span)
            for unit in 0..<cell.stateCount {
                let (bounds, state) = (bounds(run, unit), run.state.start[unit])
                // Rounding may lead out by its last digits.
                let inside = state >= bounds.lowerBound - 1e-12 && state <= bounds.upperBound + 1e-12
                #expect(inside, "unit \(unit) is at \(state) after a span of \(step.span)")
            }
        }
        #expect(run.gradient(Self.storm(inputs: cell.inputCount, seed: seed)).allSatisfy { $0.isFinite })
    }

    @Test(arguments: 1...4)
    func statesStayInBounds(seed: Int) throws {
        let seed = UInt64(seed)
        let wiring = try NeuralCircuitPolicy(neurons: 12, outputs: 3).wiring(inputs: 3, seed: seed)
        for implicit in [false, true] {
            check(LTCCell(wiring, implicitConstraints: implicit), seed: seed) { run, neuron in
                run.cell.stateBounds(of: neuron, parameters: run.parameters.start)
            }
        }
        for integration in [LTCIntegration.exact, .fused(unfolds: 1), .fused(unfolds: 6)] {
            check(ElementwiseLTCCell(inputs: 3, units: 6, integration: integration), seed: seed) { run, unit in
                run.cell.stateBounds(of: unit, parameters: run.parameters.start)
            }
        }
        check(CfCCell(inputs: 3, units: 6), seed: seed) { _, _ in -1...1 }
        check(CfCCell(inputs: 3, units: 6, mode: .noGate), seed: seed) { _, _ in -2...2 }
        check(WiredCfCCell(wiring), seed: seed) { _, _ in -1...1 }
    }

    @Test func aSpanOfZeroChangesNothing() throws {
        let wiring = try Wiring.fullyConnected(inputs: 2, neurons: 5, outputs: 2, seed: 8)
        func check<Cell: LiquidCell>(_ cell: Cell) where Cell.Scalar == Double {
            let run = CellRun(cell, CellParameters(cell.layout, seed: 4))
            for step in CellStep.random(5, inputs: 2, seed: 6) { run.advance(step.input, step.span) }
            let before = Array(run.state.values)
            run.advance([1, -1], 0)
            for (unit, value) in before.enumerated() { #expect(abs(run.state.start[unit] - value) < 1e-15) }
        }
        check(LTCCell(wiring))
        check(ElementwiseLTCCell(inputs: 2, units: 5))
        check(ElementwiseLTCCell(inputs: 2, units: 5, integration: .fused(unfolds: 3)))
    }

    @Test(arguments: 1...4)
    func timeConstantsLieBetweenTheirBounds(seed: Int) {
        let cell = ElementwiseLTCCell<Double>(inputs: 3, units: 6)
        let run = CellRun(cell, CellParameters(cell.layout, seed: UInt64(seed)))
        let constants = ScalarBuffer<Double>(6)
        for step in Self.storm(inputs: 3, seed: UInt64(seed)) {
            run.advance(step.input, step.span)
            cell.timeConstants(
                run.state.start, input: step.input, parameters: run.parameters.start, into: constants.start)
            for unit in 0..<6 {
                let tau = Double.exp(run.parameters["log_tau"]?[unit] ?? .nan)
                let bounds = tau / (1 + tau) * (1 - 1e-12)...tau * (1 + 1e-12)
                #expect(bounds.contains(constants.start[unit]))
            }
        }
    }

    @Test(arguments: 1...4, [false, true])
    func timeConstantsOfCircuitsLieBetweenTheirBounds(seed: Int, implicitConstraints: Bool) throws {
        let wiring = try NeuralCircuitPolicy(neurons: 12, outputs: 3).wiring(inputs: 3, seed: UInt64(seed))
        let cell = LTCCell<Double>(wiring, implicitConstraints: implicitConstraints)
        let run = CellRun(cell, CellParameters(cell.layout, seed: UInt64(seed)))
        let (constants, record) = (ScalarBuffer<Double>(12), ScalarBuffer<Double>(cell.recordCount))
        func positive(_ name: String, _ index: Int) -> Double {
            let value = run.parameters[name]?[index] ?? .nan
            return implicitConstraints ? Double.softplus(value) : value
        }
        let bounds = (0..<12).map { neuron in
            let synapses = wiring.adjacency.synapses.filter { $0.target == neuron }
            let sensory = wiring.sensoryAdjacency.synapses.filter { $0.target == neuron }
            let open = synapses.reduce(0) { $0 + positive("w", $1.index) }
            let openToInputs = sensory.reduce(0) { $0 + positive("sensory_w", $1.index) }
            let (cm, gleak) = (positive("cm", neuron), positive("gleak", neuron))
            return cm / (gleak + open + openToInputs) * (1 - 1e-12)...cm / gleak * (1 + 1e-12)
        }
        for step in Self.storm(inputs: 3, seed: UInt64(seed)) {
            run.advance(step.input, step.span)
            cell.timeConstants(
                run.state.start, input: step.input, parameters: run.parameters.start, record: record.start,
                into: constants.start)
            #expect(zip(bounds, constants.values).allSatisfy { bounds, constant in bounds.contains(constant) })
        }
    }

    /// How far a whole span and its halves lead apart.
    private func difference(_ integration: LTCIntegration, ownWeight: Double) -> Double {
        let cell = ElementwiseLTCCell<Double>(inputs: 2, units: 6, integration: integration)
        let parameters = CellParameters<Double>(cell.layout, seed: 12)
        parameters["v"]?.update(repeating: ownWeight)
        let (whole, halves) = (CellRun(cell, parameters), CellRun(cell, parameters))
        for step in CellStep.random(40, inputs: 2, seed: 13) {
            whole.advance(step.input, step.span)
            for _ in 0..<2 { halves.advance(step.input, step.span / 2) }
        }
        return zip(whole.state.values, halves.state.values).map { abs($0 - $1) }.max() ?? .nan
    }

    @Test func twoHalvesAreTheWholeWhereTheFormPromisesIt() {
        #expect(difference(.exact, ownWeight: 0) < 1e-14)
        // The others do not promise it.
        #expect(difference(.exact, ownWeight: 1) > 1e-5)
        #expect(difference(.fused(unfolds: 6), ownWeight: 0) > 1e-5)
    }
}
