import LiquidCells
import NumericKernels

/// Learning from what an observation says of each forecast that was issued for it.
extension LiquidForecaster {
    /// Rows of H numbers in the scratch memory, by horizon from 1.
    private struct Targets {
        let horizon: Int
        let scratch: UnsafeMutablePointer<Float>
        /// The observation, as seen from each origin: its distance in units of the scale there.
        var target: UnsafeMutablePointer<Float> { scratch }
        /// The readout with its weights of today, as seen from the same.
        var readout: UnsafeMutablePointer<Float> { scratch + horizon }
        var seasonalNaive: UnsafeMutablePointer<Float> { scratch + 2 * horizon }
        var seasonalDifference: UnsafeMutablePointer<Float> { scratch + 3 * horizon }
        /// The readout's error times the origin's gain.
        var correction: UnsafeMutablePointer<Float> { scratch + 4 * horizon }
    }

    func learnFromIssued(_ value: Double, _ series: SeriesBlock, _ scratch: UnsafeMutablePointer<Float>) {
        let header = series.header.pointee
        // Origins became learnable once and for all: those that are make up the nearest horizons.
        let count = Int(min(Int64(settings.horizon), header.learnableOrigins))
        guard count > 0 else { return }
        let targets = Targets(horizon: settings.horizon, scratch: scratch)
        let head = Int(header.head)
        findTargets(value, series, targets, head, count)
        findReadout(series, targets, head, count)
        findSeasonal(series, targets, head, count)
        learnMixing(series, targets, head, count)
        learnIntervals(series, targets, count)
        let nearest = learnErrors(series, targets, head, count)
        if header.observations > 100 { learnRates(series, nearest) }
        learnWeights(series, targets, head, count)
    }

    private func findTargets(_ value: Double, _ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) {
        let (values, scales, target) = (series.values + head, series.originScales + head, targets.target)
        for age in 0..<count {
            target[age] = clipped(Float(value - values[age]) / scales[age], to: Learning.targetLimit)
        }
    }

    private func findReadout(_ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) {
        let readout = targets.readout
        for age in 0..<count { readout[age] = 0 }
        for feature in 0..<featureCount(series.header.pointee) {
            let (weights, features) = (series.weights(feature), series.originFeatures(feature) + head)
            for age in 0..<count { readout[age] = readout[age].addingProduct(weights[age], Float(features[age])) }
        }
    }

    private func findSeasonal(_ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) {
        let (values, scales) = (series.values + head, series.originScales + head)
        let lags = series.originLags + head
        var phase = 0
        for age in 0..<count {
            let lag = Int(lags[age])
            guard lag > 0 else {
                targets.seasonalNaive[age] = 0
                targets.seasonalDifference[age] = 0
                continue
            }
            // The target lies `age + 1` observations after the origin; so much of a season is left when it arrives.
            phase = age > 0 && lags[age - 1] == lags[age] ? (phase + 1 == lag ? 0 : phase + 1) : age % lag
            let before = values[age + lag - 1 - phase]
            targets.seasonalNaive[age] = clipped(Float(before - values[age]) / scales[age], to: Learning.targetLimit)
            targets.seasonalDifference[age] = clipped(
                Float(before - values[age + lag]) / scales[age], to: Learning.targetLimit)
        }
    }

    /// ML-Poly with discounted regrets (Gaillard, Stoltz, van Erven, "A second-order bound with excess losses", COLT
    /// 2014), for the squared loss, on the mixtures that were really issued.
    private func learnMixing(_ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) {
        let header = series.header.pointee
        let margin = 0.5 * (header.highest - header.lowest)
        let (low, high) = (header.lowest - margin, header.highest + margin)
        let (values, scales) = (series.values + head, series.originScales + head)
        let issued = series.issued(forObservation: header.observations)
        let errors = series.errors
        for age in 0..<count {
            let size = errors[age]
            let mixture = Float(issued[age])
            let limit = min(Learning.mixtureErrorLimit * size, 30)
            let error = 2 * clipped(mixture - targets.target[age], to: limit)
            let lowest = Float(low - values[age]) / scales[age]
            let highest = Float(high - values[age]) / scales[age]
            let readout = min(highest, max(lowest, targets.readout[age]))
            func regret(_ expert: Float) -> Float { clipped(error * (mixture - expert), to: 1e4) }
            let regrets = SIMD4<Float>(
                regret(readout), regret(0) + Learning.persistenceHandicap * size * size,
                regret(targets.seasonalNaive[age]), regret(targets.seasonalDifference[age]))
            updateShares(series, age, regrets)
        }
    }

    @inline(__always)
    private func updateShares(_ series: SeriesBlock, _ age: Int, _ regrets: SIMD4<Float>) {
        var sums = SIMD4<Float>()
        var squares = SIMD4<Float>()
        for expert in 0..<BlockLayout.expertCount {
            sums[expert] = series.regrets(expert)[age]
            squares[expert] = series.squares(expert)[age]
        }
        sums = sums * Learning.regretDiscount + regrets
        squares = squares * Learning.regretDiscount + regrets * regrets
        let ratios = pointwiseMax(sums, .zero) / (squares + 1)
        let total = ratios[0] + ratios[1] + ratios[2] + ratios[3]
        let shares = ratios * ((1 - Learning.exploration) / total) + Learning.exploration / 4
        for expert in 0..<BlockLayout.expertCount {
            series.regrets(expert)[age] = sums[expert]
            series.squares(expert)[age] = squares[expert]
            if total > 0 { series.shares(expert)[age] = shares[expert] }
        }
    }

    /// Tracks the size of the errors of what was issued, and their quantiles in units of it: a step up when the error is
    /// above, a step down when below, in the proportion that balances at the quantile.
    private func learnIntervals(_ series: SeriesBlock, _ targets: Targets, _ count: Int) {
        let issued = series.issued(forObservation: series.header.pointee.observations)
        let learned = series.header.pointee.learnableOrigins
        let variances = series.variances
        let (low95, low80) = (series.quantiles(0), series.quantiles(1))
        let (high80, high95) = (series.quantiles(2), series.quantiles(3))
        let step = Learning.quantileStep
        let levels = Learning.quantileLevels
        for age in 0..<count {
            let lessons = Float(learned - Int64(age))
            let error = targets.target[age] - Float(issued[age])
            let size = error / (variances[age] + 1e-12).squareRoot()
            let move: Float = lessons > 1 ? step : 0
            low95[age] += move * (levels.0 - (size < low95[age] ? 1 : 0))
            low80[age] += move * (levels.1 - (size < low80[age] ? 1 : 0))
            high80[age] += move * (levels.2 - (size < high80[age] ? 1 : 0))
            high95[age] += move * (levels.3 - (size < high95[age] ? 1 : 0))
            let square = error * error
            let limit = lessons > 20 ? 36 * max(variances[age], 0.01) : square
            variances[age] += max(0.01, 1 / lessons) * (min(square, limit) - variances[age])
        }
    }

    /// The readout's errors, limited to what is usual, and the running size of them.
    ///
    /// - Returns: the limited error at the nearest horizon.
    private func learnErrors(_ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) -> Float {
        var nearest: Float = 0
        let learned = series.header.pointee.learnableOrigins
        let isSettled = series.header.pointee.observations > 20
        let (errors, gains) = (series.errors, series.originGains + head)
        for age in 0..<count {
            let error = targets.target[age] - targets.readout[age]
            let limit = isSettled ? Learning.errorLimit * errors[age] : .greatestFiniteMagnitude
            let limited = clipped(error, to: limit)
            let share = max(0.005, 1 / Float(learned - Int64(age) + 1))
            errors[age] += share * (abs(limited) - errors[age])
            targets.correction[age] = limited * gains[age]
            if age == 0 { nearest = limited }
        }
        return nearest
    }

    /// One step of the level cells' rates, from the error at the nearest horizon.
    private func learnRates(_ series: SeriesBlock, _ error: Float) {
        let size = series.errors[0] + 1e-12
        let relative = clipped(error / size, to: 3) / size
        var sensitivity = SIMD16<Float>.zero
        for cell in 0..<LevelCells.count { sensitivity[cell] = relative * series.weights(1 + cell)[0] }
        series.levelCells.learn(from: sensitivity)
    }

    private func learnWeights(_ series: SeriesBlock, _ targets: Targets, _ head: Int, _ count: Int) {
        let correction = targets.correction
        for feature in 0..<featureCount(series.header.pointee) {
            let (weights, features) = (series.weights(feature), series.originFeatures(feature) + head)
            let gain = series.gain[feature]
            for age in 0..<count {
                weights[age] = weights[age].addingProduct(gain * Float(features[age]), correction[age])
            }
        }
    }
}
