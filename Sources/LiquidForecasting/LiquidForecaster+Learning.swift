import LiquidCells
import NumericKernels

extension LiquidForecaster {
    /// Learns from an observation: first what it says of the forecasts issued before it, then what it changes in the
    /// cells.
    func learn(
        _ prediction: consuming Prediction, _ value: Double, at time: Int64, _ series: SeriesBlock, _ rows: Rows
    ) -> Lesson {
        let header = series.header
        let isFirst = header.pointee.clockStart == 0 && header.pointee.origins == 0
        if isFirst { begin(value, at: time, series) }
        learnFromIssued(value, at: time, series, rows)
        let difference = Float(value - header.pointee.newestValue)
        let span = time - header.pointee.newestTime
        let clock = clock(at: time, header.pointee)
        let scaleBefore = updateScale(value, difference, series, isFirst: isFirst)
        let fraction = updateTicks(value, clock, scaleBefore, series, isFirst: isFirst)
        let steps = Float(min(Double(span) / Double(header.pointee.step), 1e6))
        let places = updateSeasons(value, difference, steps, at: time, series, isFirst: isFirst)
        updateCells(difference - places.taken, steps, series)
        updateGain(series)
        store(value, clock, time, fraction, places, series)
        header.pointee.newestValue = value
        header.pointee.newestTime = time
        header.pointee.clock = clock
        return Lesson(from: prediction)
    }

    private func begin(_ value: Double, at time: Int64, _ series: SeriesBlock) {
        let header = series.header
        header.pointee.clockStart = settings.counting == .time ? time : 0
        header.pointee.newestValue = value
        header.pointee.newestTime = time
        header.pointee.anchor = value
        header.pointee.lowest = value
        header.pointee.highest = value
    }

    /// The running size of differences, and the envelope.
    ///
    /// - Returns: the scale as it was before.
    private func updateScale(_ value: Double, _ difference: Float, _ series: SeriesBlock, isFirst: Bool) -> Float {
        let header = series.header
        let before = header.pointee.scale
        let count = header.pointee.observations - 1
        if !isFirst {
            var size = abs(difference)
            if count > 20, before > 0 { size = min(size, 1_000 * before) }
            let share = 1 / Float(max(count, 1))
            header.pointee.fastScale += max(0.05, share) * (size - header.pointee.fastScale)
            header.pointee.slowScale += max(0.002, share) * (size - header.pointee.slowScale)
            restartScale(size, before, series)
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

    /// A signal that moves, but for long only by a small part of what it did, is another signal now: the slow scale, which
    /// would need thousands of observations, starts again. Where a signal is still, nothing is concluded.
    private func restartScale(_ size: Float, _ scale: Float, _ series: SeriesBlock) {
        let header = series.header
        guard size > 0 else { return }
        header.pointee.smallMoves = size * Learning.restartRatio < scale ? header.pointee.smallMoves + 1 : 0
        guard header.pointee.smallMoves >= Learning.restartAfter else { return }
        header.pointee.smallMoves = 0
        header.pointee.slowScale = min(header.pointee.slowScale, 2 * header.pointee.fastScale)
    }

    /// What the seasons' tables say of an observation, before they learn from it; NaN where they do not know.
    struct SeasonalValues {
        var season = Float.nan
        var lastSeason = Float.nan
        var longSeason = Float.nan
        /// How much of the difference to the observation before is the season's.
        var taken: Float = 0
    }

    /// Goes to the observation's place in the seasons' tables, which learn from what has been passed.
    private func updateSeasons(
        _ value: Double, _ difference: Float, _ steps: Float, at time: Int64, _ series: SeriesBlock, isFirst: Bool
    ) -> SeasonalValues {
        let header = series.header
        var said = SeasonalValues()
        guard header.pointee.seasons > 0 else { return said }
        let scale = header.pointee.scale
        let relative = Float(value - header.pointee.anchor)
        let span = isFirst ? 1 : steps
        let limit = Learning.knotLimit * scale
        let table = series.season
        let here = place(of: time, in: table)
        table.enter(here, share: Learning.knotShares.0, startsFromLast: true)
        table.forgetStray(at: here, from: relative, far: Learning.shiftLimit * scale, near: limit)
        said.season = table.value(at: here)
        let guess = table.guess(at: here)
        if !isFirst {
            let before = table.guess(at: place(of: header.pointee.newestTime, in: table))
            believe(difference, clipped((guess - before) / scale, to: 100), series)
        }
        let taken = share(of: header.pointee) * (guess - table.mean)
        said.taken = isFirst ? 0 : taken - header.pointee.seasonTaken
        header.pointee.seasonTaken = taken
        table.note(clipped(relative - guess, to: table.isNew(here) ? 1e37 : limit), at: here, span: span)
        said.lastSeason = visit(
            series.lastSeason, share: Learning.knotShares.1, startsFromLast: true, at: time, relative, limit, span)
        if header.pointee.seasons > 1 {
            said.longSeason = visit(
                series.longSeason, share: Learning.knotShares.2, startsFromLast: false, at: time, relative - guess,
                limit, span)
        }
        return said
    }

    /// - Returns: what the table says of the place.
    private func visit(
        _ table: SeasonalTable, share: Float, startsFromLast: Bool, at time: Int64, _ value: Float, _ limit: Float,
        _ span: Float
    ) -> Float {
        let here = place(of: time, in: table)
        table.enter(here, share: share, startsFromLast: startsFromLast)
        table.forgetStray(at: here, from: value, far: limit / Learning.knotLimit * Learning.shiftLimit, near: limit)
        let known = table.value(at: here)
        let guess = known == known ? known : (startsFromLast ? table.guess(at: here) : 0)
        table.note(clipped(value - guess, to: table.isNew(here) ? 1e37 : limit), at: here, span: span)
        return known
    }

    /// The regression of differences on those of the season.
    private func believe(_ difference: Float, _ change: Float, _ series: SeriesBlock) {
        let header = series.header
        let moved = clipped(difference / header.pointee.scale, to: 4)
        header.pointee.seasonCross = header.pointee.seasonCross * Learning.seasonDiscount + change * moved
        header.pointee.seasonSquare = header.pointee.seasonSquare * Learning.seasonDiscount + change * change
    }

    private func share(of header: BlockHeader) -> Float {
        seasonShare(Eight(repeating: header.seasonCross), Eight(repeating: header.seasonSquare))[0]
    }

    /// - Parameter remaining: the difference to the observation before, without what is the season's.
    private func updateCells(_ remaining: Float, _ steps: Float, _ series: SeriesBlock) {
        let header = series.header
        let scale = header.pointee.scale
        let leastGain = 1 / Float(header.pointee.observations)
        let features = series.features
        features[0] = 1
        series.levelCells.advance(
            LevelCells.Input(difference: remaining, span: steps, scale: scale, leastGain: leastGain), timeConstants,
            features: features + 1)
        let lags = (header.pointee.lags.0 - remaining, header.pointee.lags.1 - remaining)
        let first = 1 + LevelCells.count
        features[first] = clipped(-remaining / scale * 0.707_106_8, to: 15)
        features[first + 1] = clipped(lags.0 / scale * 0.577_350_3, to: 15)
        features[first + 2] = clipped(lags.1 / scale * 0.5, to: 15)
        header.pointee.lags = (-remaining, lags.0)
    }

    /// Remembers the observation as an origin: on average one a step, so that bursts leave room for the past.
    private func store(
        _ value: Double, _ clock: Int64, _ time: Int64, _ fraction: Float, _ said: SeasonalValues,
        _ series: SeriesBlock
    ) {
        let header = series.header
        let step = unit(header.pointee)
        header.pointee.isOriginNewest = 0
        guard header.pointee.origins == 0 || clock >= header.pointee.nextOrigin - step / 4 else { return }
        header.pointee.nextOrigin =
            header.pointee.origins == 0 ? clock + step : max(header.pointee.nextOrigin + step, clock + step / 2)
        header.pointee.isOriginNewest = 1
        header.pointee.origins += 1
        let head = series.advanceOrigins()
        let isLearnable = header.pointee.moving >= Learning.movingBeforeLearning
        for feature in 0..<layout.featureCount {
            series.originFeatures(feature)[head] = Float16(series.features[feature])
            series.originGains(feature)[head] = isLearnable ? Float16(series.gain[feature]) : 0
        }
        series.originTimes[head] = clock
        if settings.counting == .observations { series.originMoments[head] = time }
        series.originValues[head] = value
        series.originTicks[head] = Int32(truncatingIfNeeded: header.pointee.tick)
        series.originFractions[head] = fraction
        series.originScales[head] = header.pointee.scale
        series.originLags[head] = UInt8(header.pointee.lag)
        series.originSeasons(0)[head] = said.season
        series.originSeasons(1)[head] = said.lastSeason
        series.originSeasons(2)[head] = said.longSeason
        guard isLearnable else { return }
        header.pointee.learnableOrigins += 1
        guard header.pointee.seasons > 0 else { return }
        let discount = Learning.seasonDiscount
        let distances = (
            distance(of: head, from: 0, series), distance(of: head, from: 1, series),
            distance(of: head, from: 2, series)
        )
        let squares = header.pointee.distanceSquares
        header.pointee.distanceSquares = (
            squares.0 * discount + distances.0 * distances.0, squares.1 * discount + distances.1 * distances.1,
            squares.2 * discount + distances.2 * distances.2
        )
    }
}
