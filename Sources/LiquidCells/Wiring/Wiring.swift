import NumericKernels

/// Who is connected to whom: inputs (sensory neurons) to neurons, neurons to each other. The first neurons are the motor
/// neurons, whose states are the outputs.
package struct Wiring: Sendable, Equatable {
    /// From neuron to neuron.
    package let adjacency: Adjacency
    /// From input to neuron.
    package let sensoryAdjacency: Adjacency
    /// Neurons 0..<`outputCount` are the motor neurons.
    package let outputCount: Int
    /// The neurons in the order in which a signal reaches them, the motor neurons last: inter, command, motor. One layer
    /// holds all where there is no such order.
    package let layers: [[Int]]

    package var neuronCount: Int { adjacency.sourceCount }
    package var inputCount: Int { sensoryAdjacency.sourceCount }

    /// - Parameter layers: nil for one that holds all.
    /// - Throws: where the parts do not fit together.
    package init(
        adjacency: Adjacency, sensoryAdjacency: Adjacency, outputCount: Int, layers: [[Int]]? = nil
    ) throws(WiringError) {
        let neurons = adjacency.sourceCount
        guard adjacency.targetCount == neurons else {
            throw .notSquare(sources: neurons, targets: adjacency.targetCount)
        }
        guard sensoryAdjacency.targetCount == neurons else {
            throw .sensoryTargets(sensoryAdjacency.targetCount, neurons: neurons)
        }
        guard (1...max(1, neurons)).contains(outputCount), neurons > 0 else {
            throw .outputs(outputCount, neurons: neurons)
        }
        let layers = layers ?? [Array(0..<neurons)]
        guard layers.allSatisfy({ !$0.isEmpty }), layers.joined().sorted() == Array(0..<neurons) else {
            throw .layers(neurons: neurons)
        }
        guard layers.count == 1 || layers.last == Array(0..<outputCount) else { throw .lastLayer(outputs: outputCount) }
        self.adjacency = adjacency
        self.sensoryAdjacency = sensoryAdjacency
        self.outputCount = outputCount
        self.layers = layers
    }

    /// Everyone to everyone, two of three synapses exciting, drawn from the seed.
    ///
    /// - Parameter selfConnections: whether neurons have synapses to themselves.
    package static func fullyConnected(
        inputs: Int, neurons: Int, outputs: Int, selfConnections: Bool = true, seed: UInt64
    ) throws(WiringError) -> Wiring {
        var random = SplitMix64(seed: seed)
        var adjacency = Adjacency(sources: neurons, targets: neurons)
        var sensory = Adjacency(sources: inputs, targets: neurons)
        for target in 0..<neurons {
            for source in 0..<neurons where selfConnections || source != target {
                adjacency[source, target] = random.next(below: 3) == 0 ? -1 : 1
            }
            for source in 0..<inputs { sensory[source, target] = random.next(below: 3) == 0 ? -1 : 1 }
        }
        return try Wiring(adjacency: adjacency, sensoryAdjacency: sensory, outputCount: outputs)
    }
}
