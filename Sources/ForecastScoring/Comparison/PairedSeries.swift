package import TimeSeries

/// The errors of two pipelines on the same forecasts of one series: those with the same origin and the same targets.
package struct PairedSeries: Sendable {
    package let identity: SeriesIdentity
    /// The other's, whose model may have another name.
    package let partner: SeriesIdentity
    /// The horizons that both have; behind them stand all together, where both have the same ones.
    private let horizons: [Int]
    /// For each column the running sums over forecasts, from 0.
    private let columns: [[Sums]]
    /// H, the longer one: errors of forecasts so far apart or less may depend on each other.
    let reach: Int

    /// Over targets that both scored: how many there are, and both errors there.
    struct Sums: Sendable {
        var count = 0
        var left = 0.0
        var right = 0.0

        static func + (one: Sums, other: Sums) -> Sums {
            Sums(count: one.count + other.count, left: one.left + other.left, right: one.right + other.right)
        }
        static func - (one: Sums, other: Sums) -> Sums {
            Sums(count: one.count - other.count, left: one.left - other.left, right: one.right - other.right)
        }
    }

    /// - Returns: nil when the two have no forecast in common, or kept no errors.
    package init?(_ one: SeriesScores, _ other: SeriesScores) {
        guard let first = one.trace, let second = other.trace, one.stepMicroseconds == other.stepMicroseconds,
            one.counting == other.counting
        else { return nil }
        let pairs = Self.common(first.origins, second.origins)
        guard !pairs.isEmpty else { return nil }
        identity = one.identity
        partner = other.identity
        horizons = first.horizons.filter { second.horizons.contains($0) }
        reach = max(one.horizons.count, other.horizons.count)
        func running(_ sums: (_ left: Int, _ right: Int) -> Sums?) -> [Sums] {
            pairs.reduce(into: [Sums()]) { all, pair in
                all.append((all.last ?? Sums()) + (sums(pair.0, pair.1) ?? Sums()))
            }
        }
        var columns = horizons.map { horizon in
            let left = first.horizons.firstIndex(of: horizon) ?? 0
            let right = second.horizons.firstIndex(of: horizon) ?? 0
            return running { place, partner in
                first.error(of: place, column: left).flatMap { error in
                    second.error(of: partner, column: right).map { Sums(count: 1, left: error, right: $0) }
                }
            }
        }
        if one.horizons.count == other.horizons.count {
            columns.append(
                running { place, partner in
                    let (ours, others) = (first.total(of: place), second.total(of: partner))
                    guard ours.count == others.count else { return nil }
                    return Sums(count: ours.count, left: ours.sum, right: others.sum)
                })
        }
        self.columns = columns
    }

    /// Forecasts that both issued.
    package var forecasts: Int { (columns.first?.count ?? 1) - 1 }

    /// The column of a horizon; nil as a horizon stands for all together.
    func column(of horizon: Int?) -> Int? {
        if let horizon { return horizons.firstIndex(of: horizon) }
        return columns.count > horizons.count ? horizons.count : nil
    }

    /// The sums over some of the forecasts.
    func sums(_ column: Int, _ forecasts: Range<Int>) -> Sums {
        columns[column][forecasts.upperBound] - columns[column][forecasts.lowerBound]
    }

    /// The places of equal origins in two ascending lists.
    private static func common(_ left: [Int64], _ right: [Int64]) -> [(Int, Int)] {
        var pairs: [(Int, Int)] = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if left[i] == right[j] {
                pairs.append((i, j))
                i += 1
                j += 1
            } else if left[i] < right[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }

    /// Finds the partner of each series: of the same key, metric and model, or of the same key and metric where that is
    /// only one.
    package static func pair(_ ones: [SeriesScores], _ others: [SeriesScores]) -> [PairedSeries] {
        let byIdentity = Dictionary(others.map { ($0.identity, $0) }) { first, _ in first }
        let byName = Dictionary(grouping: others) { [$0.identity.key, $0.identity.metric] }
        let models = Dictionary(grouping: ones) { [$0.identity.key, $0.identity.metric] }
        return ones.compactMap { one in
            if let same = byIdentity[one.identity] { return PairedSeries(one, same) }
            let name = [one.identity.key, one.identity.metric]
            guard let candidates = byName[name], candidates.count == 1, models[name]?.count == 1 else { return nil }
            return PairedSeries(one, candidates[0])
        }
    }
}
