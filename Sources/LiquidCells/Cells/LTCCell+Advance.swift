extension LTCCell {
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        record[0] = span
        (record + records.input).update(from: input, count: inputCount)
        (record + records.states).update(from: state, count: stateCount)
        prepare(parameters, record)
        let weights = weights(span)
        for part in 0..<unfolds { solve(part, weights, parameters, record) }
        state.update(from: record + records.states + unfolds * stateCount, count: stateCount)
        for motor in 0..<outputCount {
            output[motor] = state[motor] * parameters[places.outputW + motor] + parameters[places.outputB + motor]
        }
    }

    /// What is the same in every part of a span: conductances, and what inputs do.
    private func prepare(_ parameters: UnsafePointer<Scalar>, _ record: UnsafeMutablePointer<Scalar>) {
        let mapped = record + records.mapped
        for input in 0..<inputCount {
            mapped[input] =
                record[records.input + input] * parameters[places.inputW + input] + parameters[places.inputB + input]
        }
        let (currents, conductances) = (record + records.sensoryCurrents, record + records.sensoryConductances)
        for neuron in 0..<stateCount {
            record[records.gleak + neuron] = positive(parameters[places.gleak + neuron])
            record[records.cm + neuron] = positive(parameters[places.cm + neuron])
            currents[neuron] = 0
            conductances[neuron] = 0
        }
        for (number, synapse) in synapses.enumerated() {
            record[records.w + number] = positive(parameters[places.synapse.w + synapse.index])
        }
        for (number, synapse) in sensorySynapses.enumerated() {
            let index = synapse.index
            let opening = opening(index, of: places.sensory, at: mapped[synapse.source], parameters)
            let w = positive(parameters[places.sensory.w + index])
            record[records.sensoryOpenings + number] = opening
            record[records.sensoryW + number] = w
            currents[synapse.target] += w * opening * parameters[places.sensory.erev + index]
            conductances[synapse.target] += w * opening
        }
    }

    /// One part of a span.
    private func solve(
        _ part: Int, _ weights: (capacity: Scalar, conductance: Scalar), _ parameters: UnsafePointer<Scalar>,
        _ record: UnsafeMutablePointer<Scalar>
    ) {
        let before = record + records.states + part * stateCount
        let after = before + stateCount
        let denominators = record + records.denominators + part * stateCount
        let openings = record + records.openings + part * synapses.count
        for neuron in 0..<stateCount {
            let gleak = record[records.gleak + neuron]
            after[neuron] = gleak * parameters[places.vleak + neuron] + record[records.sensoryCurrents + neuron]
            denominators[neuron] = gleak + record[records.sensoryConductances + neuron] + epsilon
        }
        for (number, synapse) in synapses.enumerated() {
            let index = synapse.index
            let opening = opening(index, of: places.synapse, at: before[synapse.source], parameters)
            let conductance = record[records.w + number] * opening
            openings[number] = opening
            after[synapse.target] += conductance * parameters[places.synapse.erev + index]
            denominators[synapse.target] += conductance
        }
        for neuron in 0..<stateCount {
            let capacity = weights.capacity * record[records.cm + neuron]
            denominators[neuron] = capacity + weights.conductance * denominators[neuron]
            after[neuron] = (capacity * before[neuron] + weights.conductance * after[neuron]) / denominators[neuron]
        }
    }

    /// How fast each neuron follows where it is, and with this input: its capacity over its conductances. It lies between
    /// cm/(gleak + Σw), every synapse open, and cm/gleak, every one closed (Theorem 1 of the paper).
    ///
    /// - Parameters:
    ///   - record: ``recordCount`` numbers of working memory.
    ///   - constants: takes ``stateCount`` numbers, in the unit of spans.
    package func timeConstants(
        _ state: UnsafePointer<Scalar>, input: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>,
        record: UnsafeMutablePointer<Scalar>, into constants: UnsafeMutablePointer<Scalar>
    ) {
        (record + records.input).update(from: input, count: inputCount)
        prepare(parameters, record)
        for neuron in 0..<stateCount {
            constants[neuron] = record[records.gleak + neuron] + record[records.sensoryConductances + neuron]
        }
        for (number, synapse) in synapses.enumerated() {
            constants[synapse.target] +=
                record[records.w + number]
                * opening(synapse.index, of: places.synapse, at: state[synapse.source], parameters)
        }
        for neuron in 0..<stateCount { constants[neuron] = record[records.cm + neuron] / constants[neuron] }
    }

    /// What a neuron's state stays within for any input and any span, once it is in there (Theorem 2 of the paper): 0, its
    /// leak's potential, and those of its synapses.
    package func stateBounds(of neuron: Int, parameters: UnsafePointer<Scalar>) -> ClosedRange<Scalar> {
        var potentials: [Scalar] = [0, parameters[places.vleak + neuron]]
        for synapse in synapses where synapse.target == neuron {
            potentials.append(parameters[places.synapse.erev + synapse.index])
        }
        for synapse in sensorySynapses where synapse.target == neuron {
            potentials.append(parameters[places.sensory.erev + synapse.index])
        }
        return (potentials.min() ?? 0)...(potentials.max() ?? 0)
    }
}
