package import Alerting
package import AnomalyScoring
package import LiquidForecasting
import TimeSeries

/// A model of the pipeline file, ready to forecast.
package struct ForecastModel: Sendable {
    /// The name in the pipeline file.
    package let name: String
    /// What forecasts, for every series of the model.
    package let forecaster: LiquidForecaster
    /// What looks for anomalies; nil looks for none.
    package let detector: AnomalyDetector?
    /// When its anomalies become incidents, one for each entry of `alerts` that names the model.
    package let policies: [IncidentPolicy]
    let machines: [IncidentMachine]
    let layout: SeriesLayout

    /// - Precondition: where there are policies there is a detector.
    package init(
        name: String, forecaster: LiquidForecaster, detector: AnomalyDetector? = nil, policies: [IncidentPolicy] = []
    ) {
        precondition(policies.isEmpty || detector != nil, "incidents of \(name) come of anomalies")
        self.name = name
        self.forecaster = forecaster
        self.detector = detector
        self.policies = policies
        machines = policies.map { IncidentMachine($0) }
        layout = SeriesLayout(forecaster, detector, policies: policies.count)
    }

    /// Makes `block` that of a series that has seen nothing.
    ///
    /// - Parameters:
    ///   - block: of ``SeriesLayout/byteCount`` bytes, all zero.
    ///   - prior: what the series of its lane know.
    func prepare(_ block: UnsafeMutableRawPointer, from prior: UnsafeMutableRawPointer?) {
        forecaster.prepare(block, from: prior)
        detector?.prepare(block + layout.detector)
        for policy in policies.indices { layout.incident(policy, block).pointee.state = IncidentState() }
    }

    /// Of everything that the states of its series depend on.
    var fingerprint: String {
        let alerts = policies.map {
            "\($0.name) \($0.consecutive) \($0.resolveAfterMicroseconds) \($0.cooldownMicroseconds) \($0.leastSeverity.name)"
        }
        return ([forecaster.fingerprint, detector?.fingerprint ?? "-"] + alerts).map { "\($0.utf8.count):\($0)" }.joined()
    }
}
