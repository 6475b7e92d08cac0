import NumericKernels

/// Other values of the same record: their last move, and how far they are from their level of about a day of hours.
extension LiquidForecaster {
    /// Sets the covariates' features; a value that is not there leaves them at 0.
    ///
    /// - Parameter values: as many as the settings say; NaN for one that is not there.
    func note(_ values: UnsafePointer<Double>, _ series: SeriesBlock) {
        for index in 0..<settings.covariates {
            let (value, covariate) = (values[index], series.covariates + index)
            let features = series.features + BlockLayout.ownFeatures + 2 * index
            (features[0], features[1]) = (0, 0)
            guard value.isFinite, abs(value) <= ForecasterSettings.largestMagnitude else { continue }
            let difference = covariate.pointee.isKnown == 1 ? Float(value - covariate.pointee.newest) : 0
            covariate.pointee.isKnown = 1
            covariate.pointee.newest = value
            let size = min(abs(difference), covariate.pointee.scale > 0 ? 100 * covariate.pointee.scale : 1e30)
            covariate.pointee.scale += 0.02 * (size - covariate.pointee.scale)
            covariate.pointee.level -= difference
            covariate.pointee.level -= Self.levelShare * covariate.pointee.level
            guard covariate.pointee.scale > 0 else { continue }
            features[0] = clipped(difference / covariate.pointee.scale * 0.5, to: 15)
            features[1] = clipped(covariate.pointee.level / covariate.pointee.scale * 0.1, to: 15)
        }
    }

    private static let levelShare: Float = 1 / 24
}
