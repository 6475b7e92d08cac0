import Alerting
import AnomalyScoring

/// The incident of a series under one policy, and the worst anomaly that it has: plain bytes.
struct IncidentSlot {
    var worst: EpisodeRecord
    var state: IncidentState
    /// Event time of the observation that broke the newest silence of the incident, in microseconds since 1970.
    var heardAgain: Int64
}
