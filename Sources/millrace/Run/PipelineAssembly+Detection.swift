import Alerting
import AnomalyScoring
import PipelineSpec
import SeriesTransforms

/// What a pipeline's `detect` and `alerts` ask of the parts that look for anomalies and tell of them.
extension PipelineAssembly {
    /// A model of the pipeline with all that its series need.
    static func model(_ model: ModelSpec, of spec: PipelineSpec) -> ForecastModel {
        ForecastModel(
            name: model.name, forecaster: forecaster(of: model), detector: detector(of: model),
            policies: policies(of: model, in: spec))
    }

    /// What looks for anomalies of a model's series; nil where nothing does.
    static func detector(of model: ModelSpec) -> AnomalyDetector? {
        guard let detect = model.detect else { return nil }
        var settings = DetectorSettings(
            horizon: model.forecaster.horizon, counting: model.forecaster.counting,
            level: model.forecaster.intervals.first ?? 80,
            seasonMicroseconds: model.forecaster.seasonsMicroseconds.first ?? 0,
            severities: detect.thresholds.map { ($0.severity, period($0.returnPeriod)) })
        settings.lowest = detect.lowest ?? -.infinity
        settings.highest = detect.highest ?? .infinity
        settings.rangeSeverity = detect.rangeSeverity
        settings.absenceSeverity = detect.absenceSeverity
        settings.stuckSeverity = detect.stuckSeverity
        settings.direction = direction(detect.direction)
        settings.leastDeviation = detect.leastDeviation
        settings.leastRelativeDeviation = detect.leastRelativeDeviation
        settings.absentAfterMicroseconds = detect.absentAfterMicroseconds
        settings.stuckAfterMicroseconds = detect.stuckAfterMicroseconds
        settings.adaptAfter = detect.adaptAfter
        return AnomalyDetector(settings)
    }

    /// When anomalies of a model's series become incidents: one for each entry of `alerts` that names the model, in the order
    /// of the file.
    static func policies(of model: ModelSpec, in spec: PipelineSpec) -> [IncidentPolicy] {
        spec.alerts.filter { $0.models.contains(model.name) }.map { alert in
            IncidentPolicy(
                name: alert.name, consecutive: alert.consecutive,
                resolveAfterMicroseconds: alert.resolveAfterMicroseconds,
                cooldownMicroseconds: alert.cooldownMicroseconds, leastSeverity: alert.leastSeverity)
        }
    }

    /// To whom incidents are told: one for each entry of `alerts`, in the order of the file, also where nobody is told.
    var routes: [RoutingPolicy] {
        spec.alerts.map { alert in
            RoutingPolicy(
                name: alert.name,
                models: spec.models.filter { $0.detect != nil && alert.models.contains($0.name) }.map(\.name),
                receivers: alert.receivers,
                storm: alert.storm.map {
                    StormPolicy(groupBy: $0.groupBy, above: $0.above, waitMicroseconds: $0.waitMicroseconds)
                })
        }
    }

    private static func period(_ period: DetectSpec.ReturnPeriod) -> DetectorSettings.ReturnPeriod {
        switch period {
        case .observations(let count): .observations(Double(count))
        case .microseconds(let microseconds): .microseconds(microseconds)
        }
    }

    private static func direction(_ direction: DetectSpec.Direction) -> DetectorSettings.Direction {
        switch direction {
        case .both: .both
        case .above: .above
        case .below: .below
        }
    }
}
