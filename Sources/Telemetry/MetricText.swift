/// Metrics in the text format that Prometheus reads, version 0.0.4.
package struct MetricText {
    package typealias Labels = KeyValuePairs<String, String>

    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    package init() {}

    /// Adds a family with one value.
    package mutating func add(_ family: MetricFamily, _ value: Double) { add(family, [([:] as Labels, value)]) }

    /// Adds a family with a value for each set of labels; nothing where there is none.
    package mutating func add(_ family: MetricFamily, _ samples: [(Labels, Double)]) {
        guard !samples.isEmpty else { return }
        head(family)
        for (labels, value) in samples { line(family.name, labels.map { ($0.key, $0.value) }, value) }
    }

    /// Adds histograms in seconds.
    package mutating func addHistograms(_ family: MetricFamily, _ histograms: [(Labels, DurationHistogram)]) {
        guard !histograms.isEmpty else { return }
        head(family)
        for (labels, histogram) in histograms {
            let pairs = labels.map { ($0.key, $0.value) }
            let bounds = DurationHistogram.bounds.map { Self.number($0) } + ["+Inf"]
            for (bound, count) in zip(bounds, histogram.cumulative) {
                line("\(family.name)_bucket", pairs + [("le", bound)], Double(count))
            }
            line("\(family.name)_sum", pairs, histogram.sum)
            line("\(family.name)_count", pairs, Double(histogram.count))
        }
    }

    private mutating func head(_ family: MetricFamily) {
        text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let inner = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += "\(name)\(inner.isEmpty ? "" : "{\(inner)}") \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
