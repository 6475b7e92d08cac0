import Foundation

/// How good the forecasts of several series were at one horizon, or at all.
///
/// Series may have different units: ratios are geometric means over the series, coverage is the arithmetic mean. A series
/// counts at a horizon when at least ``minimum`` of its targets were scored.
package struct Accuracy: Equatable, Sendable {
    /// With fewer targets a series' ratios say too little to be averaged.
    package static let minimum = 10
    /// The smallest ratio that takes part in a geometric mean, lest one lucky series decides it.
    private static let smallestRatio = 1e-6

    /// Of one interval level.
    package struct Level: Equatable, Sendable {
        package let level: Int
        /// The share of targets inside, from 0 to 1.
        package let coverage: Double?
        /// Mean width, in units of persistence's error.
        package let width: Double?
        /// Mean pinball loss, in units of persistence's error.
        package let pinball: Double?
    }

    /// Nil for all horizons together.
    package let horizon: Int?
    /// Series that count.
    package let series: Int
    /// Their scored targets.
    package let targets: Int
    /// Arithmetic means over the series, in their unit; for series of one metric only.
    package let mae: Double?
    package let rmse: Double?
    /// Geometric means over the series for which each is defined.
    package let mase: Double?
    package let ratioToPersistence: Double?
    package let ratioToSeasonal: Double?
    package let ratioToEWMA: Double?
    /// Narrowest first.
    package let levels: [Level]

    /// - Parameters:
    ///   - horizon: nil for all together.
    ///   - sharesUnit: whether all series are of one unit.
    package init(of all: [SeriesScores], at horizon: Int?, sharesUnit: Bool, minimum: Int = Self.minimum) {
        let counted = all.compactMap { series in series.scores(at: horizon).map { (series: series, sums: $0) } }
            .filter { $0.sums.count >= minimum }
        self.horizon = horizon
        series = counted.count
        targets = counted.reduce(0) { $0 + $1.sums.count }
        mae = sharesUnit ? Self.mean(counted.compactMap(\.sums.mae)) : nil
        rmse = sharesUnit ? Self.mean(counted.compactMap(\.sums.rmse)) : nil
        mase = Self.geometricMean(counted.compactMap { $0.series.mase(at: horizon) })
        ratioToPersistence = Self.geometricMean(counted.compactMap(\.sums.ratioToPersistence))
        ratioToSeasonal = Self.geometricMean(counted.compactMap(\.sums.ratioToSeasonal))
        ratioToEWMA = Self.geometricMean(counted.compactMap(\.sums.ratioToEWMA))
        levels = Set(all.flatMap(\.levels)).sorted().map { level in
            let members = counted.compactMap { series, sums in series.levels.firstIndex(of: level).map { (sums, $0) } }
            return Level(
                level: level, coverage: Self.mean(members.compactMap { $0.0.coverage($0.1) }),
                width: Self.geometricMean(members.compactMap { $0.0.relativeWidth($0.1) }),
                pinball: Self.geometricMean(members.compactMap { $0.0.relativePinball($0.1) }))
        }
    }

    package func level(_ level: Int) -> Level? { levels.first { $0.level == level } }

    static func mean(_ numbers: [Double]) -> Double? {
        numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
    }

    static func geometricMean(_ ratios: [Double]) -> Double? {
        mean(ratios.map { log(max($0, smallestRatio)) }).map { exp($0) }
    }
}
