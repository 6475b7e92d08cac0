/// What one name of the metrics counts or measures.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable { case counter, gauge, histogram }

    /// With its unit at the end, and `_total` for a counter.
    package let name: String
    package let kind: Kind
    /// One sentence, without a line break.
    package let help: String

    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}
