import PipelineSpec
import PostgresConnector
import SeriesTransforms
import StreamRuntime
import Telemetry

/// What becomes of what runs when a file takes the place of the one that it runs with.
struct RunningComparison {
    private static let shownIncidents = 5

    private let spec: PipelineSpec
    private let running: [PostgresRunningModels.Model]
    private let incidents: [PostgresRunningModels.Incident]
    private let records: [String: Int64]
    private let topics: [(source: String, topic: String)]

    init(_ spec: PipelineSpec) throws(ConnectorError) {
        guard let postgres = spec.sinks.warehouse?.spec else {
            throw .invalidSetting(
                "the pipeline \(spec.name) has no sink of type postgres, in which a run writes down what it runs with")
        }
        let database = try PostgresRunningModels(url: postgres.url)
        self.spec = spec
        running = try database.models(of: spec.name)
        incidents = try database.incidents(of: spec.name)
        records = try database.records(of: spec.name)
        topics = try database.topics(of: spec.name)
    }

    var text: String {
        guard let since = running.map(\.since).max() else {
            return "against what runs: the pipeline \(spec.name) has not run with this database; everything is new"
        }
        var lines = ["against what runs since \(since) UTC"]
        for model in spec.models { lines += describe(model) }
        for old in running where !spec.models.contains(where: { $0.name == old.name }) {
            lines.append(
                "  model \(old.name): gone; its \(Self.series(old.series)) forgotten, rows that are written stay")
        }
        return (lines + movedTopics + replay + ended).joined(separator: "\n")
    }

    private func describe(_ model: ModelSpec) -> [String] {
        guard let old = running.first(where: { $0.name == model.name }) else {
            return ["  model \(model.name): new; its series begin with the next records"]
        }
        let new = RunningModel(model, of: spec)
        guard let former = RunningModel.read(old.settings) else {
            return ["  model \(model.name): restarts: it runs by another version of Millrace"]
        }
        var changes: [String] = []
        for name in Set(former.settings.keys).union(new.settings.keys).sorted() {
            let (before, after) = (former.settings[name] ?? "none", new.settings[name] ?? "none")
            if before != after { changes.append("\(name) \(before) → \(after)".oneLine) }
        }
        var lines = ["  model \(model.name): \(Self.words(for: fate(of: former, under: new), old.series))"]
        if !changes.isEmpty { lines.append("    " + changes.joined(separator: "; ")) }
        if changes.isEmpty, former.outline != new.outline {
            lines.append("    the days of its holidays' file have changed, or Millrace has")
        }
        let added = new.inputs.filter { !former.inputs.contains($0) }
        let removed = former.inputs.filter { !new.inputs.contains($0) }
        if !added.isEmpty { lines.append("    reads \(added.joined(separator: ", ")) too: series that begin now") }
        if !removed.isEmpty {
            lines.append("    reads \(removed.joined(separator: ", ")) no more: series that are forgotten")
        }
        return lines
    }

    private func fate(of former: RunningModel, under new: RunningModel) -> ModelOutline.Fate {
        former.covariates == new.covariates ? former.outline.fate(under: new.outline) : .restarts
    }

    private static func words(for fate: ModelOutline.Fate, _ count: Int64) -> String {
        switch fate {
        case .kept: "kept, with its \(series(count))"
        case .judged: "kept, with its \(series(count)); what is an anomaly, or an incident, is judged anew"
        case .detectorRestarts:
            "its \(series(count)) go on being forecast; what looks for anomalies starts anew, and its incidents end"
        case .restarts: "restarts: its \(series(count)) learn anew from the next record on, and its incidents end"
        }
    }

    private static func series(_ count: Int64) -> String { "\(Figures.count(count)) series" }

    /// Sources whose keys are made of other fields: a state is of no use then.
    private var rekeyed: [SourceSpec] {
        spec.sources.filter { source in
            running.compactMap { RunningModel.read($0.settings)?.keys[source.name] }.contains { $0 != source.key }
        }
    }

    /// What sources of topics do not read any more, and what they begin to read.
    private var movedTopics: [String] {
        spec.sources.flatMap { source -> [String] in
            guard case .kafka(let kafka) = source.kind else { return [] }
            let former = topics.filter { $0.source == source.name }.map(\.topic)
            guard !former.isEmpty else { return [] }
            return former.filter { !kafka.topics.contains($0) }.map {
                "  source \(source.name): reads \($0) no more; its series stay as they are".oneLine
            }
                + kafka.topics.filter { !former.contains($0) }.map {
                    "  source \(source.name): reads \($0) too, where it was not read before: series that begin now"
                        .oneLine
                }
        }
    }

    private var replay: [String] {
        let rekeyed = rekeyed
        guard rekeyed.isEmpty else {
            return rekeyed.map { source in
                "  source \(source.name): other key fields make other series; its state is rebuilt from \(Figures.count(records[source.name] ?? 0)) records"
            }
        }
        let all = Figures.count(records.values.reduce(0, +))
        return [
            "  replayed: nothing, from what a run that was stopped has kept in the same store; what a killed one had not yet kept; where there is no snapshot, \(all) records"
        ]
    }

    /// Incidents that fire and that the file brings to their end.
    private var ended: [String] {
        let ending = incidents.filter { incident in
            let isLookedFor = spec.alerts.contains { alert in
                alert.name == incident.policy && alert.models.contains(incident.model)
            }
            guard isLookedFor, let model = spec.models.first(where: { $0.name == incident.model }), model.detect != nil,
                let old = running.first(where: { $0.name == incident.model })
            else { return true }
            guard let former = RunningModel.read(old.settings) else { return true }
            return [.restarts, .detectorRestarts].contains(fate(of: former, under: RunningModel(model, of: spec)))
        }
        guard !ending.isEmpty else { return ["  incidents that fire and would end: none of \(incidents.count)"] }
        let shown = ending.prefix(Self.shownIncidents).map { "    \($0.policy): \($0.metric) of \($0.key)".oneLine }
        let rest = ending.count - shown.count
        return ["  incidents that fire and would end: \(ending.count) of \(incidents.count)"] + shown.map { "\($0)" }
            + (rest > 0 ? ["    and \(rest) more"] : [])
    }
}
