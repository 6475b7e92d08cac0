/// What looks at a series. Its raw value is its place among the shares of an anomaly.
package enum EvidenceView: Int, CaseIterable, Sendable {
    /// What the pipeline's file calls possible.
    case range
    /// How long the series may be silent.
    case absence
    /// What was seen at this time of the season.
    case season
    /// What followed such a value before.
    case usual
    /// Near forecasts.
    case near
    /// Far forecasts beside the width of their intervals.
    case far
    /// The recent level beside the slow one.
    case level
    /// Next, and near, forecasts that keep failing in the same direction.
    case drift, lasting
    /// Larger errors than there were.
    case volatility
    /// The same value again and again.
    case stuck

    /// Those that are weighed together, the simplest to understand first.
    static let combined: [EvidenceView] = [
        .near, .far, .usual, .level, .lasting, .drift, .season, .volatility,
    ]

    /// A stable word for explanations.
    package var name: String {
        switch self {
        case .range: "range"
        case .absence: "absence"
        case .season: "season_envelope"
        case .usual: "usual_next"
        case .near: "near_error"
        case .far: "far_error"
        case .level: "level"
        case .drift: "drift"
        case .lasting: "lasting_error"
        case .volatility: "volatility"
        case .stuck: "stuck"
        }
    }
}
