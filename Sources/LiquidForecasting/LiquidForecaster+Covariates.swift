import NumericKernels

/// Other values of the same record: their last move, and how far they are from their level over about 24 observations.
extension LiquidForecaster {
    /// Sets the covariates' features; a value that is not there leaves them at 0.
    ///
    /// - Parameter values: as many as the settings say; NaN for one that is not there.
    func note(_ values: UnsafePointer<Double>, _ series: SeriesBlock) {
        for index in 0..<settings.covariates { note(values[index], index, series) }
    }

    /// Keeps the covariates of an observation that waits to be believed.
    func park(_ values: UnsafePointer<Double>?, _ series: SeriesBlock) {
        for index in 0..<settings.covariates { series.covariates[index].parked = values?[index] ?? .nan }
    }

    /// Sets the features by the covariates of an observation that waited and is believed.
    func noteParked(_ series: SeriesBlock) {
        for index in 0..<settings.covariates { note(series.covariates[index].parked, index, series) }
    }

    private func note(_ value: Double, _ index: Int, _ series: SeriesBlock) {
        let covariate = series.covariates + index
        let features = series.features + BlockLayout.ownFeatures + 2 * index
        (features[0], features[1]) = (0, 0)
        guard value.isFinite, abs(value) <= ForecasterSettings.largestMagnitude else { return }
        let difference = covariate.pointee.count > 0 ? Float(value - covariate.pointee.newest) : 0
        covariate.pointee.count = min(covariate.pointee.count + 1, 50)
        covariate.pointee.newest = value
        let size = min(abs(difference), covariate.pointee.scale > 0 ? 100 * covariate.pointee.scale : 1e30)
        let share = 1 / Float(max(covariate.pointee.count - 1, 1))
        covariate.pointee.scale += max(0.02, share) * (size - covariate.pointee.scale)
        covariate.pointee.level -= difference
        covariate.pointee.level -= Self.levelShare * covariate.pointee.level
        guard covariate.pointee.scale > 0 else { return }
        features[0] = clipped(difference / covariate.pointee.scale * 0.5, to: 15)
        features[1] = clipped(covariate.pointee.level / covariate.pointee.scale * 0.1, to: 15)
    }

    private static let levelShare: Float = 1 / 24
}
