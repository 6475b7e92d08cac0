import Foundation
package import TimeSeries

/// Scores the forecasts of one series as the values they are about arrive.
///
/// The value at horizon h of a forecast is the one at its origin plus h steps: observed then, or on the line between its
/// neighbours where these are at most two steps apart. It is scored when the first observation at or after that moment
/// arrives. Where horizons count observations it is the h-th one after the origin. Every baseline is fixed when the
/// forecast is issued, the seasonal naive one for the moment h steps on; nothing that arrives later changes a score.
package final class SeriesScorer {
    /// α of the mean of the past: a weight of 1/e each four observations.
    private static let ewmaWeight = 1 - exp(-0.25)

    private let settings: ScoringSettings
    private var pending: PendingForecasts
    private var history: ObservationHistory?
    private var result: SeriesScores
    private var newest: (time: Int64, value: Double)?
    private var ewma = 0.0
    private var differences = 0.0
    private var differenceCount = 0

    package init(_ identity: SeriesIdentity, _ settings: ScoringSettings) {
        self.settings = settings
        // Each step adds one forecast and settles one; twice as many allow for irregular steps.
        pending = PendingForecasts(
            stride: settings.horizon * (2 + 2 * settings.levels.count), limit: 2 * settings.horizon + 2)
        history = settings.seasonMicroseconds.map {
            ObservationHistory(span: $0, limit: Int(ScoringSettings.longestSeason) * 2)
        }
        let empty = HorizonScores(levelCount: settings.levels.count)
        result = SeriesScores(
            identity: identity, levels: settings.levels, counting: settings.counting,
            horizons: Array(repeating: empty, count: settings.horizon))
        if let drawn = settings.drawnHorizon {
            result.recent = RecentWindow(
                horizon: min(drawn, settings.horizon), counting: settings.counting,
                limit: ScoringSettings.recentObservations)
        }
        if settings.keepsErrors { result.trace = ErrorTrace(horizon: settings.horizon) }
    }

    /// Levels of the intervals in percent, narrowest first.
    package var levels: [Int] { settings.levels }

    /// What has been scored so far.
    package var scores: SeriesScores {
        var scores = result
        scores.scale = differenceCount > 0 ? differences / Double(differenceCount) : nil
        scores.recent = result.recent?.trimmed
        return scores
    }

    /// An observation that the series learned from. Scores every target up to its time.
    ///
    /// - Precondition: `time` is after that of the observation before.
    /// - Complexity: O(targets that are due), about H in a regular series.
    package func observe(_ time: Timestamp, _ value: Double) {
        let time = time.microseconds
        switch settings.counting {
        case .time: if let newest { settle(from: newest, to: (time, value)) }
        case .observations: settleNext(value)
        }
        if let newest, result.origins > 0 {
            differences += abs(value - newest.value)
            differenceCount += 1
        }
        ewma = newest == nil ? value : ewma + Self.ewmaWeight * (value - ewma)
        newest = (time, value)
        history?.append(time, value)
        result.recent?.observe(time, value)
        result.observations += 1
        if result.first == nil { result.first = Timestamp(microseconds: time) }
        result.last = Timestamp(microseconds: time)
    }

    /// The forecast that was issued from the observation just told.
    package func issue(_ forecast: IssuedForecast) {
        precondition(forecast.means.count == settings.horizon && forecast.bounds.count == settings.levels.count)
        result.forecasts += 1
        result.recent?.issue(forecast)
        guard forecast.stepMicroseconds > 0 else { return }
        result.stepMicroseconds = forecast.stepMicroseconds
        result.seasonSteps = seasonSteps(forecast.stepMicroseconds)
        guard result.forecasts > settings.skip else { return }
        guard !pending.isFull else {
            result.originsLeftOut += 1
            return
        }
        let origin = forecast.origin.microseconds
        let trace = result.trace?.append(origin: origin) ?? 0
        let (target, overflow) = origin.addingReportingOverflow(forecast.stepMicroseconds)
        guard !overflow else { return }
        result.origins += 1
        let entry = PendingForecasts.Entry(
            value: forecast.value, step: forecast.stepMicroseconds, target: target,
            ewma: Float(ewma - forecast.value), trace: trace)
        pending.append(entry)
        fillNewest(with: forecast)
    }

    private func fillNewest(with forecast: IssuedForecast) {
        var place = 0
        for column in [forecast.means] + forecast.bounds.flatMap({ [$0.lower, $0.upper] }) {
            for number in column {
                pending.set(place, to: Float(number - forecast.value))
                place += 1
            }
        }
        for horizon in 1...settings.horizon {
            let seasonal = seasonalNaive(forecast, horizon: Int64(horizon))
            pending.set(place, to: seasonal.map { Float($0 - forecast.value) } ?? .nan)
            place += 1
        }
    }

    /// The value as many seasons before the target as it takes to have been observed at the origin.
    private func seasonalNaive(_ forecast: IssuedForecast, horizon: Int64) -> Double? {
        guard let history, let season = settings.seasonMicroseconds, result.seasonSteps != nil else { return nil }
        let step = forecast.stepMicroseconds
        // The season has at most 10,080 steps and at least 2, so that none of this overflows.
        let seasons = (horizon * step + season - 1) / season
        let time = forecast.origin.microseconds + horizon * step - seasons * season
        return history.value(at: time, gap: 2 * step)
    }

    /// - Returns: nil for a season that is shorter than two steps, or too long to be kept.
    private func seasonSteps(_ step: Int64) -> Int64? {
        guard let season = settings.seasonMicroseconds else { return nil }
        let (longest, overflow) = step.multipliedReportingOverflow(by: ScoringSettings.longestSeason)
        guard season / 2 >= step, overflow || season <= longest else { return nil }
        return (season + step / 2) / step
    }

    /// Scores every target that lies after the observation before and not after this one.
    private func settle(from before: (time: Int64, value: Double), to after: (time: Int64, value: Double)) {
        for index in 0..<pending.count {
            var entry = pending[index]
            guard entry.target <= after.time else { continue }
            let (gap, overflow) = entry.step.multipliedReportingOverflow(by: 2)
            while entry.horizon <= settings.horizon, entry.target <= after.time {
                let actual = Interpolation.value(at: entry.target, from: before, to: after, gap: overflow ? .max : gap)
                if let actual {
                    score(actual - entry.value, entry, index)
                } else {
                    result.targetsInGaps += 1
                }
                entry.horizon += 1
                let (next, isBeyond) = entry.target.addingReportingOverflow(entry.step)
                entry.target = isBeyond ? .max : next
            }
            pending[index] = entry
        }
        dropSettled()
    }

    /// Scores the next horizon of every forecast: an observation is the next one of each.
    private func settleNext(_ value: Double) {
        for index in 0..<pending.count {
            score(value - pending[index].value, pending[index], index)
            pending[index].horizon += 1
        }
        dropSettled()
    }

    private func dropSettled() {
        while pending.count > 0, pending[0].horizon > settings.horizon { pending.removeFirst() }
    }

    /// - Parameter actual: less the origin's value.
    private func score(_ actual: Double, _ entry: PendingForecasts.Entry, _ index: Int) {
        let place = entry.horizon - 1
        func number(_ column: Int) -> Double { pending.number(column * settings.horizon + place, of: index) }
        let mean = number(0)
        let levelCount = settings.levels.count
        result.horizons[place].add(
            actual: actual, mean: mean, ewma: Double(entry.ewma), seasonal: number(1 + 2 * levelCount))
        for level in 0..<levelCount {
            result.horizons[place].add(
                level: settings.levels[level], at: level, actual: actual, lower: number(1 + 2 * level),
                upper: number(2 + 2 * level))
        }
        result.trace?.set(abs(actual - mean), horizon: entry.horizon, of: entry.trace)
    }
}
