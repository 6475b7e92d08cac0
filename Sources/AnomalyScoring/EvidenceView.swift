/// What looks at a series. Its raw value is its place among the shares of an anomaly.
package enum EvidenceView: Int, CaseIterable, Sendable {
    /// What the pipeline's file calls possible.
    case range
    /// How long the series may be silent.
    case absence

    /// A stable word for explanations.
    package var name: String {
        switch self {
        case .range: "range"
        case .absence: "absence"
        }
    }
}
