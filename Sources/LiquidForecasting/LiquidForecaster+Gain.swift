import NumericKernels

/// Recursive least squares with forgetting: one covariance for the readouts of all horizons, since they share their
/// features; each learns with the gain that its origin had.
extension LiquidForecaster {
    /// Nothing is known of the weights but that they are small.
    func resetCovariance(_ series: SeriesBlock) {
        let (count, covariance) = (layout.featureCount, series.covariance)
        for index in 0..<count * count { covariance[index] = 0 }
        for feature in 0..<count { covariance[feature * (count + 1)] = prior(of: feature) }
    }

    private func prior(of feature: Int) -> Float { feature == 0 ? Learning.biasVariance : Learning.priorVariance }

    /// Updates the covariance with the newest features, and finds the gain with which the newest origin is learned from.
    ///
    /// Every fourth time one weight is told that it is zero, with as little weight as a ridge penalty has that is
    /// forgotten at the same pace. Where the scale is not known yet, nothing is done. The matrix stays symmetric to the
    /// bit: asymmetry would grow as forgetting does.
    func updateGain(_ series: SeriesBlock) {
        let header = series.header
        guard header.pointee.moving >= Learning.movingBeforeLearning else { return }
        let (features, gain, covariance) = (series.features, series.gain, series.covariance)
        let count = layout.featureCount
        // The gain's row takes P·f first. Rows are columns: sums go in the same order as along them.
        byEights(count) { start, mask in
            var product = Eight.zero
            for column in 0..<count { product += eight(covariance + column &* count, at: start) * features[column] }
            store(product, to: gain, at: start, where: mask)
        }
        var sum = Learning.forgetting
        for row in 0..<count { sum += gain[row] * features[row] }
        guard sum >= 0.5 * Learning.forgetting, sum < .greatestFiniteMagnitude else {
            // Lost to rounding: begin again.
            resetCovariance(series)
            for feature in 0..<count { gain[feature] = 0 }
            return
        }
        let inverse = 1 / sum
        for row in 0..<count {
            let (product, line) = (gain[row], covariance + row &* count)
            byEights(count) { start, mask in
                let change = product * eight(gain, at: start) * inverse
                store((eight(line, at: start) - change) * (1 / Learning.forgetting), to: line, at: start, where: mask)
            }
        }
        for row in 0..<count { gain[row] *= inverse }
        if header.pointee.observations % 4 == 1 { applyRidge(series) }
    }

    private func applyRidge(_ series: SeriesBlock) {
        let (count, covariance) = (layout.featureCount, series.covariance)
        let feature = (Int(series.header.pointee.ridgeFeature) + 1) % count
        series.header.pointee.ridgeFeature = Int32(feature)
        let precision = (1 - Learning.forgetting) * Float(count) * 4 * Learning.ridge / prior(of: feature)
        let share = 1 / (1 / precision + covariance[feature * (count + 1)])
        // Of a symmetric matrix, a row is a column; it changes below.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count + 8) { buffer in
            guard let column = buffer.baseAddress else { return }
            column.update(from: covariance + feature * count, count: count)
            (column + count).initialize(repeating: 0, count: 8)
            let pulled = series.weights(feature)
            for row in 0..<count where row != feature {
                pull(series.weights(row), by: column[row] * share, toward: pulled)
            }
            pull(pulled, by: column[feature] * share, toward: pulled)
            for row in 0..<count {
                let (own, line) = (column[row], covariance + row &* count)
                byEights(count) { start, mask in
                    let change = own * eight(column, at: start) * share
                    store(eight(line, at: start) - change, to: line, at: start, where: mask)
                }
            }
        }
    }

    private func pull(
        _ weights: UnsafeMutablePointer<Float>, by share: Float, toward pulled: UnsafeMutablePointer<Float>
    ) {
        byEights(settings.horizon) { start, mask in
            store(
                eight(weights, at: start) - share * eight(pulled, at: start), to: weights, at: start, where: mask)
        }
    }
}
