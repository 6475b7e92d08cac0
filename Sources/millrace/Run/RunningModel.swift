import Foundation
import PipelineSpec
import SeriesTransforms
import TimeSeries

/// A model as a run writes it down, so that a later file can be compared with it. Holds no secret.
struct RunningModel: Codable {
    let outline: ModelOutline
    /// `source.metric`, in order.
    let inputs: [String]
    /// The fields of the key, by source.
    let keys: [String: [String]]
    /// Values that help to forecast.
    let covariates: [String]
    /// What was asked of it, by name, as a person writes it.
    let settings: [String: String]

    init(_ model: ModelSpec, of spec: PipelineSpec) {
        outline = PipelineAssembly.model(model, of: spec).outline
        inputs = model.inputs.map { "\($0.source).\($0.metric)" }
        covariates = model.covariates
        let sources = spec.sources.filter { source in model.inputs.contains { $0.source == source.name } }
        keys = Dictionary(sources.map { ($0.name, $0.key) }) { first, _ in first }
        settings = Self.settings(of: model, in: spec)
    }

    /// - Returns: nil when another version wrote the text.
    static func read(_ json: String) -> RunningModel? {
        try? JSONDecoder().decode(RunningModel.self, from: Data(json.utf8))
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func settings(of model: ModelSpec, in spec: PipelineSpec) -> [String: String] {
        let forecaster = model.forecaster
        var settings: [String: String] = [:]
        settings["horizon"] = String(forecaster.horizon)
        settings["step"] = forecaster.stepMicroseconds.map(Figures.duration) ?? "learned"
        settings["count"] = forecaster.counting.rawValue
        settings["seasons"] = forecaster.seasonsMicroseconds.map(Figures.duration).joined(separator: ", ")
        settings["intervals"] = forecaster.intervals.map(String.init).joined(separator: ", ")
        settings["prior"] = forecaster.prior.rawValue
        settings["warm_up"] = String(model.warmUp)
        settings["with"] = model.covariates.isEmpty ? "nothing" : model.covariates.joined(separator: ", ")
        settings["calendar.time_zone"] = forecaster.calendar?.timeZone?.name ?? "UTC"
        settings["calendar.holidays"] = String(forecaster.calendar?.holidays?.holidays.count ?? 0)
        settings["detect"] = model.detect == nil ? "nothing" : "anomalies"
        guard let detect = model.detect else { return settings }
        add(detect, to: &settings)
        for alert in spec.alerts where alert.models.contains(model.name) {
            settings["alerts.\(alert.name)"] = words(for: alert)
        }
        return settings
    }

    private static func words(for alert: AlertSpec) -> String {
        let lengths = [
            ("resolve_after", alert.resolveAfterMicroseconds), ("cooldown", alert.cooldownMicroseconds),
        ].map { "\($0.0) \(Figures.duration($0.1))" }
        return (["for \(alert.consecutive)"] + lengths + ["min_severity \(alert.leastSeverity.name)"])
            .joined(separator: ", ")
    }

    private static func add(_ detect: DetectSpec, to settings: inout [String: String]) {
        func word(_ severity: Severity?) -> String { severity.map { ", \($0.name)" } ?? "" }
        func duration(_ time: Int64?) -> String { time.map(Figures.duration) ?? "never" }
        func period(_ period: DetectSpec.ReturnPeriod) -> String {
            switch period {
            case .observations(let count): "\(count) events"
            case .microseconds(let time): Figures.duration(time)
            }
        }
        let ends = [detect.lowest, detect.highest].map { $0.map(Figures.number) ?? "~" }
        let thresholds = detect.thresholds.map { "\($0.severity.name) \(period($0.returnPeriod))" }
        let relative = Figures.percent(detect.leastRelativeDeviation)
        settings["detect.return_period"] = period(detect.returnPeriod)
        settings["detect.severity"] = thresholds.joined(separator: ", ")
        settings["detect.range"] = ends.joined(separator: " to ") + word(detect.rangeSeverity)
        settings["detect.direction"] = detect.direction.rawValue
        settings["detect.min_deviation"] = "\(Figures.number(detect.leastDeviation)), \(relative)"
        settings["detect.absent_after"] = duration(detect.absentAfterMicroseconds) + word(detect.absenceSeverity)
        settings["detect.stuck_after"] = duration(detect.stuckAfterMicroseconds) + word(detect.stuckSeverity)
        settings["detect.adapt_after"] = String(detect.adaptAfter)
    }
}
