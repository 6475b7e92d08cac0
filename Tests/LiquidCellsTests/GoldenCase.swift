import Foundation

@testable import LiquidCells

/// What ncps 1.0.1 computed in PyTorch, in double precision: outputs over forty steps, and the derivatives of their squares'
/// sum by back-propagation through time. It lies beside the repository, where it is there at all.
struct GoldenCase: Decodable {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/golden/ncps")
    static let isHere = FileManager.default.fileExists(atPath: folder.path)

    struct Configuration: Decodable {
        let mode: String?
        let inputSize: Int?
        let units: Int
        let outputSize: Int?
        let unfolds: Int?
        let backboneUnits: Int?
        let backboneLayers: Int?
        let adjacency: [[Int]]?
        let sensoryAdjacency: [[Int]]?
        let layers: [[Int]]?

        enum CodingKeys: String, CodingKey {
            case mode, units, adjacency, layers
            case inputSize = "input_size"
            case outputSize = "output_size"
            case unfolds = "ode_unfolds"
            case backboneUnits = "backbone_units"
            case backboneLayers = "backbone_layers"
            case sensoryAdjacency = "sensory_adjacency"
        }
    }

    /// Numbers in lists of lists, as deep as they may be, in their order.
    struct Numbers: Decodable {
        let flat: [Double]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let numbers = try? container.decode([Double].self) {
                flat = numbers
            } else {
                flat = try container.decode([Numbers].self).flatMap(\.flat)
            }
        }
    }

    let config: Configuration
    let params: [String: Numbers]
    let inputs: [[Double]]
    let timespans: [Double]
    let outputs: [[Double]]
    let finalState: [Double]
    let loss: Double
    let grad: [String: Numbers]

    enum CodingKeys: String, CodingKey {
        case config, params, inputs, timespans, outputs, loss, grad
        case finalState = "final_state"
    }

    static func read(_ name: String) throws -> GoldenCase {
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        return try JSONDecoder().decode(GoldenCase.self, from: data)
    }

    var steps: [CellStep] { zip(inputs, timespans).map { CellStep(input: $0, span: $1) } }

    func wiring() throws -> Wiring {
        try Wiring(
            adjacency: Adjacency(config.adjacency ?? []), sensoryAdjacency: Adjacency(config.sensoryAdjacency ?? []),
            outputCount: config.outputSize ?? 0, layers: config.layers)
    }

    var mode: CfCMode {
        switch config.mode {
        case "pure": .pure
        case "no_gate": .noGate
        default: .default
        }
    }

    /// The parameters in the layout of a cell; nil where one is missing or of another size.
    func parameters<Scalar: CellScalar>(_ layout: ParameterLayout) -> CellParameters<Scalar>? {
        let parameters = CellParameters<Scalar>(layout)
        for tensor in layout.tensors {
            guard let numbers = params["rnn_cell.\(tensor.name)"]?.flat, numbers.count == tensor.count else {
                return nil
            }
            for (index, number) in numbers.enumerated() { parameters.start[tensor.offset + index] = Scalar(number) }
        }
        return parameters
    }
}
