package import TimeSeries

/// The errors of two pipelines on the same forecasts of one series: those with the same origin and the same targets.
package struct PairedSeries: Sendable {
    package let identity: SeriesIdentity
    /// The horizons that both have; behind them stands the mean over all horizons where both have the same ones.
    let horizons: [Int]
    let hasMean: Bool
    /// For each column the running sums over forecasts, from 0: of targets that both scored, and of both errors there.
    let counts: [[Int]]
    let left: [[Double]]
    let right: [[Double]]
    /// H, the longer one: errors of forecasts so far apart or less may depend on each other.
    let reach: Int

    /// - Returns: nil when the two have no forecast in common, or kept no errors.
    package init?(_ one: SeriesScores, _ other: SeriesScores) {
        guard let first = one.trace, let second = other.trace, one.stepMicroseconds == other.stepMicroseconds else {
            return nil
        }
        let pairs = Self.common(first.origins, second.origins)
        guard !pairs.isEmpty else { return nil }
        identity = one.identity
        let shared = first.horizons.filter { second.horizons.contains($0) }
        horizons = shared
        hasMean = one.horizons.count == other.horizons.count
        reach = max(one.horizons.count, other.horizons.count)
        var columns = shared.compactMap { horizon in
            first.horizons.firstIndex(of: horizon).flatMap { left in
                second.horizons.firstIndex(of: horizon).map { (left, $0) }
            }
        }
        if hasMean { columns.append((first.horizons.count, second.horizons.count)) }
        var (counts, left, right): ([[Int]], [[Double]], [[Double]]) = ([], [], [])
        for (leftColumn, rightColumn) in columns {
            var (count, leftSum, rightSum) = ([0], [0.0], [0.0])
            for (leftPlace, rightPlace) in pairs {
                let leftError = first.error(of: leftPlace, column: leftColumn)
                let rightError = second.error(of: rightPlace, column: rightColumn)
                let both = leftError.flatMap { left in rightError.map { (left, $0) } }
                count.append((count.last ?? 0) + (both == nil ? 0 : 1))
                leftSum.append((leftSum.last ?? 0) + (both?.0 ?? 0))
                rightSum.append((rightSum.last ?? 0) + (both?.1 ?? 0))
            }
            counts.append(count)
            left.append(leftSum)
            right.append(rightSum)
        }
        self.counts = counts
        self.left = left
        self.right = right
    }

    /// Forecasts that both issued.
    package var forecasts: Int { (counts.first?.count ?? 1) - 1 }

    /// The column of a horizon; nil as a horizon stands for the mean over all.
    func column(of horizon: Int?) -> Int? {
        if let horizon { return horizons.firstIndex(of: horizon) }
        return hasMean ? horizons.count : nil
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
