/// `type: stdout`: JSON lines on standard output.
package struct StdoutSinkSpec: Equatable, Sendable {
    package var write: Content

    /// Which lines are written; one kind only, so that a reader need not tell them apart.
    package enum Content: String, Sendable, CaseIterable { case forecasts, observations, anomalies, alerts }

    package init(write: Content) { self.write = write }
}
