import ForecastScoring
import TimeSeries

/// Gives observations and forecasts to a scorer, a minute being one step.
struct Feed {
    static let minute: Int64 = 60_000_000
    let scorer: SeriesScorer

    init(
        horizon: Int, counting: HorizonCounting = .time, levels: [Int] = [], skip: Int = 0, season: Int64? = nil,
        keepsErrors: Bool = false,
        drawnHorizon: Int? = nil, key: String = "k", metric: String = "m", model: String = "model"
    ) {
        scorer = SeriesScorer(
            SeriesIdentity(key: key, metric: metric, model: model, labels: []),
            ScoringSettings(
                horizon: horizon, counting: counting, levels: levels, skip: skip,
                seasonMicroseconds: season.map { $0 * Self.minute },
                drawnHorizon: drawnHorizon, keepsErrors: keepsErrors))
    }

    /// - Parameters:
    ///   - minutes: the time; fractions are exact to a microsecond.
    ///   - means: what is forecast from this observation; nothing issues no forecast.
    ///   - bounds: of each level, lower and upper.
    func observe(_ minutes: Double, _ value: Double, means: [Double] = [], bounds: [([Double], [Double])] = []) {
        let time = Timestamp(microseconds: Int64(minutes * Double(Self.minute)))
        scorer.observe(time, value)
        guard !means.isEmpty else { return }
        scorer.issue(
            IssuedForecast(
                origin: time, value: value, stepMicroseconds: Self.minute, means: means[...],
                bounds: bounds.map { (lower: $0.0[...], upper: $0.1[...]) }))
    }

    var scores: SeriesScores { scorer.scores }
}
