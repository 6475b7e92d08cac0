import NumericKernels

/// The plan of a neural circuit policy, a network wired sparsely in four layers as the nerves of C. elegans are: sensory
/// neurons (the inputs), inter neurons, command neurons with synapses among themselves, motor neurons (the outputs).
///
/// Sources: Lechner, Hasani, Amini, Henzinger, Rus, Grosu, "Neural circuit policies enabling auditable autonomy", Nature
/// Machine Intelligence 2, 2020; ncps has the same rules. A seed gives the same wiring here everywhere, but not the one that
/// it gives in ncps, whose generator is NumPy's: a network from there brings its adjacency along.
package struct NeuralCircuitPolicy: Sendable, Equatable {
    package let inter: Int
    package let command: Int
    package let motor: Int
    /// Inter neurons that each input has synapses to.
    package let sensoryFanOut: Int
    /// Command neurons that each inter neuron has synapses to.
    package let interFanOut: Int
    /// Synapses drawn among command neurons; one that is drawn twice is one.
    package let recurrentCommandSynapses: Int
    /// Command neurons that each motor neuron has synapses from.
    package let motorFanIn: Int

    /// - Throws: where a layer is empty, or a neuron shall have synapses to more others than there are.
    package init(
        inter: Int, command: Int, motor: Int, sensoryFanOut: Int, interFanOut: Int, recurrentCommandSynapses: Int,
        motorFanIn: Int
    ) throws(WiringError) {
        for (name, count) in [("inter neurons", inter), ("command neurons", command), ("motor neurons", motor)] {
            guard count >= 1 else { throw .tooFew(name, count, minimum: 1) }
        }
        guard recurrentCommandSynapses >= 0 else {
            throw .tooFew("synapses among command neurons", recurrentCommandSynapses, minimum: 0)
        }
        let fans = [
            ("the sensory fan-out", sensoryFanOut, inter), ("the inter fan-out", interFanOut, command),
            ("the motor fan-in", motorFanIn, command),
        ]
        for (name, count, limit) in fans {
            guard (1...limit).contains(count) else { throw .fan(name, count, among: limit) }
        }
        self.inter = inter
        self.command = command
        self.motor = motor
        self.sensoryFanOut = sensoryFanOut
        self.interFanOut = interFanOut
        self.recurrentCommandSynapses = recurrentCommandSynapses
        self.motorFanIn = motorFanIn
    }

    /// A plan by size alone: two of five neurons that are not motor neurons are command neurons, and the synapses are as
    /// dense in every layer.
    ///
    /// - Parameters:
    ///   - neurons: at least three more than outputs.
    ///   - sparsity: 0.1…1, the share of possible synapses that is left out.
    package init(neurons: Int, outputs: Int, sparsity: Double = 0.5) throws(WiringError) {
        guard neurons > outputs + 2 else { throw .tooFew("neurons", neurons, minimum: outputs + 3) }
        guard (0.1...1).contains(sparsity) else { throw .sparsity(sparsity) }
        let density = 1 - sparsity
        let command = max(1, Int(0.4 * Double(neurons - outputs)))
        let inter = neurons - outputs - command
        try self.init(
            inter: inter, command: command, motor: outputs, sensoryFanOut: max(1, Int(Double(inter) * density)),
            interFanOut: max(1, Int(Double(command) * density)),
            recurrentCommandSynapses: max(1, Int(Double(command) * density * 2)),
            motorFanIn: max(1, Int(Double(command) * density)))
    }

    package var neuronCount: Int { motor + command + inter }
    package var motorNeurons: Range<Int> { 0..<motor }
    package var commandNeurons: Range<Int> { motor..<motor + command }
    package var interNeurons: Range<Int> { motor + command..<neuronCount }

    /// Draws the synapses, exciting or inhibiting with the same chance. Neurons that were missed get as many as others have,
    /// on average.
    package func wiring(inputs: Int, seed: UInt64) throws(WiringError) -> Wiring {
        guard inputs >= 1 else { throw .tooFew("inputs", inputs, minimum: 1) }
        var random = SplitMix64(seed: seed)
        var sensory = Adjacency(sources: inputs, targets: neuronCount)
        var adjacency = Adjacency(sources: neuronCount, targets: neuronCount)
        Self.connect(0..<inputs, to: interNeurons, fanOut: sensoryFanOut, in: &sensory, &random)
        Self.connect(interNeurons, to: commandNeurons, fanOut: interFanOut, in: &adjacency, &random)
        for _ in 0..<recurrentCommandSynapses {
            let (source, target) = (random.next(below: command), random.next(below: command))
            adjacency[motor + source, motor + target] = Self.polarity(&random)
        }
        var unused = Set(commandNeurons)
        for target in motorNeurons {
            for source in Self.choose(motorFanIn, of: commandNeurons, &random) {
                adjacency[source, target] = Self.polarity(&random)
                unused.remove(source)
            }
        }
        for source in unused.sorted() {
            for target in Self.choose(max(1, min(motor * motorFanIn / command, motor)), of: motorNeurons, &random) {
                adjacency[source, target] = Self.polarity(&random)
            }
        }
        return try Wiring(
            adjacency: adjacency, sensoryAdjacency: sensory, outputCount: motor,
            layers: [Array(interNeurons), Array(commandNeurons), Array(motorNeurons)])
    }

    private static func connect(
        _ sources: Range<Int>, to targets: Range<Int>, fanOut: Int, in adjacency: inout Adjacency,
        _ random: inout SplitMix64
    ) {
        var missed = Set(targets)
        for source in sources {
            for target in choose(fanOut, of: targets, &random) {
                adjacency[source, target] = polarity(&random)
                missed.remove(target)
            }
        }
        let fanIn = max(1, min(sources.count * fanOut / targets.count, sources.count))
        for target in missed.sorted() {
            for source in choose(fanIn, of: sources, &random) { adjacency[source, target] = polarity(&random) }
        }
    }

    private static func polarity(_ random: inout SplitMix64) -> Int8 { random.next(below: 2) == 0 ? -1 : 1 }

    /// Different ones, each set as likely as another (the first steps of Fisher and Yates' shuffle).
    private static func choose(_ count: Int, of numbers: Range<Int>, _ random: inout SplitMix64) -> ArraySlice<Int> {
        var numbers = Array(numbers)
        for index in 0..<count { numbers.swapAt(index, index + random.next(below: numbers.count - index)) }
        return numbers[..<count]
    }
}
