import LiquidCells
import NumericKernels

/// What the series of a group learn from each other: a mature series tells its group's prior what it knows, and a new one
/// starts from that.
///
/// All of it is in units of scales and steps, so that series of any size can share it. What helps a new series was found by
/// leaving parts out: firmness and the regressions on seasons did not, and start as they do alone.
extension LiquidForecaster {
    /// Starts a series whose step has just become known from what its group knows, if that is enough.
    ///
    /// - Complexity: O(H).
    func start(_ series: SeriesBlock, from prior: GroupPrior) {
        guard prior.header.pointee.contributions >= GroupLearning.leastContributions,
            isAlike(prior, series.header.pointee)
        else { return }
        forEachShared(series) { index, shared in
            let average = prior.row(index)
            for horizon in 0..<settings.horizon {
                shared.numbers[horizon] =
                    switch shared.unit {
                    case .itself: average[horizon]
                    case .root: average[horizon] * average[horizon]
                    case .sum: average[horizon] * GroupLearning.regretLessons
                    }
            }
        }
        for horizon in 0..<settings.horizon { series.lessons[horizon] = GroupLearning.lessons }
        let count = layout.featureCount
        for feature in 0..<count { series.covariance[feature * (count + 1)] *= GroupLearning.varianceShare }
        let rates = series.levelCells.rates
        for rate in 0..<LevelCells.rateCount { rates[rate] = prior.rates[rate] }
    }

    /// Tells the group what a series has learned, when it is time to.
    ///
    /// Weights are of steps, so a group knows series of one step: the one that most of them have, found by the majority
    /// vote of Boyer and Moore ("MJRTY: A Fast Majority Vote Algorithm", 1981). Others are not heard and start alone.
    ///
    /// - Complexity: O(H) when it is time, every ``GroupLearning/period`` observations.
    func contribute(_ series: SeriesBlock, to prior: GroupPrior) {
        let header = series.header.pointee
        let since = header.observations - GroupLearning.mature
        guard since >= 0, since % GroupLearning.period == 0, vote(prior.header, header, isAlike(prior, header)) else {
            return
        }
        prior.header.pointee.contributions = min(prior.header.pointee.contributions, .max - 1) + 1
        let share = max(GroupLearning.leastShare, 1 / Float(prior.header.pointee.contributions))
        forEachShared(series) { index, shared in
            let average = prior.row(index)
            for horizon in 0..<settings.horizon {
                let number = shared.numbers[horizon]
                let value =
                    switch shared.unit {
                    case .itself: number
                    case .root: number.squareRoot()
                    case .sum(let lessons): number / lessons
                    }
                average[horizon] += share * (clipped(value, to: shared.limit) - average[horizon])
            }
        }
        let rates = series.levelCells.rates
        for rate in 0..<LevelCells.rateCount { prior.rates[rate] += share * (rates[rate] - prior.rates[rate]) }
    }

    /// - Returns: whether the group is one of series like this one, perhaps from now on.
    private func vote(_ known: UnsafeMutablePointer<PriorHeader>, _ header: BlockHeader, _ isAlike: Bool) -> Bool {
        if !isAlike {
            known.pointee.votes -= 1
            guard known.pointee.votes < 0 else { return false }
            known.pointee = PriorHeader(
                step: header.step, contributions: 0, votes: 0, seasons: header.seasons)
        }
        known.pointee.votes = min(known.pointee.votes + 1, Int32(1 / GroupLearning.leastShare))
        return true
    }

    private func isAlike(_ prior: GroupPrior, _ header: BlockHeader) -> Bool {
        let known = prior.header.pointee
        return known.seasons == header.seasons
            && GroupLearning.alike.contains(Double(header.step) / Double(max(known.step, 1)))
    }

    /// Goes through what is shared, each with its row in the prior.
    @inline(__always)
    private func forEachShared(_ series: SeriesBlock, _ body: (Int, SharedRow) -> Void) {
        for feature in 0..<layout.featureCount {
            body(feature, SharedRow(numbers: series.weights(feature), unit: .itself, limit: GroupLearning.weightLimit))
        }
        var row = layout.featureCount
        body(row, SharedRow(numbers: series.errors, unit: .itself, limit: GroupLearning.sizeLimit))
        body(row + 1, SharedRow(numbers: series.variances, unit: .root, limit: GroupLearning.sizeLimit))
        body(row + 2, SharedRow(numbers: series.medians, unit: .itself, limit: GroupLearning.quantileLimit))
        row += 3
        for bound in 0..<probabilities.count {
            body(
                row + bound,
                SharedRow(numbers: series.quantiles(bound), unit: .itself, limit: GroupLearning.quantileLimit))
        }
        row += probabilities.count
        let lessons = min(max(series.lessons[0], 1), 1 / (1 - Learning.regretDiscount))
        for expert in 0..<expertCount(series.header.pointee) {
            let unit = SharedRow.Unit.sum(lessons: lessons)
            let limit = GroupLearning.regretLimit
            body(row + 2 * expert, SharedRow(numbers: series.regrets(expert), unit: unit, limit: limit))
            body(row + 2 * expert + 1, SharedRow(numbers: series.squares(expert), unit: unit, limit: limit))
        }
    }
}
