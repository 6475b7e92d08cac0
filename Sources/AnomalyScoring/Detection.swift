/// What a detector says of one observation, or of a silence.
package struct Detection: Sendable {
    /// What it changes in the series' episode.
    package enum Change: Sendable { case none, started, worsened, ended }

    /// log10 of the return period, in observations, of what is new; 0 when nothing is.
    package var score: Double = 0
    /// How unusual the observation is, new or not.
    package var evidence: Double = 0
    /// Whether the observation is unusual, and so part of an episode.
    package var isAnomalous = false
    package var change: Change = .none

    package init() {}
}
