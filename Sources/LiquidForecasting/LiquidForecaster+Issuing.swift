import NumericKernels

extension LiquidForecaster {
    /// Issues the forecast that follows a lesson, unless it is too early.
    ///
    /// The mixtures are remembered in any case, since the experts learn from them.
    func issue(
        after lesson: consuming Lesson, _ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let header = series.header
        let observations = header.pointee.observations
        let result = Advance(
            outcome: .learned, isWarming: observations < Int64(settings.warmUp),
            expected: lesson.prediction.expected, lower80: lesson.prediction.lower80,
            upper80: lesson.prediction.upper80, lower95: lesson.prediction.lower95,
            upper95: lesson.prediction.upper95, observations: observations, stepMicroseconds: header.pointee.step)
        mix(series, forecast)
        if !result.isWarming {
            addBounds(series, forecast)
            header.pointee.expected = forecast[0]
            header.pointee.lower80 = forecast[settings.horizon]
            header.pointee.upper80 = forecast[2 * settings.horizon]
            header.pointee.lower95 = forecast[3 * settings.horizon]
            header.pointee.upper95 = forecast[4 * settings.horizon]
            header.pointee.hasIssued = 1
        }
        return result
    }

    /// Writes the mixtures, in units of the scale from the newest observation, to the first H numbers of `forecast`.
    private func mix(_ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>) {
        let header = series.header.pointee
        let head = Int(header.head)
        let horizon = settings.horizon
        // The readout goes into the last fifth, as single precision: it is read before anything is written there.
        let readout = UnsafeMutableRawPointer(forecast + 4 * horizon).assumingMemoryBound(to: Float.self)
        for index in 0..<horizon { readout[index] = 0 }
        for feature in 0..<featureCount(header) {
            let (weights, value) = (series.weights(feature), series.features[feature])
            for index in 0..<horizon { readout[index] = readout[index].addingProduct(weights[index], value) }
        }
        let newest = header.newestValue
        let inverse = 1 / header.scale
        let margin = 0.5 * (header.highest - header.lowest)
        let lowest = Float(header.lowest - margin - newest) * inverse
        let highest = Float(header.highest + margin - newest) * inverse
        let (values, lag) = (series.values + head, Int(header.lag))
        let (naive, difference) = (
            series.shares(Expert.seasonalNaive.rawValue), series.shares(Expert.seasonalDifference.rawValue)
        )
        let shares = series.shares(Expert.readout.rawValue)
        var phase = 0
        for index in 0..<horizon {
            var mixture = shares[index] * min(highest, max(lowest, readout[index]))
            if lag > 0 {
                let before = values[lag - 1 - phase]
                mixture += naive[index] * clipped(Float(before - newest) * inverse, to: Learning.targetLimit)
                mixture += difference[index] * clipped(Float(before - values[lag]) * inverse, to: Learning.targetLimit)
                phase = phase + 1 == lag ? 0 : phase + 1
            }
            let rounded = Float16(clipped(mixture, to: 6e4))
            // It will be needed `index + 1` observations from now; the newest one is number `observations - 1`.
            series.issued(forObservation: header.observations + Int64(index))[index] = rounded
            forecast[index] = Double(rounded)
        }
    }

    /// Turns the mixtures into means and bounds in the signal's unit. Wider bounds contain narrower ones, and all of them
    /// the mean.
    private func addBounds(_ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>) {
        let header = series.header.pointee
        let horizon = settings.horizon
        let scale = Double(header.scale)
        for index in 0..<horizon {
            let mixture = forecast[index]
            let hasLearned = header.learnableOrigins > Int64(index) + 1
            let size = hasLearned ? Double(series.variances[index].squareRoot()) : 1.3 * Double(index + 1).squareRoot()
            func bound(_ level: Int) -> Double {
                header.newestValue + scale * (mixture + size * Double(series.quantiles(level)[index]))
            }
            let mean = header.newestValue + scale * mixture
            let (lower80, upper80) = (min(mean, bound(1)), max(mean, bound(2)))
            forecast[index] = mean
            forecast[horizon + index] = lower80
            forecast[2 * horizon + index] = upper80
            forecast[3 * horizon + index] = min(lower80, bound(0))
            forecast[4 * horizon + index] = max(upper80, bound(3))
        }
    }
}
