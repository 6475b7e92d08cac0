import LiquidCells

extension LiquidForecaster {
    /// From here on the series has a step.
    func adopt(step: Int64, _ series: SeriesBlock, _ prior: UnsafeMutableRawPointer?) {
        prepareSeasons(step: step, series)
        if let prior, settings.prior == .group { start(series, from: GroupPrior(prior, layout)) }
    }

    private func prepareSeasons(step: Int64, _ series: SeriesBlock) {
        series.header.pointee.step = step
        let active = settings.seasonsMicroseconds.filter { $0 / 3 >= step }.prefix(2)
        series.header.pointee.seasons = Int32(active.count)
        guard let season = active.first else { return }
        series.header.pointee.stepsFading = Float(4 * Double(step) / Double(season))
        series.season.prepare(period: season, step: step, capacity: BlockLayout.knots.0)
        series.lastSeason.prepare(period: season, step: step, capacity: BlockLayout.knots.1)
        if active.count > 1 {
            series.longSeason.prepare(period: active[1], step: step, capacity: BlockLayout.knots.2)
        }
    }

    /// Remembers an observation until there are enough of them to know the step, then learns from all but this one.
    ///
    /// - Returns: whether the step is known now, and this observation can be learned from.
    func learnStep(
        from value: Double, at time: Int64, _ series: SeriesBlock, _ prior: UnsafeMutableRawPointer?,
        _ scratch: UnsafeMutablePointer<Double>
    ) -> Bool {
        let header = series.header
        let limit = ForecasterSettings.differencesForStep
        let waiting = Int(header.pointee.waiting)
        // They wait in the covariance, which is not in use yet: times, then values.
        let times = UnsafeMutableRawPointer(series.covariance).assumingMemoryBound(to: Int64.self)
        let values = UnsafeMutableRawPointer(times + limit).assumingMemoryBound(to: Double.self)
        if waiting < limit {
            times[waiting] = time
            values[waiting] = value
            header.pointee.waiting += 1
            header.pointee.observations += 1
            header.pointee.seenTime = time
            return false
        }
        var observations: InlineArray<16, (time: Int64, value: Double)> = .init(repeating: (0, 0))
        var differences: InlineArray<16, Int64> = .init(repeating: 0)
        for index in 0..<limit {
            observations[index] = (times[index], values[index])
            insert((index + 1 < limit ? times[index + 1] : time) - times[index], into: &differences, count: index)
        }
        resetCovariance(series)
        header.pointee.observations = 0
        header.pointee.waiting = 0
        adopt(step: max((differences[limit / 2 - 1] + differences[limit / 2]) / 2, 1), series, prior)
        for index in 0..<limit {
            _ = advance(series, to: observations[index].value, at: observations[index].time, nil, scratch)
        }
        return true
    }

    /// Keeps the first `count + 1` elements sorted.
    private func insert(_ difference: Int64, into sorted: inout InlineArray<16, Int64>, count: Int) {
        var place = count
        while place > 0, sorted[place - 1] > difference {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = difference
    }
}
