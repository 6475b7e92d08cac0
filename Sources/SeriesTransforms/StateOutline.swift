import Foundation
import RecordDecoding
import StreamRuntime

/// With which models a state was made: written down with it.
struct StateOutline: Codable, Equatable {
    /// One value on its way to one model.
    struct Lane: Codable, Equatable {
        var value: String
        /// The place in ``StateOutline/models``; nil where no model reads it.
        var model: Int?
        var covariates: [String?]
        /// What is still to start anew once everything is replayed that sinks have.
        var restarts: ModelRestart?
    }

    var lanes: [Lane]
    var models: [ModelOutline]

    init(_ source: ForecastedSource) {
        models = source.models.map(\.outline)
        lanes = source.lanes.map { lane in
            Lane(
                value: source.schema.values[lane.value].name, model: lane.model,
                covariates: lane.covariates.map { $0.map { source.schema.values[$0].name } })
        }
    }

    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// - Returns: nil when the bytes are none that ``bytes`` makes.
    static func read(_ bytes: UnsafeRawBufferPointer) -> StateOutline? {
        guard let outline = try? JSONDecoder().decode(StateOutline.self, from: Data(bytes)),
            outline.lanes.allSatisfy({ $0.model.map(outline.models.indices.contains) ?? true }),
            outline.models.allSatisfy(\.isSound)
        else { return nil }
        return outline
    }

    /// The lane of this state whose series another lane goes on with: of the same value and model; nil for none.
    func lane(like lane: Lane, of model: ModelOutline) -> Lane? {
        lanes.first { $0.value == lane.value && $0.model.map { models[$0].name } == model.name }
    }

    /// What has to start anew when `new` takes the place of this one.
    func restarts(under new: StateOutline) -> [ModelRestart?] {
        new.lanes.map { lane in
            guard let model = lane.model.map({ new.models[$0] }) else { return nil }
            let whole = ModelRestart(model: model.name, metric: lane.value, isDetectorAlone: false)
            guard let old = self.lane(like: lane, of: model), old.covariates == lane.covariates,
                let fate = old.model.map({ models[$0].fate(under: model) })
            else { return whole }
            switch fate {
            case .restarts: return whole
            case .detectorRestarts:
                return old.restarts ?? ModelRestart(model: model.name, metric: lane.value, isDetectorAlone: true)
            case .kept, .judged: return old.restarts
            }
        }
    }
}
