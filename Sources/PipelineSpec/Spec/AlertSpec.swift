package import TimeSeries

/// One entry of `alerts`: which anomalies are told to whom.
package struct AlertSpec: Equatable, Sendable {
    /// Many incidents at once that are told as one.
    package struct Storm: Equatable, Sendable {
        /// Names of key fields, or `metric`, `model`, `kind`.
        package var groupBy: [String]
        /// More than so many firing incidents of a group are a storm.
        package var above: Int
        /// How long a new incident waits, to see whether it is one of many, in microseconds.
        package var waitMicroseconds: Int64

        package init(groupBy: [String], above: Int, waitMicroseconds: Int64) {
            self.groupBy = groupBy
            self.above = above
            self.waitMicroseconds = waitMicroseconds
        }
    }

    /// The name in the pipeline file.
    package var name: String
    /// Models whose anomalies count; each has `detect`.
    package var models: [String]
    /// Names of sinks that are receivers.
    package var receivers: [String]
    /// Unusual observations one after the other before it fires.
    package var consecutive: Int = 1
    /// It is over when there was no unusual observation for so long, in microseconds of event time.
    package var resolveAfterMicroseconds: Int64 = 1_800_000_000
    /// So long after it was over, a new one does not fire.
    package var cooldownMicroseconds: Int64 = 0
    /// Anomalies that are less severe do not count.
    package var leastSeverity: Severity = .info
    package var storm: Storm?

    package init(name: String, models: [String], receivers: [String]) {
        self.name = name
        self.models = models
        self.receivers = receivers
    }
}
