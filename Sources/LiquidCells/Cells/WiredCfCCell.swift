/// Closed-form cells wired as a neural circuit policy: a cell for each layer, inter, command and motor neurons, each of which
/// sees what the layer before it has just become, through the wiring's synapses, and itself, all of it.
///
/// Polarities mean nothing here, weights have signs; nor do synapses within a layer, which sees itself anyway. The state is
/// that of the layers one behind the other, the motor neurons' last; the last layer is the output. Tensors are called as those of ncps' `WiredCfCCell`,
/// `layer_0.ff1.weight`.
package struct WiredCfCCell<Scalar: CellScalar>: LiquidCell {
    package let layout: ParameterLayout
    package let wiring: Wiring
    private let layers: [Layer]

    private struct Layer: Sendable {
        let cell: CfCCell<Scalar>
        /// Where its parts of parameters, states and records begin.
        let parameters: Int
        let state: Int
        let record: Int
    }

    package init(_ wiring: Wiring, mode: CfCMode = .default) {
        self.wiring = wiring
        var layout = ParameterLayout()
        var layers: [Layer] = []
        var (state, record) = (0, 0)
        for (number, neurons) in wiring.layers.enumerated() {
            let adjacency = number == 0 ? wiring.sensoryAdjacency : wiring.adjacency
            let sources = number == 0 ? Array(0..<wiring.inputCount) : wiring.layers[number - 1]
            var mask: [Bool] = []
            for neuron in neurons {
                mask += sources.map { adjacency[$0, neuron] != 0 }
                mask += neurons.map { _ in true }
            }
            let cell = CfCCell<Scalar>(inputs: sources.count, units: neurons.count, mode: mode, mask: mask)
            let parameters = layout.add(cell.layout, named: "layer_\(number)")
            layers.append(Layer(cell: cell, parameters: parameters, state: state, record: record))
            state += cell.stateCount
            record += cell.recordCount
        }
        self.layout = layout
        self.layers = layers
        widest = layers.map { max($0.cell.inputCount, $0.cell.outputCount) }.max() ?? 0
        outputOffset = record
    }

    /// The most numbers that a layer takes or gives.
    private let widest: Int
    /// Where a record has what one layer hands to the next, behind the layers' own.
    private let outputOffset: Int

    package var inputCount: Int { wiring.inputCount }
    package var outputCount: Int { layers.last?.cell.outputCount ?? 0 }
    package var stateCount: Int { wiring.neuronCount }
    package var recordCount: Int { outputOffset + widest }
    package var scratchCount: Int { 2 * widest + (layers.map(\.cell.scratchCount).max() ?? 0) }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        let handed = record + outputOffset
        for (number, layer) in layers.enumerated() {
            layer.cell.advance(
                state + layer.state, input: number == 0 ? input : UnsafePointer(handed), span: span,
                parameters: parameters + layer.parameters, output: handed, record: record + layer.record)
        }
        output.update(from: handed, count: outputCount)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        // What a layer's inputs change is what the outputs of the one before it do.
        var (outputs, inputs) = (scratch, scratch + widest)
        for (number, layer) in layers.enumerated().reversed() {
            inputs.update(repeating: 0, count: widest)
            let step = StepGradient(
                output: number == layers.count - 1 ? gradient.output : UnsafePointer(outputs),
                state: gradient.state + layer.state, input: number == 0 ? gradient.input : inputs,
                parameters: gradient.parameters + layer.parameters)
            layer.cell.backpropagate(
                step, parameters: parameters + layer.parameters, record: record + layer.record,
                scratch: scratch + 2 * widest)
            swap(&outputs, &inputs)
        }
    }
}
