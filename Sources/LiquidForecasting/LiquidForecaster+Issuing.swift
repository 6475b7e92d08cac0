import NumericKernels

extension LiquidForecaster {
    /// Issues the forecast that follows a lesson, unless it is too early.
    ///
    /// The mixtures are remembered in any case, since the experts learn from them.
    func issue(
        after lesson: consuming Lesson, _ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let rows = rows(forecast)
        mix(series, rows, remembering: series.header.pointee.isOriginNewest == 1)
        let result = advance(after: lesson, series)
        if !result.isWarming {
            write(series, rows, forecast)
            remember(forecast, series)
        }
        return result
    }

    /// Issues a forecast while the newest observation waits to be believed: the one before, so much later. Where jumps of
    /// this series mostly lasted, it is moved to where the observation is.
    func issueWhileParked(
        after lesson: consuming Lesson, at time: Int64, _ series: SeriesBlock,
        _ forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let header = series.header.pointee
        let result = advance(after: lesson, series)
        guard !result.isWarming else { return result }
        forecastAgain(series, forecast)
        let later = stepsSinceNewest(time, header)
        let shift = shiftWhileParked(header)
        let horizon = settings.horizon
        for row in 0..<1 + 2 * settings.levels.count {
            let numbers = forecast + row * horizon
            // From the front: what is read lies behind what is written.
            for index in 0..<horizon {
                numbers[index] = sample(numbers, at: Double(index + 1) + later, from: header.newestValue) + shift
            }
        }
        remember(forecast, series)
        return result
    }

    private func advance(after lesson: consuming Lesson, _ series: SeriesBlock) -> Advance {
        let header = series.header.pointee
        return Advance(
            outcome: .learned, isWarming: header.observations < Int64(settings.warmUp),
            expected: lesson.prediction.expected, observations: header.observations, stepMicroseconds: header.step)
    }

    /// The forecast that was issued at the newest observation that was learned from.
    func forecastAgain(_ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>) {
        let rows = rows(forecast)
        mix(series, rows, remembering: false)
        write(series, rows, forecast)
    }

    /// What the newest forecast says of an observation, with bounds behind the forecast's place in the buffer.
    func predict(at time: Int64, _ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>) -> Prediction {
        let header = series.header.pointee
        let bounds = forecast + expectationOffset
        let count = 2 * settings.levels.count
        for bound in 0..<count { bounds[bound] = .nan }
        guard header.hasIssued == 1 else { return Prediction(expected: .nan) }
        let steps = settings.counting == .time ? Double(time - header.seenTime) / Double(header.step) : 1
        if abs(steps - 1) <= 0.01 {
            for bound in 0..<count { bounds[bound] = series.expectation[1 + bound] }
            return Prediction(expected: series.expectation[0])
        }
        guard steps <= Double(settings.horizon) else { return Prediction(expected: .nan) }
        forecastAgain(series, forecast)
        // While an observation waits, the newest forecast is that of the one before.
        if header.isParked == 1 {
            let (later, shift) = (stepsSinceNewest(time, header), shiftWhileParked(header))
            for bound in 0..<count {
                let row = forecast + (1 + bound) * settings.horizon
                bounds[bound] = sample(row, at: later, from: header.newestValue) + shift
            }
            return Prediction(expected: sample(forecast, at: later, from: header.newestValue) + shift)
        }
        let expected = sample(forecast, at: steps, from: header.newestValue)
        for bound in 0..<count {
            let row = forecast + (1 + bound) * settings.horizon
            if steps < 1 {
                // Errors grow as the square root of time until the first step.
                bounds[bound] = expected + (row[0] - forecast[0]) * steps.squareRoot()
            } else {
                bounds[bound] = sample(row, at: steps, from: header.newestValue)
            }
        }
        return Prediction(expected: expected)
    }

    /// Where jumps mostly lasted, forecasts move with the observation that waits.
    private func shiftWhileParked(_ header: BlockHeader) -> Double {
        header.jumpsLast > 0.5 ? header.parkedValue - header.newestValue : 0
    }

    /// Steps from the newest observation that was learned from.
    func stepsSinceNewest(_ time: Int64, _ header: BlockHeader) -> Double {
        settings.counting == .time ? Double(time - header.newestTime) / Double(header.step) : 1
    }

    /// A row of a forecast at a horizon between its own; behind the last one it stays.
    func sample(_ row: UnsafePointer<Double>, at steps: Double, from base: Double) -> Double {
        guard steps < Double(settings.horizon) else { return row[settings.horizon - 1] }
        let index = Int(steps)
        let before = index == 0 ? base : row[index - 1]
        return before + (row[index] - before) * (steps - Double(index))
    }

    private func remember(_ forecast: UnsafePointer<Double>, _ series: SeriesBlock) {
        series.header.pointee.hasIssued = 1
        for row in 0..<1 + 2 * settings.levels.count { series.expectation[row] = forecast[row * settings.horizon] }
    }

    /// Turns the mixtures into means and bounds in the signal's unit. Wider bounds contain narrower ones, and all of them
    /// the mean.
    private func write(_ series: SeriesBlock, _ rows: Rows, _ forecast: UnsafeMutablePointer<Double>) {
        let header = series.header.pointee
        let horizon = settings.horizon
        let (base, scale) = (header.newestValue, Double(header.scale))
        let (lessons, medians) = (series.lessons, series.medians)
        let (firmness, errors) = (series.firmness, series.errors)
        let distress = distress(of: header)
        let (mixture, size) = (rows.mixture, rows.size)
        byEights(horizon) { start, _ in
            let shift = eight(size, at: start) * eight(medians, at: start)
            let center =
                eight(mixture, at: start) + Eight.zero.replacing(with: shift, where: eight(lessons, at: start) .> 20)
            let held = hold(center, eight(firmness, at: start), eight(errors, at: start))
            let shrunk = held * (1 - distress * fading(from: start, header))
            store(base + scale * SIMD8<Double>(shrunk), to: forecast, at: start, of: horizon)
        }
        for level in 0..<settings.levels.count {
            let (lower, upper) = (series.quantiles(2 * level), series.quantiles(2 * level + 1))
            let (lowers, uppers) = (forecast + (1 + 2 * level) * horizon, forecast + (2 + 2 * level) * horizon)
            let (innerLowers, innerUppers) =
                level == 0 ? (forecast, forecast) : (lowers - 2 * horizon, uppers - 2 * horizon)
            byEights(horizon) { start, _ in
                let (said, unit) = (eight(mixture, at: start), eight(size, at: start))
                let low = base + scale * SIMD8<Double>(said + unit * eight(lower, at: start))
                let high = base + scale * SIMD8<Double>(said + unit * eight(upper, at: start))
                let (innerLow, innerHigh) = (eight(innerLowers, at: start), eight(innerUppers, at: start))
                store(
                    innerLow.replacing(with: low, where: low .< innerLow), to: lowers, at: start, of: horizon)
                store(
                    innerHigh.replacing(with: high, where: high .>= innerHigh), to: uppers, at: start, of: horizon)
            }
        }
    }

    /// How far the recent errors of the near forecasts say that persistence is safer now: 0 not at all, 1 entirely.
    private func distress(of header: BlockHeader) -> Float {
        let ratio = header.nearError / (header.nearPersistence + 1e-12)
        return min(1, max(0, (ratio - Learning.distressFrom) / (Learning.distressTo - Learning.distressFrom)))
    }

    /// Distress says little of what is further away than a quarter of the season.
    @inline(__always)
    private func fading(from first: Int, _ header: BlockHeader) -> Eight {
        header.seasons > 0
            ? exponential(-(horizons(from: first) + 1) * header.stepsFading) : Eight(repeating: 1)
    }
}
