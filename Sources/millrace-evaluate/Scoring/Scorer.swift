import LiquidForecasting

/// Scores the forecasts of one series on what then happened.
///
/// Counted by observations, the target of horizon h is the h-th following one. Counted by time, it is the observation that
/// is nearest to the origin and h steps, and at most half a step from there; without one, the forecast is not scored.
struct Scorer {
    /// Lower and upper probabilities of the levels, narrowest first.
    private static let probabilities = [0.1, 0.9, 0.025, 0.975]

    let series: RecordedSeries
    let forecasts: IssuedForecasts

    init(_ series: RecordedSeries, _ forecasts: IssuedForecasts) {
        self.series = series
        self.forecasts = forecasts
    }

    /// The errors at one horizon.
    ///
    /// - Parameters:
    ///   - origins: from the first to behind the last; only those are scored that have `horizon` observations behind them
    ///     before the end of the series.
    ///   - isCounted: of the origin and the target, both indices of observations.
    func errors(
        _ horizon: Int, origins: Range<Int>, where isCounted: (Int, Int) -> Bool = { _, _ in true }
    ) -> ErrorSums {
        errors(horizon, of: series.values, origins: origins, where: isCounted)
    }

    /// The same, with the targets' values taken from elsewhere.
    func errors(
        _ horizon: Int, of targets: [Double], origins: Range<Int>, where isCounted: (Int, Int) -> Bool
    ) -> ErrorSums {
        var sums = ErrorSums()
        eachTarget(horizon, origins) { origin, target in
            let mean = forecasts.mean(origin, horizon)
            guard !mean.isNaN, isCounted(origin, target) else { return }
            sums.add(mean, persistence: series.values[origin], target: targets[target])
        }
        return sums
    }

    /// The errors at all horizons up to one, of forecasts whose whole window lies within a range of observations: how
    /// published tables count.
    func window(_ horizon: Int, within range: Range<Int>) -> ErrorSums {
        var sums = ErrorSums()
        let origins = max(0, range.lowerBound - 1)..<max(0, range.lowerBound - 1, range.upperBound - horizon)
        for step in 1...horizon { sums += errors(step, origins: origins) }
        return sums
    }

    /// Coverage and pinball loss at one horizon; the forecasts' bounds have to have been kept.
    func intervals(_ horizon: Int, origins: Range<Int>) -> IntervalSums {
        var sums = IntervalSums()
        eachTarget(horizon, origins) { origin, target in
            guard !forecasts.mean(origin, horizon).isNaN else { return }
            let value = series.values[target]
            sums.count += 1
            sums.persistenceAbsolute += abs(series.values[origin] - value)
            var loss = 0.0
            for (index, probability) in Self.probabilities.enumerated() {
                let error = value - forecasts.bound(index, origin, horizon)
                loss += max(probability * error, (probability - 1) * error)
            }
            sums.pinball += loss / Double(Self.probabilities.count)
            for level in sums.covered.indices {
                let lower = forecasts.bound(2 * level, origin, horizon)
                let upper = forecasts.bound(2 * level + 1, origin, horizon)
                if lower <= value, value <= upper { sums.covered[level] += 1 }
            }
        }
        return sums
    }

    /// Visits each origin that has a target, with it.
    private func eachTarget(_ horizon: Int, _ origins: Range<Int>, _ body: (Int, Int) -> Void) {
        let origins = origins.clamped(to: 0..<max(0, series.values.count - horizon))
        guard forecasts.counting == .time else {
            for origin in origins { body(origin, origin + horizon) }
            return
        }
        let times = series.times
        var next = origins.lowerBound
        for origin in origins {
            let moment = times[origin] + Int64(horizon) * forecasts.step
            while next < times.count, times[next] < moment { next += 1 }
            let target = nearest(next, to: moment)
            if 2 * abs(times[target] - moment) <= forecasts.step { body(origin, target) }
        }
    }

    /// The observation nearest to a moment, of the first one that is not before it and the one before that.
    private func nearest(_ next: Int, to moment: Int64) -> Int {
        let next = min(max(next, 1), series.times.count - 1)
        let (before, behind) = (moment - series.times[next - 1], series.times[next] - moment)
        return abs(behind) <= abs(before) ? next : next - 1
    }
}
