import Foundation
import NumericKernels

/// Intervals for differences of errors: series are drawn, then blocks of neighbouring forecasts within each, since errors
/// of overlapping forecasts depend on each other (moving blocks, Künsch 1989). The same input gives the same interval.
package struct PairedBootstrap {
    package static let seed: UInt64 = 0x6D69_6C6C_7261_6365
    /// Most draws of a block, over all resamples; beyond it there are fewer resamples, at least 200.
    private static let mostDraws = 40_000_000

    private let series: [PairedSeries]
    private let resamples: Int

    package init(_ series: [PairedSeries]) {
        self.series = series
        let blocks = series.reduce(1) { $0 + $1.forecasts / Self.blockLength($1) + 1 }
        resamples = min(1_000, max(200, Self.mostDraws / blocks))
    }

    /// At least as long as forecasts overlap, and about the cube root of their number.
    private static func blockLength(_ series: PairedSeries) -> Int {
        let root = Int(cbrt(Double(series.forecasts)).rounded(.up))
        return max(1, min(max(series.reach, root), series.forecasts))
    }

    /// - Parameters:
    ///   - horizon: nil for all together.
    ///   - minimum: targets that both must have scored for a series to count.
    /// - Returns: nil when no series has so many; for all horizons together also where some series has others in one
    ///   pipeline than in the other.
    package func difference(at horizon: Int?, minimum: Int = Accuracy.minimum) -> ErrorDifference? {
        let members = series.compactMap { series in series.column(of: horizon).map { (series, $0) } }
            .filter { series, column in series.sums(column, 0..<series.forecasts).count >= minimum }
        guard !members.isEmpty, horizon != nil || members.count == series.count else { return nil }
        let errors = members.map { series, column in series.sums(column, 0..<series.forecasts) }
        let (absolute, relative) = Self.means(errors)
        var random = SplitMix64(seed: Self.seed &+ UInt64(horizon ?? 0))
        var absolutes: [Double] = []
        var relatives: [Double] = []
        for _ in 0..<resamples {
            let drawn = members.indices.map { _ in
                let (series, column) = members[random.next(below: members.count)]
                return Self.resample(series, column, &random)
            }
            let (absolute, relative) = Self.means(drawn)
            absolutes.append(absolute)
            relatives.append(relative)
        }
        return ErrorDifference(
            horizon: horizon, series: members.count,
            ours: Accuracy.mean(errors.map { $0.left / Double($0.count) }) ?? 0,
            others: Accuracy.mean(errors.map { $0.right / Double($0.count) }) ?? 0,
            absolute: Self.estimate(absolute, absolutes),
            relative: Self.estimate(relative, relatives))
    }

    /// As many forecasts as there are, in blocks that begin anywhere; once more when none of them has a target.
    private static func resample(_ series: PairedSeries, _ column: Int, _ random: inout SplitMix64) -> PairedSeries.Sums
    {
        let length = blockLength(series)
        var total = PairedSeries.Sums()
        repeat {
            var rest = series.forecasts
            while rest > 0 {
                let size = min(length, rest)
                let start = random.next(below: series.forecasts - size + 1)
                total = total + series.sums(column, start..<start + size)
                rest -= size
            }
        } while total.count == 0
        return total
    }

    private static func means(_ series: [PairedSeries.Sums]) -> (absolute: Double, relative: Double) {
        let absolute = series.reduce(0) { $0 + ($1.right - $1.left) / Double($1.count) } / Double(series.count)
        // A series that neither or only one forecasts without any error has no ratio.
        let ratios = series.filter { $0.left > 0 && $0.right > 0 }.map { $0.right / $0.left }
        return (absolute, (Accuracy.geometricMean(ratios) ?? 1) - 1)
    }

    /// The middle 95 % of the resamples.
    private static func estimate(_ value: Double, _ resampled: [Double]) -> ErrorDifference.Estimate {
        let sorted = resampled.sorted()
        func quantile(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
        return ErrorDifference.Estimate(value: value, low: quantile(0.025), high: quantile(0.975))
    }
}
