import LiquidCells
import NumericKernels

extension LiquidForecaster {
    /// Learns from an observation: first what it says of the forecasts issued before it, then what it changes in the
    /// cells.
    func learn(
        _ prediction: consuming Prediction, _ value: Double, at time: Int64, _ series: SeriesBlock,
        _ scratch: UnsafeMutablePointer<Float>
    ) -> Lesson {
        let header = series.header
        let isFirst = header.pointee.observations == 0
        if isFirst {
            header.pointee.newestValue = value
            header.pointee.newestTime = time
            header.pointee.lowest = value
            header.pointee.highest = value
        }
        learnFromIssued(value, series, scratch)
        let difference = Float(value - header.pointee.newestValue)
        let span = time - header.pointee.newestTime
        let scaleBefore = updateScale(value, difference, series)
        let head = series.advanceHead()
        series.values[head] = value
        let relative = isFirst || scaleBefore == 0 ? 0 : clipped(difference / scaleBefore, to: 4)
        series.differences[head] = relative
        if !isFirst { updateLag(relative, series, head) }
        updateCells(difference, span, series)
        updateGain(series, head)
        header.pointee.newestValue = value
        header.pointee.newestTime = time
        header.pointee.observations += 1
        return Lesson(from: prediction)
    }

    /// The running size of differences, and the envelope.
    ///
    /// - Returns: the scale as it was before.
    private func updateScale(_ value: Double, _ difference: Float, _ series: SeriesBlock) -> Float {
        let header = series.header
        let before = header.pointee.scale
        let count = header.pointee.observations
        if count > 0 {
            var size = abs(difference)
            if count > 20, before > 0 { size = min(size, 1_000 * before) }
            let share = 1 / Float(count)
            header.pointee.fastScale += max(0.05, share) * (size - header.pointee.fastScale)
            header.pointee.slowScale += max(0.002, share) * (size - header.pointee.slowScale)
        }
        let floor = Float(1e-9 * abs(value) + 1e-30)
        header.pointee.scale = max(max(header.pointee.fastScale, header.pointee.slowScale), floor)
        let fading = Learning.envelopeFading
        let (lowest, highest) = (header.pointee.lowest, header.pointee.highest)
        header.pointee.lowest = value < lowest ? value : lowest + fading * (value - lowest)
        header.pointee.highest = value > highest ? value : highest + fading * (value - highest)
        if header.pointee.moving > 0 || difference != 0 {
            header.pointee.moving = min(header.pointee.moving + 1, Learning.movingBeforeLearning)
        }
        return before
    }

    /// The autocorrelation of differences, and every eighth time the seasonal lag that it shows.
    private func updateLag(_ relative: Float, _ series: SeriesBlock, _ head: Int) {
        let count = series.header.pointee.observations
        let share = max(0.001, 1 / Float(count))
        let correlation = series.autocorrelation
        let window = series.differences + head
        let longest = Int(min(Int64(BlockLayout.lagLimit), count - 1))
        for lag in 0..<longest + 1 { correlation[lag] += share * (relative * window[lag] - correlation[lag]) }
        guard count > 50, count % 8 == 0 else { return }
        let current = Int(series.header.pointee.lag)
        let found = seasonalLag(correlation, longest: Int(min(Int64(BlockLayout.lagLimit), count / 2)))
        if found != current, current == 0 || found == 0 || correlation[found] > 1.1 * correlation[current] {
            series.header.pointee.lag = Int32(found)
        }
    }

    /// The lag from 3 on with the highest correlation; a shorter one that is nearly as high is preferred.
    ///
    /// - Returns: 0 when there is no season.
    private func seasonalLag(_ correlation: UnsafeMutablePointer<Float>, longest: Int) -> Int {
        var best = 0
        var highest: Float = 0
        for lag in 3..<longest + 1 where correlation[lag] > highest {
            highest = correlation[lag]
            best = lag
        }
        guard best > 0 else { return 0 }
        for lag in 3..<best where correlation[lag] > 0.85 * highest {
            highest = correlation[lag]
            best = lag
            break
        }
        return highest < 0.15 * correlation[0] ? 0 : best
    }

    private func updateCells(_ difference: Float, _ span: Int64, _ series: SeriesBlock) {
        let header = series.header
        let leastGain = 1 / Float(header.pointee.observations + 1)
        let features = series.features
        features[0] = 1
        let steps = Float(min(Double(span) / Double(header.pointee.step), 1e6))
        series.levelCells.advance(
            LevelCells.Input(
                difference: difference, span: steps, scale: header.pointee.scale, leastGain: leastGain), timeConstants,
            features: features + 1)
        // The level cells' last five numbers are overwritten where rotating cells are in use, and not looked at elsewhere.
        let count = Int(header.pointee.rotatingCells)
        guard count > 0 else { return }
        let rotating = series.rotatingCells
        if span != header.pointee.preparedSpan || header.pointee.observations == 0 {
            rotating.turn(by: Double(span) / 1e6, count: count)
            header.pointee.preparedSpan = span
        }
        rotating.advance(
            difference: difference, scale: header.pointee.scale, leastGain: leastGain, count: count,
            features: features + 1 + LevelCells.count)
    }

    /// Recursive least squares with a diagonal covariance and forgetting: updates it with the new features, and remembers
    /// the origin.
    ///
    /// Every fourth time one weight is told that it is zero, with as little weight as a ridge penalty has that is
    /// forgotten at the same pace.
    private func updateGain(_ series: SeriesBlock, _ head: Int) {
        let header = series.header
        let (features, gain) = (series.features, series.gain)
        let count = featureCount(header.pointee)
        var inverse: Float = 0
        if header.pointee.moving >= Learning.movingBeforeLearning {
            var sum = Learning.forgetting
            for feature in 0..<count { sum += gain[feature] * features[feature] * features[feature] }
            inverse = 1 / sum
            for feature in 0..<count {
                let product = gain[feature] * features[feature]
                gain[feature] = max((gain[feature] - product * product * inverse) / Learning.forgetting, 1e-9)
            }
            if header.pointee.observations % 4 == 0 { applyRidge(series, count) }
            header.pointee.learnableOrigins += 1
        }
        for feature in 0..<count { series.originFeatures(feature)[head] = Float16(features[feature]) }
        series.originScales[head] = header.pointee.scale
        series.originGains[head] = inverse
        series.originLags[head] = UInt8(header.pointee.lag)
    }

    private func applyRidge(_ series: SeriesBlock, _ count: Int) {
        let feature = (Int(series.header.pointee.ridgeFeature) + 1) % count
        series.header.pointee.ridgeFeature = Int32(feature)
        let prior = feature == 0 ? Learning.biasVariance : Learning.priorVariance
        let precision = (1 - Learning.forgetting) * Float(count) * 4 * Learning.ridge / prior
        let gain = series.gain[feature]
        let share = gain / (1 / precision + gain)
        let weights = series.weights(feature)
        for horizon in 0..<settings.horizon { weights[horizon] -= weights[horizon] * share }
        series.gain[feature] = gain - gain * share
    }

    /// Features in use.
    func featureCount(_ header: BlockHeader) -> Int { 1 + LevelCells.count + 2 * Int(header.rotatingCells) }
}
