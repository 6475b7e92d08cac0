/// `type: stdout`: JSON lines on standard output.
package struct StdoutSinkSpec: Equatable, Sendable {
    package var write: Content

    package enum Content: String, Sendable, CaseIterable { case forecasts, observations }

    package init(write: Content) { self.write = write }
}
