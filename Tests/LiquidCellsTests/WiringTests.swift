import Testing

@testable import LiquidCells

@Suite struct WiringTests {
    @Test func aPlanBySizeHasItsLayers() throws {
        let plan = try NeuralCircuitPolicy(neurons: 14, outputs: 3)
        #expect((plan.inter, plan.command, plan.motor) == (7, 4, 3))
        #expect((plan.sensoryFanOut, plan.interFanOut, plan.motorFanIn, plan.recurrentCommandSynapses) == (3, 2, 2, 4))
        let wiring = try plan.wiring(inputs: 3, seed: 1)
        #expect(wiring.layers == [Array(7..<14), Array(3..<7), Array(0..<3)])
    }

    @Test(arguments: 0..<40)
    func circuitsAreWiredByTheirPlan(seed: Int) throws {
        // The plan of lane keeping in the paper: 19 neurons.
        let plan = try NeuralCircuitPolicy(
            inter: 12, command: 6, motor: 1, sensoryFanOut: 6, interFanOut: 4, recurrentCommandSynapses: 4,
            motorFanIn: 6)
        let inputs = 4
        let wiring = try plan.wiring(inputs: inputs, seed: UInt64(seed))
        for synapse in wiring.sensoryAdjacency.synapses { #expect(plan.interNeurons.contains(synapse.target)) }
        for synapse in wiring.adjacency.synapses {
            let (source, target) = (synapse.source, synapse.target)
            let isForward = plan.interNeurons.contains(source) && plan.commandNeurons.contains(target)
            let isWithin = plan.commandNeurons.contains(source) && plan.commandNeurons.contains(target)
            let isOut = plan.commandNeurons.contains(source) && plan.motorNeurons.contains(target)
            #expect(isForward || isWithin || isOut, "\(source) to \(target)")
        }
        func outgoing(_ adjacency: Adjacency, _ source: Int) -> Int {
            adjacency.synapses.count { $0.source == source }
        }
        func incoming(_ adjacency: Adjacency, _ target: Int) -> Int {
            adjacency.synapses.count { $0.target == target }
        }
        // What neurons that were missed are given comes on top.
        for input in 0..<inputs { #expect(outgoing(wiring.sensoryAdjacency, input) >= plan.sensoryFanOut) }
        for neuron in plan.interNeurons {
            #expect(outgoing(wiring.adjacency, neuron) >= plan.interFanOut)
            #expect(incoming(wiring.sensoryAdjacency, neuron) >= 1)
        }
        for neuron in plan.commandNeurons {
            #expect(incoming(wiring.adjacency, neuron) >= 1)
            #expect(plan.motorNeurons.contains { wiring.adjacency[neuron, $0] != 0 })
        }
        for neuron in plan.motorNeurons { #expect(incoming(wiring.adjacency, neuron) >= plan.motorFanIn) }
        let polarities = wiring.adjacency.polarities + wiring.sensoryAdjacency.polarities
        #expect(polarities.contains(1) && polarities.contains(-1))
    }

    @Test func aSeedGivesTheSameWiringEverywhere() throws {
        let plan = try NeuralCircuitPolicy(neurons: 6, outputs: 1)
        let wiring = try plan.wiring(inputs: 2, seed: 7)
        #expect(wiring == (try plan.wiring(inputs: 2, seed: 7)))
        #expect(wiring != (try plan.wiring(inputs: 2, seed: 8)))
        let sensory = [[0, 0, 0, -1, -1, 0], [0, 0, 0, 0, 0, 1]]
        let inner = [
            [0, 0, 0, 0, 0, 0], [-1, 0, 1, 0, 0, 0], [-1, 0, 1, 0, 0, 0], [0, -1, 0, 0, 0, 0], [0, -1, 0, 0, 0, 0],
            [0, 1, 1, 0, 0, 0],
        ]
        #expect(wiring.sensoryAdjacency == (try Adjacency(sensory)))
        #expect(wiring.adjacency == (try Adjacency(inner)))
    }

    @Test func everyoneIsConnectedToEveryone() throws {
        let wiring = try Wiring.fullyConnected(inputs: 2, neurons: 9, outputs: 3, seed: 1)
        #expect(wiring.adjacency.synapseCount == 81 && wiring.sensoryAdjacency.synapseCount == 18)
        let others = try Wiring.fullyConnected(inputs: 2, neurons: 9, outputs: 3, selfConnections: false, seed: 1)
        #expect(others.adjacency.synapseCount == 72)
        #expect((0..<9).allSatisfy { others.adjacency[$0, $0] == 0 })
    }

    @Test func wiringsThatDoNotFitAreRefused() throws {
        #expect(throws: WiringError.rowLength(row: 1, count: 1, expected: 2)) { try Adjacency([[1, 0], [1]]) }
        #expect(throws: WiringError.polarity(2, source: 0, target: 1)) { try Adjacency([[1, 2]]) }
        let (square, sensory) = (try Adjacency([[0, 0], [1, -1]]), try Adjacency([[0, 1]]))
        #expect(throws: WiringError.notSquare(sources: 1, targets: 2)) {
            try Wiring(adjacency: sensory, sensoryAdjacency: sensory, outputCount: 1)
        }
        #expect(throws: WiringError.sensoryTargets(1, neurons: 2)) {
            try Wiring(adjacency: square, sensoryAdjacency: Adjacency([[1]]), outputCount: 1)
        }
        #expect(throws: WiringError.outputs(3, neurons: 2)) {
            try Wiring(adjacency: square, sensoryAdjacency: sensory, outputCount: 3)
        }
        #expect(throws: WiringError.layers(neurons: 2)) {
            try Wiring(adjacency: square, sensoryAdjacency: sensory, outputCount: 1, layers: [[1], [1]])
        }
        #expect(throws: WiringError.lastLayer(outputs: 1)) {
            try Wiring(adjacency: square, sensoryAdjacency: sensory, outputCount: 1, layers: [[0], [1]])
        }
        #expect(throws: WiringError.tooFew("neurons", 5, minimum: 6)) {
            try NeuralCircuitPolicy(neurons: 5, outputs: 3)
        }
        #expect(throws: WiringError.sparsity(0)) { try NeuralCircuitPolicy(neurons: 9, outputs: 3, sparsity: 0) }
        #expect(throws: WiringError.fan("the motor fan-in", 3, among: 2)) {
            try NeuralCircuitPolicy(
                inter: 4, command: 2, motor: 1, sensoryFanOut: 2, interFanOut: 1, recurrentCommandSynapses: 1,
                motorFanIn: 3)
        }
    }
}
