import ForecastScoring

/// Everything that a backtest has to tell.
struct Backtest: Sendable {
    let outcome: BacktestOutcome
    /// With the pipeline it is compared with.
    let comparison: BacktestComparison?
    let gates: [GateOutcome]
    /// How many of the worst series are named.
    let worst: Int
}
