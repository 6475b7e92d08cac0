import Alerting
import AnomalyScoring
import LiquidForecasting

/// Where the parts of a series' block are: the forecaster's, the detector's, and what its alerts need.
struct SeriesLayout: Sendable {
    /// All in bytes from the start of the block, multiples of 64.
    let detector: Int
    let recent: Int
    let incidents: Int
    let byteCount: Int

    init(_ forecaster: LiquidForecaster, _ anomalies: AnomalyDetector?, policies: Int) {
        func padded(_ count: Int) -> Int { (count + 63) / 64 * 64 }
        detector = padded(forecaster.blockByteCount)
        recent = detector + padded(anomalies?.blockByteCount ?? 0)
        incidents = recent + (policies > 0 ? padded(MemoryLayout<RecentValues>.stride) : 0)
        byteCount = incidents + policies * MemoryLayout<IncidentSlot>.stride
    }

    func recent(_ block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<RecentValues> {
        (block + recent).assumingMemoryBound(to: RecentValues.self)
    }

    /// The incident of a policy.
    func incident(_ policy: Int, _ block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<IncidentSlot> {
        (block + incidents).assumingMemoryBound(to: IncidentSlot.self) + policy
    }
}
