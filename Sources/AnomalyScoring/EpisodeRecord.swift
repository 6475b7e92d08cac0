/// An anomaly with what the views said at its peak: plain bytes.
package struct EpisodeRecord: Sendable {
    /// log10 of a return period in observations, in the order of ``EvidenceView``; 0 where a view saw nothing.
    package var shares = SIMD16<Float>()
    package var episode = Episode()

    package init() {}

    /// What each view said, largest first: a stable word and log10 of a return period.
    package var contributions: [(evidence: String, score: Double)] {
        EvidenceView.allCases.map { ($0.name, Double(shares[$0.rawValue])) }.filter { $0.1 > 0 }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}
