package import Telemetry

/// How a sink answers, over all threads that ask it.
package struct SinkStatus: Sendable {
    package let name: String
    /// For how long the oldest question has been waiting for its answer; nil when none is.
    package var waiting: Duration?
    /// How long commits took that succeeded.
    package var commits = DurationHistogram()
}
