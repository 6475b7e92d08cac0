extension LTCCell {
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        let last = record + records.states + unfolds * stateCount
        for motor in 0..<outputCount {
            let slope = gradient.output[motor]
            gradient.parameters[places.outputW + motor] += slope * last[motor]
            gradient.parameters[places.outputB + motor] += slope
            gradient.state[motor] += slope * parameters[places.outputW + motor]
        }
        let slopes = Slopes(scratch, neurons: stateCount)
        (scratch + 2 * stateCount).update(repeating: 0, count: 2 * stateCount + inputCount)
        let weights = weights(record[0])
        for part in (0..<unfolds).reversed() {
            backpropagateNeurons(part, weights, gradient, slopes, parameters, record)
            backpropagateSynapses(part, gradient, slopes, parameters, record)
        }
        backpropagateInputs(gradient, slopes, parameters, record)
    }

    /// The derivatives by what flows into each neuron, and by how much lets it flow: in one part, and in all together; and
    /// those by the inputs as mapped.
    private struct Slopes {
        let currents: UnsafeMutablePointer<Scalar>
        let conductances: UnsafeMutablePointer<Scalar>
        let allCurrents: UnsafeMutablePointer<Scalar>
        let allConductances: UnsafeMutablePointer<Scalar>
        let mapped: UnsafeMutablePointer<Scalar>

        init(_ scratch: UnsafeMutablePointer<Scalar>, neurons: Int) {
            currents = scratch
            conductances = scratch + neurons
            allCurrents = scratch + 2 * neurons
            allConductances = scratch + 3 * neurons
            mapped = scratch + 4 * neurons
        }
    }

    /// d softplus(x)/dx from softplus(x), 1 − e^(−softplus(x)); 1 where parameters stand for themselves.
    private func slope(ofPositive x: Scalar) -> Scalar { implicitConstraints ? 1 - Scalar.exp(-x) : 1 }

    /// From a part's states after it to currents, conductances, leaks, capacities, and the states before as far as each
    /// neuron keeps its own.
    private func backpropagateNeurons(
        _ part: Int, _ weights: (capacity: Scalar, conductance: Scalar), _ gradient: StepGradient<Scalar>,
        _ slopes: Slopes, _ parameters: UnsafePointer<Scalar>, _ record: UnsafePointer<Scalar>
    ) {
        let before = record + records.states + part * stateCount
        let after = before + stateCount
        let denominators = record + records.denominators + part * stateCount
        for neuron in 0..<stateCount {
            let numerator = gradient.state[neuron] / denominators[neuron]
            let denominator = -numerator * after[neuron]
            let (gleak, cm) = (record[records.gleak + neuron], record[records.cm + neuron])
            let current = weights.conductance * numerator
            let conductance = weights.conductance * denominator
            slopes.currents[neuron] = current
            slopes.conductances[neuron] = conductance
            slopes.allCurrents[neuron] += current
            slopes.allConductances[neuron] += conductance
            gradient.parameters[places.cm + neuron] +=
                weights.capacity * (numerator * before[neuron] + denominator) * slope(ofPositive: cm)
            gradient.parameters[places.gleak + neuron] +=
                (current * parameters[places.vleak + neuron] + conductance) * slope(ofPositive: gleak)
            gradient.parameters[places.vleak + neuron] += current * gleak
            gradient.state[neuron] = weights.capacity * cm * numerator
        }
    }

    /// From a part's currents and conductances to synapses, and to the states before that opened them.
    private func backpropagateSynapses(
        _ part: Int, _ gradient: StepGradient<Scalar>, _ slopes: Slopes, _ parameters: UnsafePointer<Scalar>,
        _ record: UnsafePointer<Scalar>
    ) {
        let before = record + records.states + part * stateCount
        let openings = record + records.openings + part * synapses.count
        for (number, synapse) in synapses.enumerated() {
            let seen = Seen(
                potential: before[synapse.source], opening: openings[number], w: record[records.w + number],
                current: slopes.currents[synapse.target], conductance: slopes.conductances[synapse.target])
            gradient.state[synapse.source] += backpropagate(
                synapse.index, of: places.synapse, seen, gradient, parameters)
        }
    }

    /// What goes back through one synapse: its source's potential, how far it was open, its conductance when open, and the
    /// derivatives by its target's currents and conductances.
    private struct Seen {
        let potential, opening, w, current, conductance: Scalar
    }

    /// - Returns: the derivative by the potential of the synapse's source.
    private func backpropagate(
        _ index: Int, of places: SynapsePlaces, _ seen: Seen, _ gradient: StepGradient<Scalar>,
        _ parameters: UnsafePointer<Scalar>
    ) -> Scalar {
        let (opening, w) = (seen.opening, seen.w)
        let conductance = seen.current * parameters[places.erev + index] + seen.conductance
        let argument = conductance * w * opening * (1 - opening)
        gradient.parameters[places.erev + index] += seen.current * w * opening
        gradient.parameters[places.w + index] += conductance * opening * slope(ofPositive: w)
        gradient.parameters[places.sigma + index] += argument * (seen.potential - parameters[places.mu + index])
        gradient.parameters[places.mu + index] -= argument * parameters[places.sigma + index]
        return argument * parameters[places.sigma + index]
    }

    /// From all parts' currents and conductances to the inputs' synapses, and to the inputs.
    private func backpropagateInputs(
        _ gradient: StepGradient<Scalar>, _ slopes: Slopes, _ parameters: UnsafePointer<Scalar>,
        _ record: UnsafePointer<Scalar>
    ) {
        let mapped = record + records.mapped
        for (number, synapse) in sensorySynapses.enumerated() {
            let seen = Seen(
                potential: mapped[synapse.source], opening: record[records.sensoryOpenings + number],
                w: record[records.sensoryW + number], current: slopes.allCurrents[synapse.target],
                conductance: slopes.allConductances[synapse.target])
            slopes.mapped[synapse.source] += backpropagate(
                synapse.index, of: places.sensory, seen, gradient, parameters)
        }
        for input in 0..<inputCount {
            let slope = slopes.mapped[input]
            gradient.parameters[places.inputW + input] += slope * record[records.input + input]
            gradient.parameters[places.inputB + input] += slope
            gradient.input[input] += slope * parameters[places.inputW + input]
        }
    }
}
