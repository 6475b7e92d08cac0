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
        var products: InlineArray<20, Float> = .init(repeating: 0)
        var sum = Learning.forgetting
        for row in 0..<count {
            var product: Float = 0
            for column in 0..<count { product += covariance[row * count + column] * features[column] }
            products[row] = product
            sum += product * features[row]
        }
        guard sum >= 0.5 * Learning.forgetting, sum < .greatestFiniteMagnitude else {
            // Lost to rounding: begin again.
            resetCovariance(series)
            for feature in 0..<count { gain[feature] = 0 }
            return
        }
        let inverse = 1 / sum
        for row in 0..<count {
            gain[row] = products[row] * inverse
            for column in 0..<count {
                let place = row * count + column
                covariance[place] =
                    (covariance[place] - products[row] * products[column] * inverse) * (1 / Learning.forgetting)
            }
        }
        if header.pointee.observations % 4 == 1 { applyRidge(series) }
    }

    private func applyRidge(_ series: SeriesBlock) {
        let (count, covariance) = (layout.featureCount, series.covariance)
        let feature = (Int(series.header.pointee.ridgeFeature) + 1) % count
        series.header.pointee.ridgeFeature = Int32(feature)
        let precision = (1 - Learning.forgetting) * Float(count) * 4 * Learning.ridge / prior(of: feature)
        let share = 1 / (1 / precision + covariance[feature * (count + 1)])
        var column: InlineArray<20, Float> = .init(repeating: 0)
        for row in 0..<count { column[row] = covariance[row * count + feature] }
        let pulled = series.weights(feature)
        for row in 0..<count where row != feature {
            let (weights, pull) = (series.weights(row), column[row] * share)
            for horizon in 0..<settings.horizon { weights[horizon] -= pull * pulled[horizon] }
        }
        let own = column[feature] * share
        for horizon in 0..<settings.horizon { pulled[horizon] -= own * pulled[horizon] }
        for row in 0..<count {
            for other in 0..<count { covariance[row * count + other] -= column[row] * column[other] * share }
        }
    }
}
