/// Why neurons cannot be connected like that.
package enum WiringError: Error, Equatable, CustomStringConvertible {
    case rowLength(row: Int, count: Int, expected: Int)
    case polarity(Int, source: Int, target: Int)
    case notSquare(sources: Int, targets: Int)
    case sensoryTargets(Int, neurons: Int)
    case outputs(Int, neurons: Int)
    case layers(neurons: Int)
    case lastLayer(outputs: Int)
    case tooFew(String, Int, minimum: Int)
    case fan(String, Int, among: Int)
    case sparsity(Double)

    package var description: String {
        switch self {
        case .rowLength(let row, let count, let expected):
            "row \(row) of the adjacency has \(count) numbers where the first has \(expected)"
        case .polarity(let polarity, let source, let target):
            "the synapse from \(source) to \(target) has polarity \(polarity); there are -1, 1, and 0 for no synapse"
        case .notSquare(let sources, let targets):
            "the adjacency of the neurons has \(sources) rows and \(targets) columns; it needs as many of both"
        case .sensoryTargets(let targets, let neurons):
            "the adjacency of the inputs has \(targets) columns for \(neurons) neurons"
        case .outputs(let outputs, let neurons):
            "\(neurons) neurons cannot have \(outputs) outputs among them"
        case .layers(let neurons):
            "layers must hold each of the \(neurons) neurons once, and none may be empty"
        case .lastLayer(let outputs):
            "the last layer must be the \(outputs) motor neurons, in order"
        case .tooFew(let what, let count, let minimum):
            "there are \(count) \(what); at least \(minimum) are needed"
        case .fan(let what, let count, let among):
            "\(what) is \(count), and must lie between 1 and the \(among) neurons there are to choose from"
        case .sparsity(let sparsity):
            "a sparsity of \(sparsity) is not within 0.1 to 1"
        }
    }
}
