import Foundation
import Testing

@testable import LiquidCells

/// Cells against the equations that they stand for, written down once more.
@Suite struct CellEquationTests {
    private static let steps = CellStep.random(6, inputs: 2, seed: 31)

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    /// Solves dx/dt = f(x) over a span by the method of Runge and Kutta.
    private static func solve(_ x: [Double], _ span: Double, _ f: ([Double]) -> [Double]) -> [Double] {
        func moved(_ x: [Double], _ slope: [Double], _ time: Double) -> [Double] {
            zip(x, slope).map { $0 + time * $1 }
        }
        let time = span / 1_000
        return (0..<1_000).reduce(x) { x, _ in
            let first = f(x)
            let second = f(moved(x, first, time / 2))
            let third = f(moved(x, second, time / 2))
            let fourth = f(moved(x, third, time))
            return x.indices.map { x[$0] + time / 6 * (first[$0] + 2 * second[$0] + 2 * third[$0] + fourth[$0]) }
        }
    }

    @Test func unitsSolveTheirEquation() {
        let fine = ElementwiseLTCCell<Double>(inputs: 2, units: 3, integration: .fused(unfolds: 4_000))
        let exact = ElementwiseLTCCell<Double>(inputs: 2, units: 3)
        let parameters = CellParameters<Double>(fine.layout, seed: 14)
        func numbers(_ name: String) -> [Double] { parameters[name].map(Array.init) ?? [] }
        let (w, v, b, target, logTau) = (
            numbers("w"), numbers("v"), numbers("b"), numbers("A"), numbers("log_tau")
        )
        let (first, second) = (CellRun(fine, parameters), CellRun(exact, parameters))
        var state = [0.0, 0, 0]
        for step in Self.steps {
            state = Self.solve(state, step.span) { h in
                h.indices.map { unit in
                    let drive = w[2 * unit] * step.input[0] + w[2 * unit + 1] * step.input[1]
                    let gate = Self.sigmoid(drive + v[unit] * h[unit] + b[unit])
                    return -(exp(-logTau[unit]) + gate) * h[unit] + gate * target[unit]
                }
            }
            first.advance(step.input, step.span)
            for _ in 0..<2_000 { second.advance(step.input, step.span / 2_000) }
            for unit in 0..<3 {
                #expect(abs(first.state.start[unit] - state[unit]) < 1e-4)
                #expect(abs(second.state.start[unit] - state[unit]) < 1e-4)
            }
        }
    }

    @Test(arguments: [false, true])
    func circuitsSolveTheirEquation(implicitConstraints: Bool) throws {
        let wiring = try NeuralCircuitPolicy(neurons: 6, outputs: 2).wiring(inputs: 2, seed: 3)
        let cell = LTCCell<Double>(wiring, unfolds: 4_000, implicitConstraints: implicitConstraints)
        let parameters = CellParameters<Double>(cell.layout, seed: 15)
        parameters["input_w"]?.update(repeating: 0.7)
        parameters["output_w"]?.update(repeating: 2)
        parameters["output_b"]?.update(repeating: -0.1)
        func number(_ name: String, _ index: Int) -> Double { parameters[name]?[index] ?? .nan }
        func positive(_ name: String, _ index: Int) -> Double {
            implicitConstraints ? log(1 + exp(number(name, index))) : number(name, index)
        }
        func current(_ prefix: String, _ synapse: Synapse, _ source: Double, _ target: Double) -> Double {
            let index = synapse.index
            let argument = number("\(prefix)sigma", index) * (source - number("\(prefix)mu", index))
            return positive("\(prefix)w", index) * Self.sigmoid(argument) * (number("\(prefix)erev", index) - target)
        }
        let run = CellRun(cell, parameters)
        var state = [Double](repeating: 0, count: 6)
        for step in Self.steps.prefix(3) {
            state = Self.solve(state, step.span) { v in
                var currents = v.indices.map { positive("gleak", $0) * (number("vleak", $0) - v[$0]) }
                for synapse in wiring.adjacency.synapses {
                    currents[synapse.target] += current("", synapse, v[synapse.source], v[synapse.target])
                }
                for synapse in wiring.sensoryAdjacency.synapses {
                    currents[synapse.target] += current(
                        "sensory_", synapse, 0.7 * step.input[synapse.source], v[synapse.target])
                }
                return currents.enumerated().map { $1 / positive("cm", $0) }
            }
            let output = run.advance(step.input, step.span)
            for neuron in 0..<6 { #expect(abs(run.state.start[neuron] - state[neuron]) < 1e-3) }
            for (value, neuron) in zip(output, state) { #expect(abs(value - (2 * neuron - 0.1)) < 2e-3) }
        }
    }

    /// What the tensors of one layer make of x.
    private static func affine(_ parameters: CellParameters<Double>, _ name: String, _ x: [Double]) -> [Double] {
        let weights = parameters["\(name).weight"].map(Array.init) ?? []
        let rows = weights.count / x.count
        let bias = parameters["\(name).bias"].map(Array.init) ?? Array(repeating: 0, count: rows)
        return (0..<rows).map { row in bias[row] + x.indices.reduce(0) { $0 + weights[row * x.count + $1] * x[$1] } }
    }

    /// A closed-form cell with a backbone of one layer.
    private static func closedForm(
        _ parameters: CellParameters<Double>, _ prefix: String, _ mode: CfCMode, _ step: CellStep, _ h: [Double]
    ) -> [Double] {
        let seen = affine(parameters, "\(prefix)backbone.0", step.input + h).map { 1.7159 * tanh(0.666 * $0) }
        let g = affine(parameters, "\(prefix)ff1", seen)
        if mode == .pure {
            let (target, rate) = (parameters["\(prefix)A"], parameters["\(prefix)w_tau"])
            return h.indices.map { unit in
                let (a, w) = (target?[unit] ?? .nan, rate?[unit] ?? .nan)
                return -a * exp(-step.span * (abs(w) + abs(g[unit]))) * g[unit] + a
            }
        }
        let k = affine(parameters, "\(prefix)ff2", seen)
        let (a, b) = (affine(parameters, "\(prefix)time_a", seen), affine(parameters, "\(prefix)time_b", seen))
        return h.indices.map { unit in
            let share = sigmoid(a[unit] * step.span + b[unit])
            return mode == .noGate
                ? tanh(g[unit]) + share * tanh(k[unit]) : tanh(g[unit]) * (1 - share) + share * tanh(k[unit])
        }
    }

    @Test(arguments: CfCMode.allCases)
    func closedFormsAreWhatTheyAre(mode: CfCMode) {
        let cell = CfCCell<Double>(inputs: 2, units: 3, mode: mode, backbone: Backbone(units: 4))
        let run = CellRun(cell, CellParameters(cell.layout, seed: 16))
        var h = [0.0, 0, 0]
        for step in Self.steps {
            h = Self.closedForm(run.parameters, "", mode, step, h)
            for (value, expected) in zip(run.advance(step.input, step.span), h) {
                #expect(abs(value - expected) < 1e-14)
            }
        }
    }

    @Test func aMixedMemoryIsALongShortTermMemoryBeforeTheCell() {
        let cell = MixedMemoryCell(CfCCell<Double>(inputs: 2, units: 3, backbone: Backbone(units: 4)))
        let run = CellRun(cell, CellParameters(cell.layout, seed: 17))
        var (h, c) = ([0.0, 0, 0], [0.0, 0, 0])
        for step in Self.steps {
            let fromInput = Self.affine(run.parameters, "lstm.input_map", step.input)
            let z = zip(fromInput, Self.affine(run.parameters, "lstm.recurrent_map", h)).map { $0 + $1 }
            c = (0..<3).map { c[$0] * Self.sigmoid(z[6 + $0] + 1) + tanh(z[$0]) * Self.sigmoid(z[3 + $0]) }
            h = (0..<3).map { tanh(c[$0]) * Self.sigmoid(z[9 + $0]) }
            h = Self.closedForm(run.parameters, "rnn_cell.", .default, step, h)
            for (value, expected) in zip(run.advance(step.input, step.span), h) {
                #expect(abs(value - expected) < 1e-14)
            }
            for (value, expected) in zip(run.state.values, h + c) { #expect(abs(value - expected) < 1e-14) }
        }
    }
}
