/// A long short-term memory with a forget gate that begins open, which keeps what it has learned over long times; the span
/// means nothing to it.
///
/// ```
/// (i, ig, fg, og) = input_map·x + recurrent_map·h
/// c' = c·σ(fg + 1) + tanh(i)·σ(ig),   h' = tanh(c')·σ(og)
/// ```
///
/// Sources: Hochreiter and Schmidhuber, "Long short-term memory", 1997; Gers, Schmidhuber and Cummins, "Learning to forget",
/// 2000. Tensors have the names and shapes of ncps' `LSTMCell`; recurrent_map starts uniform, there orthogonal.
package struct LSTMCell<Scalar: CellScalar>: LiquidCell {
    package let layout: ParameterLayout
    package let inputCount: Int
    /// Numbers of h and of c, which together are the state, h first; h is the output.
    package let outputCount: Int
    private let inputMap: AffineMap
    private let recurrentMap: AffineMap

    package init(inputs: Int, units: Int) {
        inputCount = inputs
        outputCount = units
        var layout = ParameterLayout()
        inputMap = AffineMap("input_map", inputs, to: 4 * units, in: &layout)
        recurrentMap = AffineMap("recurrent_map", units, to: 4 * units, hasBias: false, in: &layout)
        self.layout = layout
    }

    package var stateCount: Int { 2 * outputCount }
    /// A record has the inputs, h and c before, the four gates as they act, and tanh(c').
    package var recordCount: Int { inputCount + 7 * outputCount }
    package var scratchCount: Int { 5 * outputCount }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        let units = outputCount
        record.update(from: input, count: inputCount)
        (record + inputCount).update(from: state, count: stateCount)
        let gates = record + inputCount + stateCount
        inputMap.apply(parameters, input, into: gates)
        recurrentMap.add(parameters, state, to: gates)
        for unit in 0..<units {
            let activation = Scalar.tanh(gates[unit])
            let take = Scalar.sigmoid(gates[units + unit])
            let keep = Scalar.sigmoid(gates[2 * units + unit] + 1)
            let show = Scalar.sigmoid(gates[3 * units + unit])
            let memory = state[units + unit] * keep + activation * take
            let shown = Scalar.tanh(memory)
            gates[unit] = activation
            gates[units + unit] = take
            gates[2 * units + unit] = keep
            gates[3 * units + unit] = show
            gates[4 * units + unit] = shown
            state[unit] = shown * show
            state[units + unit] = memory
            output[unit] = state[unit]
        }
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        let units = outputCount
        let before = record + inputCount
        let gates = before + stateCount
        for unit in 0..<units {
            let (activation, take, keep) = (gates[unit], gates[units + unit], gates[2 * units + unit])
            let (show, shown) = (gates[3 * units + unit], gates[4 * units + unit])
            let slope = gradient.state[unit] + gradient.output[unit]
            let memory = gradient.state[units + unit] + slope * show * (1 - shown * shown)
            scratch[unit] = memory * take * (1 - activation * activation)
            scratch[units + unit] = memory * activation * take * (1 - take)
            scratch[2 * units + unit] = memory * before[units + unit] * keep * (1 - keep)
            scratch[3 * units + unit] = slope * shown * show * (1 - show)
            gradient.state[units + unit] = memory * keep
            gradient.state[unit] = 0
        }
        inputMap.backpropagate(
            parameters, record, slope: scratch, input: gradient.input, gradient: gradient.parameters)
        recurrentMap.backpropagate(
            parameters, before, slope: scratch, input: gradient.state, gradient: gradient.parameters)
    }
}
