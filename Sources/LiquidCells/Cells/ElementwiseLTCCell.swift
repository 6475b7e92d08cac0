/// The liquid time-constant cell of the paper, with units that do not see each other, so that it learns exactly, online.
///
/// ```
/// dh/dt = −(1/τ + f)·h + f·A,   f = σ(w·x + v·h + b)
/// ```
///
/// The gate f opens between 0 and 1: it pulls the state to A, and shortens the time constant from τ down to τ/(1 + τ) at
/// most (Theorem 1 of the paper). The state stays within 0 and A (Theorem 2), for any input and any span (``LTCIntegration``).
/// ``LevelCells`` of the production forecaster are such units too, solved exactly, with A the signal itself, a rate that is a
/// power of e in place of 1/τ + f, and the state relative to the signal.
///
/// Sources: Hasani, Lechner, Amini, Rus, Grosu, "Liquid Time-constant Networks", AAAI 2021, equations 1 to 3.
package struct ElementwiseLTCCell<Scalar: CellScalar>: ElementwiseCell {
    package let layout: ParameterLayout
    package let inputCount: Int
    package let stateCount: Int
    package let integration: LTCIntegration
    let places: Places

    /// Where each tensor begins: w [units][inputs], v, b, A and log τ, a number for each unit.
    struct Places: Sendable {
        let w, v, b, target, logTau: Int
    }

    package init(inputs: Int, units: Int, integration: LTCIntegration = .exact) {
        if case .fused(let unfolds) = integration { precondition(unfolds >= 1, "a span has at least one part") }
        inputCount = inputs
        stateCount = units
        self.integration = integration
        var layout = ParameterLayout()
        places = Places(
            w: layout.add("w", [units, inputs], .glorot(inputs, 1)), v: layout.add("v", [units], .uniform(-0.5, 0.5)),
            b: layout.add("b", [units], .constant(0)), target: layout.add("A", [units], .uniform(-1, 1)),
            logTau: layout.add("log_tau", [units], .uniform(0, 3)))
        self.layout = layout
    }

    package var outputCount: Int { stateCount }
    package var scratchCount: Int { 0 }

    /// A record has the span, the inputs, and for each unit: the state before each part and after the last, the gate of each.
    package var recordCount: Int { 1 + inputCount + stateCount * (2 * parts + 1) }

    var parts: Int {
        switch integration {
        case .exact: 1
        case .fused(let unfolds): unfolds
        }
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        record[0] = span
        (record + 1).update(from: input, count: inputCount)
        for unit in 0..<stateCount {
            let drive = drive(unit, input, parameters)
            let own = record + 1 + inputCount + unit * (2 * parts + 1)
            own[0] = state[unit]
            for part in 0..<parts {
                let h = own[2 * part]
                let gate = Scalar.sigmoid(drive + parameters[places.v + unit] * h)
                own[2 * part + 1] = gate
                own[2 * part + 2] = Part(self, unit, h, gate, span, parameters).after
            }
            state[unit] = own[2 * parts]
        }
        output.update(from: state, count: stateCount)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        for unit in 0..<stateCount {
            let own = record + 1 + inputCount + unit * (2 * parts + 1)
            var slope = gradient.state[unit] + gradient.output[unit]
            for number in (0..<parts).reversed() {
                let (h, gate) = (own[2 * number], own[2 * number + 1])
                let part = Part(self, unit, h, gate, record[0], parameters)
                let argument = slope * part.byGate * gate * (1 - gate)
                for input in 0..<inputCount {
                    let weight = places.w + unit * inputCount + input
                    gradient.parameters[weight] += argument * record[1 + input]
                    gradient.input[input] += argument * parameters[weight]
                }
                gradient.parameters[places.v + unit] += argument * h
                gradient.parameters[places.b + unit] += argument
                gradient.parameters[places.target + unit] += slope * part.byTarget
                gradient.parameters[places.logTau + unit] -= slope * part.byLeak * part.leak
                slope = slope * part.kept + argument * parameters[places.v + unit]
            }
            gradient.state[unit] = slope
        }
    }

    /// What the inputs say to a unit's gate.
    private func drive(_ unit: Int, _ input: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>) -> Scalar {
        let weights = parameters + places.w + unit * inputCount
        var drive = parameters[places.b + unit]
        for number in 0..<inputCount { drive += weights[number] * input[number] }
        return drive
    }

    /// How fast each unit follows where it is, and with this input: 1/(1/τ + f).
    ///
    /// - Parameter constants: takes ``stateCount`` numbers, in the unit of spans.
    package func timeConstants(
        _ state: UnsafePointer<Scalar>, input: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>,
        into constants: UnsafeMutablePointer<Scalar>
    ) {
        for unit in 0..<stateCount {
            let gate = Scalar.sigmoid(drive(unit, input, parameters) + parameters[places.v + unit] * state[unit])
            constants[unit] = 1 / (Scalar.exp(-parameters[places.logTau + unit]) + gate)
        }
    }

    /// What a unit's state stays within for any input and any span, once it is in there.
    package func stateBounds(of unit: Int, parameters: UnsafePointer<Scalar>) -> ClosedRange<Scalar> {
        min(0, parameters[places.target + unit])...max(0, parameters[places.target + unit])
    }
}
