import Alerting
import AnomalyScoring

/// The incident of a series under one policy, and the worst anomaly that it has: plain bytes.
struct IncidentSlot {
    var worst: EpisodeRecord
    var state: IncidentState
}
