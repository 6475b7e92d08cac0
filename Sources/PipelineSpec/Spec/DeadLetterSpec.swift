/// `dead_letter`: where records that could not be used are kept.
package struct DeadLetterSpec: Equatable, Sendable {
    /// Names of the sinks that keep them: by default every PostgreSQL and file sink.
    package var sinks: [String]
    /// How long PostgreSQL keeps them, in microseconds; nil keeps them for ever.
    package var keepMicroseconds: Int64?

    package init(sinks: [String], keepMicroseconds: Int64? = nil) {
        self.sinks = sinks
        self.keepMicroseconds = keepMicroseconds
    }
}
