package import Alerting
package import AnomalyScoring
package import LiquidForecasting
import TimeSeries

/// A model of the pipeline file, ready to forecast. A class, so that the event path counts one reference and not those of its
/// parts.
package final class ForecastModel: Sendable {
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

    /// Bytes of the whole memory of one series.
    package var blockByteCount: Int { layout.byteCount }

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

    /// Copies into the block of a series that is prepared what the block of another outline has for it.
    func carry(_ old: UnsafeRawBufferPointer, _ outline: ModelOutline, to block: UnsafeMutableRawPointer) {
        func copy(_ range: Range<Int>, to offset: Int, _ count: Int) {
            guard range.count == count, old.indices.contains(range.lowerBound), range.upperBound <= old.count else {
                return
            }
            (block + offset).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: old[range]).baseAddress ?? UnsafeRawPointer(block),
                byteCount: count)
        }
        if outline.forecaster == forecaster.fingerprint { copy(0..<outline.detectorOffset, to: 0, layout.detector) }
        guard let detector, outline.detectorLayout == detector.layoutFingerprint else { return }
        copy(outline.detectorOffset..<outline.recentOffset, to: layout.detector, layout.recent - layout.detector)
        guard !policies.isEmpty, !outline.policies.isEmpty else { return }
        copy(outline.recentOffset..<outline.incidentsOffset, to: layout.recent, layout.incidents - layout.recent)
        for (place, policy) in policies.enumerated() {
            guard let former = outline.policies.firstIndex(of: policy.name) else { continue }
            let stride = MemoryLayout<IncidentSlot>.stride
            let start = outline.incidentsOffset + former * stride
            copy(start..<start + stride, to: layout.incidents + place * stride, stride)
        }
    }

    /// Of everything that the states of its series depend on.
    var fingerprint: String {
        ([forecaster.fingerprint, detector?.fingerprint ?? "-"] + policyFingerprints).map { "\($0.utf8.count):\($0)" }
            .joined()
    }

    private var policyFingerprints: [String] {
        policies.map {
            "\($0.name) \($0.consecutive) \($0.resolveAfterMicroseconds) \($0.cooldownMicroseconds) \($0.leastSeverity.name)"
        }
    }

    package var outline: ModelOutline {
        ModelOutline(
            name: name, forecaster: forecaster.fingerprint, detector: detector?.learningFingerprint,
            detectorLayout: detector?.layoutFingerprint, judgement: detector?.fingerprint,
            policies: policies.map(\.name), policySettings: policyFingerprints, detectorOffset: layout.detector,
            recentOffset: layout.recent, incidentsOffset: layout.incidents)
    }
}
