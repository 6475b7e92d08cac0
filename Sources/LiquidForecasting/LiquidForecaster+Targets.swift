import LiquidCells
import NumericKernels

/// Learning from what the signal says of forecasts that were issued for it.
extension LiquidForecaster {
    /// A row by horizon as far as a run goes.
    typealias Row = UnsafeMutablePointer<Float>

    func learn(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        guard run.weight > 0 else { return }
        findTargets(run, series, rows)
        findReadout(run, series, rows)
        findSeasonal(run, series, rows)
        if series.header.pointee.seasons > 0 { findSeasons(run, series, rows) }
        addReadout(run, series, rows)
        learnMixing(run, series, rows)
        if !run.observed.isNaN {
            learnAbsoluteErrors(run, series, rows)
            learnIntervals(run, series, rows)
        }
        learnReadout(run, series, rows)
    }

    private func findTargets(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let origin = Int(series.header.pointee.head) + run.age
        let (values, scales) = (series.originValues + origin, series.originScales + origin)
        for index in 0..<run.count {
            rows.target[index] = clipped(Float(run.value - values[index]) / scales[index], to: Learning.targetLimit)
            rows.observed[index] = clipped(
                Float(run.observed - values[index]) / scales[index], to: Learning.targetLimit)
        }
    }

    private func findReadout(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let origin = Int(series.header.pointee.head) + run.age
        let readout = rows.readout
        for index in 0..<run.count { readout[index] = 0 }
        for feature in 0..<layout.featureCount {
            let weights = series.weights(feature) + run.horizon
            let features = series.originFeatures(feature) + origin
            for index in 0..<run.count {
                readout[index] = readout[index].addingProduct(weights[index], Float(features[index]))
            }
        }
    }

    private func findSeasonal(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let origin = Int(series.header.pointee.head) + run.age
        let (naive, difference) = (rows.expert(.seasonalNaive), rows.expert(.seasonalDifference))
        for index in 0..<run.count {
            let lag = Int(series.originLags[origin + index])
            (naive[index], difference[index]) = seasonal(
                lag, phase: lag > 0 ? (run.horizon + index) % lag : 0, value: series.originValues[origin + index],
                tick: series.originTicks[origin + index], fraction: series.originFractions[origin + index],
                inverse: 1 / series.originScales[origin + index], series)
        }
    }

    /// What the two experts of the seasonal lag say.
    ///
    /// - Parameters:
    ///   - phase: horizon from 0, modulo the lag.
    ///   - value, tick, fraction, inverse: of the origin; how far it is past its tick, and 1 over its scale.
    @inline(__always)
    func seasonal(
        _ lag: Int, phase: Int, value: Double, tick: Int32, fraction: Float, inverse: Float, _ series: SeriesBlock
    ) -> (Float, Float) {
        guard lag > 0 else { return (0, 0) }
        let header = series.header.pointee
        let values = series.values + Int(header.tickHead) + Int(Int32(truncatingIfNeeded: header.tick) &- tick)
        let level = Float(value - header.anchor)
        // `back` ticks before the origin's tick lies what was a whole number of lags before the target.
        func at(_ back: Int) -> Float {
            guard fraction > 0 else { return values[back] }
            let next = values[back - 1]
            return values[back] + (next - values[back]) * fraction
        }
        let back = lag - 1 - phase
        let before = back == 0 ? level : at(back)
        return (
            clipped((before - level) * inverse, to: Learning.targetLimit),
            clipped((before - at(lag)) * inverse, to: Learning.targetLimit)
        )
    }

    /// The readout with the season's believed change, within the envelope.
    private func addReadout(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let header = series.header.pointee
        let margin = 0.5 * (header.highest - header.lowest)
        let (low, high) = (header.lowest - margin, header.highest + margin)
        let origin = Int(header.head) + run.age
        let (values, scales) = (series.originValues + origin, series.originScales + origin)
        let hasSeasons = header.seasons > 0
        let expert = rows.expert(.readout)
        for index in 0..<run.count {
            if !hasSeasons { rows.believedChange[index] = 0 }
            let inverse = 1 / scales[index]
            let lowest = Float(low - values[index]) * inverse
            let highest = Float(high - values[index]) * inverse
            expert[index] = min(highest, max(lowest, rows.readout[index] + rows.believedChange[index]))
        }
    }

    /// ML-Poly with discounted regrets (Gaillard, Stoltz, van Erven, "A second-order bound with excess losses", COLT
    /// 2014), for the squared loss, on the mixtures that were really issued.
    private func learnMixing(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let issued = series.issued(newestOriginNumber(series) - Int64(run.age) + Int64(run.horizon + 1)) + run.horizon
        let errors = series.errors + run.horizon
        for index in 0..<run.count {
            let mixture = Float(issued[index])
            let limit = min(Learning.mixtureErrorLimit * errors[index], 30)
            rows.mixture[index] = mixture
            rows.size[index] = 2 * run.weight * clipped(mixture - rows.target[index], to: limit)
        }
        for expert in 0..<expertCount(series.header.pointee) {
            let said = rows.expert(Expert.allCases[expert])
            let isPersistence = expert == Expert.persistence.rawValue
            let (regrets, squares) = (series.regrets(expert) + run.horizon, series.squares(expert) + run.horizon)
            for index in 0..<run.count {
                let claim: Float = isPersistence ? 0 : said[index]
                var regret = clipped(rows.size[index] * (rows.mixture[index] - claim), to: 1e4)
                if isPersistence { regret += Learning.persistenceHandicap * errors[index] * errors[index] }
                regrets[index] = regrets[index] * Learning.regretDiscount + regret
                squares[index] = squares[index] * Learning.regretDiscount + regret * regret
            }
        }
    }

    /// The number of the newest origin, from 0.
    @inline(__always)
    func newestOriginNumber(_ series: SeriesBlock) -> Int64 { series.header.pointee.origins - 1 }

    /// Experts in use.
    @inline(__always)
    func expertCount(_ header: BlockHeader) -> Int { Expert.counts[Int(header.seasons)] }

    /// Compares the issued mixture with persistence by absolute errors: firmness falls where persistence is better, so
    /// that small moves are not forecast, and comes back otherwise. Tracks the median of the error.
    private func learnAbsoluteErrors(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let at = run.horizon
        let (errors, lessons, firmness) = (series.errors + at, series.lessons + at, series.firmness + at)
        let (absolute, persistence) = (series.absoluteErrors + at, series.persistenceErrors + at)
        let (medians, variances) = (series.medians + at, series.variances + at)
        for index in 0..<run.count {
            lessons[index] += 1
            let target = rows.observed[index]
            let size = (variances[index] + 1e-12).squareRoot()
            let limit = Learning.comparisonLimit * errors[index]
            let center = rows.mixture[index] + size * medians[index]
            let held = hold(center, firmness[index], errors[index])
            let still = min(abs(target), limit)
            let (free, firm) = (min(abs(target - center), limit), min(abs(target - held), limit))
            let share = max(Learning.firmnessMemory, 1 / lessons[index])
            absolute[index] += share * (free - absolute[index])
            persistence[index] += share * (still - persistence[index])
            let back = absolute[index] < persistence[index] ? Learning.firmnessReturn : Learning.firmnessLeak
            let move = (still - firm) / (persistence[index] + 1e-12) + back * (1 - firmness[index])
            let moved = min(1, max(0, firmness[index] + Learning.firmnessStep * move))
            firmness[index] = lessons[index] > 20 ? moved : firmness[index]
            let side: Float = target > center ? 1 : (target < center ? -1 : 0)
            medians[index] += lessons[index] > 1 ? Learning.medianStep / Float(at + index + 1) * side : 0
        }
        if at == 0 {
            let center = rows.mixture[0] + (variances[0] + 1e-12).squareRoot() * medians[0]
            learnDistress(
                min(abs(rows.observed[0] - center), 100 * persistence[0]),
                min(abs(rows.observed[0]), 100 * persistence[0]), series)
        }
    }

    private func learnDistress(_ error: Float, _ persistence: Float, _ series: SeriesBlock) {
        let header = series.header
        header.pointee.nearError += Learning.distressMemory * (error - header.pointee.nearError)
        header.pointee.nearPersistence += Learning.distressMemory * (persistence - header.pointee.nearPersistence)
    }

    /// A forecast with firmness below 1: small moves are not made, large ones nearly in full (the garrote of Breiman,
    /// "Better Subset Regression Using the Nonnegative Garrote", 1995).
    @inline(__always)
    func hold(_ forecast: Float, _ firmness: Float, _ error: Float) -> Float {
        let threshold = Learning.firmnessUnit * error * (1 - firmness) / (firmness + 0.02)
        let ratio = threshold / (abs(forecast) + 1e-20)
        return forecast * max(0, 1 - ratio * ratio)
    }

    /// Tracks the size of the errors of what was issued, and their quantiles in units of the size that was thought when it
    /// was issued: a step up when the error is above, a step down when below, in the proportion that balances at the
    /// quantile.
    private func learnIntervals(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let at = run.horizon
        let sum = newestOriginNumber(series) - Int64(run.age) + Int64(at + 1)
        let sizes = series.issuedSizes(sum) + at
        let (lessons, variances) = (series.lessons + at, series.variances + at)
        for index in 0..<run.count {
            let error = rows.observed[index] - rows.mixture[index]
            let square = error * error
            let limit = lessons[index] > 20 ? 36 * max(variances[index], 0.01) : square
            // From here on the row holds the error in units of its size, and the size's the step.
            rows.mixture[index] = error / max(Float(sizes[index]), 1e-6)
            let slow = Learning.quantileStep / (1 + Learning.quantileDelay * Float(at + index))
            let fast = min(Learning.firstQuantileStep, Learning.quantileLessons / lessons[index])
            rows.size[index] = lessons[index] > 1 ? max(slow, fast) : 0
            variances[index] += max(0.01, 1 / lessons[index]) * (min(square, limit) - variances[index])
        }
        for (bound, probability) in probabilities.enumerated() {
            let quantiles = series.quantiles(bound) + at
            for index in 0..<run.count {
                quantiles[index] +=
                    rows.size[index] * (probability - (rows.mixture[index] < quantiles[index] ? 1 : 0))
            }
        }
    }

    /// The readout learns from its errors, limited to what is usual; the level cells' rates from the one nearest to now.
    private func learnReadout(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let header = series.header.pointee
        let origin = Int(header.head) + run.age
        let (errors, lessons) = (series.errors + run.horizon, series.lessons + run.horizon)
        let isSettled = header.observations > 20
        let correction = rows.size
        for index in 0..<run.count {
            let error = rows.target[index] - rows.believedChange[index] - rows.readout[index]
            let limit = isSettled ? Learning.errorLimit * errors[index] : .greatestFiniteMagnitude
            let limited = clipped(error, to: limit)
            errors[index] += max(0.005, 1 / (lessons[index] + 1)) * (abs(limited) - errors[index])
            correction[index] = run.weight * limited
        }
        if run.horizon == 0, run.age == 0, header.isOriginNewest == 1, header.observations > 100 {
            learnRates(series, correction[0])
        }
        for feature in 0..<layout.featureCount {
            let (weights, gains) = (series.weights(feature) + run.horizon, series.originGains(feature) + origin)
            for index in 0..<run.count {
                weights[index] = weights[index].addingProduct(Float(gains[index]), correction[index])
            }
        }
    }

    /// One step of the level cells' rates, from the error at the nearest horizon.
    private func learnRates(_ series: SeriesBlock, _ error: Float) {
        let size = series.errors[0] + 1e-12
        let relative = clipped(error / size, to: 3) / size
        var sensitivity = SIMD8<Float>.zero
        for cell in 0..<LevelCells.count { sensitivity[cell] = relative * series.weights(1 + cell)[0] }
        series.levelCells.learn(from: sensitivity)
    }
}
