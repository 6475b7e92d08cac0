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
        let (targets, observed) = (rows.target, rows.observed)
        for index in 0..<run.count {
            targets[index] = clipped(Float(run.value - values[index]) / scales[index], to: Learning.targetLimit)
            observed[index] = clipped(Float(run.observed - values[index]) / scales[index], to: Learning.targetLimit)
        }
    }

    private func findReadout(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let origin = Int(series.header.pointee.head) + run.age
        let readout = rows.readout
        byEights(run.count) { start, mask in
            var sum = Eight.zero
            for feature in 0..<layout.featureCount {
                sum.addProduct(
                    eight(series.weights(feature), at: run.horizon &+ start),
                    eight(series.originFeatures(feature), at: origin &+ start))
            }
            store(sum, to: readout, at: start, where: mask)
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
        let (readout, believed) = (rows.readout, rows.believedChange)
        for index in 0..<run.count {
            if !hasSeasons { believed[index] = 0 }
            let inverse = 1 / scales[index]
            let lowest = Float(low - values[index]) * inverse
            let highest = Float(high - values[index]) * inverse
            expert[index] = min(highest, max(lowest, readout[index] + believed[index]))
        }
    }

    /// ML-Poly with discounted regrets (Gaillard, Stoltz, van Erven, "A second-order bound with excess losses", COLT
    /// 2014), for the squared loss, on the mixtures that were really issued.
    private func learnMixing(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let issued = series.issued(newestOriginNumber(series) - Int64(run.age) + Int64(run.horizon + 1)) + run.horizon
        let errors = series.errors + run.horizon
        let (mixture, size, target) = (rows.mixture, rows.size, rows.target)
        byEights(run.count) { start, mask in
            let said = eight(issued, at: start)
            let limit = smaller(Learning.mixtureErrorLimit * eight(errors, at: start), Eight(repeating: 30))
            store(said, to: mixture, at: start, where: mask)
            store(
                2 * run.weight * clipped(said - eight(target, at: start), to: limit), to: size, at: start, where: mask)
        }
        for expert in 0..<expertCount(series.header.pointee) {
            let said = rows.expert(Expert(rawValue: expert) ?? .persistence)
            let isPersistence = expert == Expert.persistence.rawValue
            let (regrets, squares) = (series.regrets(expert) + run.horizon, series.squares(expert) + run.horizon)
            byEights(run.count) { start, mask in
                let claim = isPersistence ? Eight.zero : eight(said, at: start)
                var regret = clipped(
                    eight(size, at: start) * (eight(mixture, at: start) - claim), to: Eight(repeating: 1e4))
                if isPersistence {
                    let error = eight(errors, at: start)
                    regret += Learning.persistenceHandicap * error * error
                }
                store(
                    eight(regrets, at: start) * Learning.regretDiscount + regret, to: regrets, at: start, where: mask)
                store(
                    eight(squares, at: start) * Learning.regretDiscount + regret * regret, to: squares, at: start,
                    where: mask)
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
        let (observed, mixture) = (rows.observed, rows.mixture)
        byEights(run.count) { start, mask in
            let lesson = eight(lessons, at: start) + 1
            store(lesson, to: lessons, at: start, where: mask)
            let (target, usual) = (eight(observed, at: start), eight(errors, at: start))
            let size = (eight(variances, at: start) + 1e-12).squareRoot()
            let limit = Learning.comparisonLimit * usual
            let median = eight(medians, at: start)
            let center = eight(mixture, at: start) + size * median
            let firm = eight(firmness, at: start)
            let held = hold(center, firm, usual)
            let stillError = smaller(magnitudes(target), limit)
            let freeError = smaller(magnitudes(target - center), limit)
            let firmError = smaller(magnitudes(target - held), limit)
            let share = larger(Eight(repeating: Learning.firmnessMemory), 1 / lesson)
            let free = eight(absolute, at: start) + share * (freeError - eight(absolute, at: start))
            let still = eight(persistence, at: start) + share * (stillError - eight(persistence, at: start))
            store(free, to: absolute, at: start, where: mask)
            store(still, to: persistence, at: start, where: mask)
            let back = Eight(repeating: Learning.firmnessLeak)
                .replacing(with: Learning.firmnessReturn, where: free .< still)
            let move = (stillError - firmError) / (still + 1e-12) + back * (1 - firm)
            let moved = smaller(Eight(repeating: 1), larger(Eight.zero, firm + Learning.firmnessStep * move))
            store(firm.replacing(with: moved, where: lesson .> 20), to: firmness, at: start, where: mask)
            let side = Eight.zero.replacing(with: 1, where: target .> center)
                .replacing(with: -1, where: target .< center)
            let step = Learning.medianStep / (horizons(from: at + start) + 1) * side
            store(
                median + Eight.zero.replacing(with: step, where: lesson .> 1), to: medians, at: start, where: mask)
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
    func hold(_ forecast: Eight, _ firmness: Eight, _ error: Eight) -> Eight {
        let threshold = Learning.firmnessUnit * error * (1 - firmness) / (firmness + 0.02)
        let ratio = threshold / (magnitudes(forecast) + 1e-20)
        return forecast * larger(Eight.zero, 1 - ratio * ratio)
    }

    /// Eight horizons from 0, as numbers.
    @inline(__always)
    func horizons(from first: Int) -> Eight { Eight(0, 1, 2, 3, 4, 5, 6, 7) + Float(first) }

    /// Tracks the size of the errors of what was issued, and their quantiles in units of the size that was thought when it
    /// was issued: a step up when the error is above, a step down when below, in the proportion that balances at the
    /// quantile.
    private func learnIntervals(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let at = run.horizon
        let sum = newestOriginNumber(series) - Int64(run.age) + Int64(at + 1)
        let sizes = series.issuedSizes(sum) + at
        let (lessons, variances) = (series.lessons + at, series.variances + at)
        // From here on the row holds the error in units of its size, and the size's the step.
        let (relative, steps, observed) = (rows.mixture, rows.size, rows.observed)
        byEights(run.count) { start, mask in
            let error = eight(observed, at: start) - eight(relative, at: start)
            let square = error * error
            let (lesson, variance) = (eight(lessons, at: start), eight(variances, at: start))
            let limit = square.replacing(
                with: 36 * larger(variance, Eight(repeating: 0.01)), where: lesson .> 20)
            store(error / larger(eight(sizes, at: start), Eight(repeating: 1e-6)), to: relative, at: start, where: mask)
            let slow = Learning.quantileStep / (1 + Learning.quantileDelay * horizons(from: at + start))
            let fast = smaller(Eight(repeating: Learning.firstQuantileStep), Learning.quantileLessons / lesson)
            store(Eight.zero.replacing(with: larger(slow, fast), where: lesson .> 1), to: steps, at: start, where: mask)
            let share = larger(Eight(repeating: 0.01), 1 / lesson)
            store(variance + share * (smaller(square, limit) - variance), to: variances, at: start, where: mask)
        }
        for (bound, probability) in probabilities.enumerated() {
            let quantiles = series.quantiles(bound) + at
            byEights(run.count) { start, mask in
                let quantile = eight(quantiles, at: start)
                let below = Eight.zero.replacing(with: 1, where: eight(relative, at: start) .< quantile)
                store(
                    quantile + eight(steps, at: start) * (probability - below), to: quantiles, at: start, where: mask)
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
        let (target, believed, readout) = (rows.target, rows.believedChange, rows.readout)
        byEights(run.count) { start, mask in
            let error = eight(target, at: start) - eight(believed, at: start) - eight(readout, at: start)
            let usual = eight(errors, at: start)
            let limit = isSettled ? Learning.errorLimit * usual : Eight(repeating: .greatestFiniteMagnitude)
            let limited = clipped(error, to: limit)
            let share = larger(Eight(repeating: 0.005), 1 / (eight(lessons, at: start) + 1))
            store(usual + share * (magnitudes(limited) - usual), to: errors, at: start, where: mask)
            store(run.weight * limited, to: correction, at: start, where: mask)
        }
        if run.horizon == 0, run.age == 0, header.isOriginNewest == 1, header.observations > 100 {
            learnRates(series, correction[0])
        }
        byEights(run.count) { start, mask in
            let corrections = eight(correction, at: start)
            for feature in 0..<layout.featureCount {
                let (weights, place) = (series.weights(feature), run.horizon &+ start)
                let gain = eight(series.originGains(feature), at: origin &+ start)
                store(eight(weights, at: place).addingProduct(gain, corrections), to: weights, at: place, where: mask)
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
