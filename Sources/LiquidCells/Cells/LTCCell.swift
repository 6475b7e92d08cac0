/// The liquid time-constant cell in its conductance form: neurons that leak, with synapses that open as the neuron before
/// them is excited, so that what a neuron sees decides how fast it follows.
///
/// ```
/// cmᵢ·dvᵢ/dt = gleakᵢ·(vleakᵢ − vᵢ) + Σⱼ wⱼᵢ·σ(sigmaⱼᵢ·(vⱼ − muⱼᵢ))·(erevⱼᵢ − vᵢ),   j over neurons and inputs
/// ```
///
/// A span is solved in `unfolds` equal parts, each by the fused semi-implicit step: linear in the new vᵢ, with synapses as
/// they were before the part. So vᵢ becomes a mean of itself, vleakᵢ and erevⱼᵢ with weights that are not negative, and no
/// span, however long, leads out of ``stateBounds(of:parameters:)``. Inputs pass through input_w and input_b first, motor
/// neurons through output_w and output_b.
///
/// Sources: Hasani, Lechner, Amini, Rus, Grosu, "Liquid Time-constant Networks", AAAI 2021; tensors have the names and
/// shapes of ncps' `LTCCell`, synapses [source][target].
package struct LTCCell<Scalar: CellScalar>: LiquidCell {
    package let layout: ParameterLayout
    package let wiring: Wiring
    /// Parts of a span.
    package let unfolds: Int
    /// What ncps adds to a denominator, so that it is not 0.
    package let epsilon: Scalar
    /// Whether w, sensory_w, gleak and cm stand for what softplus makes of them, which is positive whatever they are; as in
    /// ncps' `LTC`, unless it is told otherwise. Without, they must not be negative, and cm not 0:
    /// ``CellParameters/liftNonNegative()`` after a step of learning.
    package let implicitConstraints: Bool

    let synapses: [Synapse]
    let sensorySynapses: [Synapse]
    let places: Places
    let records: Records

    /// Where each tensor begins.
    struct Places: Sendable {
        let gleak, vleak, cm: Int
        let synapse, sensory: SynapsePlaces
        let inputW, inputB, outputW, outputB: Int
    }

    /// Those of the synapses between neurons, or of the inputs'.
    struct SynapsePlaces: Sendable {
        let sigma, mu, w, erev: Int
    }

    /// Where a record has what: the span, the inputs, the inputs as mapped, the states before the first part and after each;
    /// of each part the denominators and how far synapses are open; how far those of inputs are; conductances that are
    /// positive, of synapses, of those of inputs, of leaks, and capacities; what inputs add to numerators and to denominators.
    struct Records: Sendable {
        let input, mapped, states, denominators, openings, sensoryOpenings, w, sensoryW, gleak, cm: Int
        let sensoryCurrents, sensoryConductances, count: Int
    }

    package init(
        _ wiring: Wiring, unfolds: Int = 6, epsilon: Scalar = 1e-8, implicitConstraints: Bool = true
    ) {
        self.wiring = wiring
        self.unfolds = unfolds
        self.epsilon = epsilon
        self.implicitConstraints = implicitConstraints
        synapses = wiring.adjacency.synapses
        sensorySynapses = wiring.sensoryAdjacency.synapses
        var layout = ParameterLayout()
        places = Self.places(wiring, isNonNegative: !implicitConstraints, in: &layout)
        self.layout = layout
        let (inputs, neurons) = (wiring.inputCount, wiring.neuronCount)
        var count = 1
        func take(_ numbers: Int) -> Int {
            defer { count += numbers }
            return count
        }
        records = Records(
            input: take(inputs), mapped: take(inputs), states: take((unfolds + 1) * neurons),
            denominators: take(unfolds * neurons), openings: take(unfolds * synapses.count),
            sensoryOpenings: take(sensorySynapses.count), w: take(synapses.count),
            sensoryW: take(sensorySynapses.count), gleak: take(neurons), cm: take(neurons),
            sensoryCurrents: take(neurons), sensoryConductances: take(neurons), count: count)
    }

    /// The tensors in ncps' order, with the ranges that it draws them from.
    private static func places(
        _ wiring: Wiring, isNonNegative: Bool, in layout: inout ParameterLayout
    ) -> Places {
        let (inputs, neurons) = (wiring.inputCount, wiring.neuronCount)
        func synapses(_ prefix: String, _ adjacency: Adjacency, from sources: Int) -> SynapsePlaces {
            let shape = [sources, neurons]
            return SynapsePlaces(
                sigma: layout.add(prefix + "sigma", shape, .uniform(3, 8)),
                mu: layout.add(prefix + "mu", shape, .uniform(0.3, 0.8)),
                w: layout.add(prefix + "w", shape, .uniform(0.001, 1), isNonNegative: isNonNegative),
                erev: layout.add(prefix + "erev", shape, .given(adjacency.polarities.map(Double.init))))
        }
        return Places(
            gleak: layout.add("gleak", [neurons], .uniform(0.001, 1), isNonNegative: isNonNegative),
            vleak: layout.add("vleak", [neurons], .uniform(-0.2, 0.2)),
            cm: layout.add("cm", [neurons], .uniform(0.4, 0.6), isNonNegative: isNonNegative),
            synapse: synapses("", wiring.adjacency, from: neurons),
            sensory: synapses("sensory_", wiring.sensoryAdjacency, from: inputs),
            inputW: layout.add("input_w", [inputs], .constant(1)),
            inputB: layout.add("input_b", [inputs], .constant(0)),
            outputW: layout.add("output_w", [wiring.outputCount], .constant(1)),
            outputB: layout.add("output_b", [wiring.outputCount], .constant(0)))
    }

    package var inputCount: Int { wiring.inputCount }
    package var outputCount: Int { wiring.outputCount }
    package var stateCount: Int { wiring.neuronCount }
    package var recordCount: Int { records.count }
    package var scratchCount: Int { 4 * wiring.neuronCount + wiring.inputCount }

    /// How far a synapse is open whose source is at `potential`.
    func opening(
        _ index: Int, of places: SynapsePlaces, at potential: Scalar, _ parameters: UnsafePointer<Scalar>
    ) -> Scalar {
        Scalar.sigmoid(parameters[places.sigma + index] * (potential - parameters[places.mu + index]))
    }

    func positive(_ x: Scalar) -> Scalar { implicitConstraints ? Scalar.softplus(x) : x }

    /// Weights of the capacity and of all else in a part: the length of the part to the one side or the other, so that
    /// neither grows without bound.
    func weights(_ span: Scalar) -> (capacity: Scalar, conductance: Scalar) {
        let part = span / Scalar(unfolds)
        return part > 1 ? (1 / part, 1) : (1, part)
    }
}
