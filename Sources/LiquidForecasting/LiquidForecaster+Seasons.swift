import LiquidCells
import NumericKernels

/// What the seasons' tables say of targets that have arrived, and what is learned of it.
extension LiquidForecaster {
    /// What the tables say of the change from each origin to the target, and what the experts make of it.
    func findSeasons(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        if settings.counting == .time {
            findChanges(run, series, rows, 0, run.count, run.moment)
        } else {
            let moments = series.originMoments + Int(series.header.pointee.head) + run.age
            let step = series.header.pointee.step
            for index in 0..<run.count {
                findChanges(
                    run, series, rows, index, index + 1, moments[index] + Int64(run.horizon + index + 1) * step)
            }
        }
        learnSeasons(run, series, rows)
    }

    /// Changes of the tables to one moment, in units of the scale at the origin; 0 where one is not known.
    private func findChanges(
        _ run: LearningRun, _ series: SeriesBlock, _ rows: Rows, _ start: Int, _ end: Int, _ moment: Int64
    ) {
        let origin = Int(series.header.pointee.head) + run.age
        let scales = series.originScales + origin
        let season = series.season.value(at: place(of: moment, in: series.season))
        let lastSeason = series.lastSeason.value(at: place(of: moment, in: series.lastSeason))
        let (before, lastBefore) = (series.originSeasons(0) + origin, series.originSeasons(1) + origin)
        let (changes, lastChanges) = (rows.seasonChange, rows.expert(.lastSeason))
        for index in start..<end {
            let change = (season - before[index]) / scales[index]
            let lastChange = (lastSeason - lastBefore[index]) / scales[index]
            changes[index] = knownChange(change)
            lastChanges[index] = knownChange(lastChange)
        }
        guard series.header.pointee.seasons > 1 else { return }
        let longSeason = series.longSeason.value(at: place(of: moment, in: series.longSeason))
        let (longBefore, longChanges) = (series.originSeasons(2) + origin, rows.expert(.longSeason))
        for index in start..<end {
            let change = (longSeason - longBefore[index]) / scales[index]
            longChanges[index] = changes[index] + knownChange(change)
        }
    }

    /// A table's change in units of the scale, limited; 0 where an end of it is not known.
    @inline(__always)
    func knownChange(_ change: Float) -> Float { change == change ? clipped(change, to: 1e4) : 0 }

    /// How much of a season's change to believe, 0…1, by a regression of what happened on it; the 1 is for doubt.
    @inline(__always)
    func seasonShare(_ cross: Eight, _ square: Eight) -> Eight {
        smaller(Eight(repeating: 1), larger(Eight.zero, cross / (square + 1)))
    }

    /// How much of the season's change to believe, and how much of the distance from each table returns.
    private func learnSeasons(_ run: LearningRun, _ series: SeriesBlock, _ rows: Rows) {
        let errors = series.errors + run.horizon
        let (crosses, squares) = (series.seasonCrosses + run.horizon, series.seasonSquares + run.horizon)
        let (changes, believed, targets) = (rows.seasonChange, rows.believedChange, rows.target)
        byEights(run.count) { start, mask in
            let change = eight(changes, at: start)
            let (cross, square) = (eight(crosses, at: start), eight(squares, at: start))
            store(change * seasonShare(cross, square), to: believed, at: start, where: mask)
            let target = clipped(eight(targets, at: start), to: 20 * eight(errors, at: start))
            store(cross * Learning.seasonDiscount + change * target, to: crosses, at: start, where: mask)
            store(square * Learning.seasonDiscount + change * change, to: squares, at: start, where: mask)
        }
        let origin = Int(series.header.pointee.head) + run.age
        let all = series.header.pointee.distanceSquares
        for (table, (expert, square)) in [(Expert.season, all.0), (.lastSeason, all.1), (.longSeason, all.2)]
            .enumerated()
        where table < 2 || series.header.pointee.seasons > 1 {
            let said = rows.expert(expert)
            if expert == .season { said.update(from: changes, count: run.count) }
            let cross = series.distanceCrosses(table) + run.horizon
            let inverse = 1 / (square + 1e-6)
            byEights(run.count) { start, mask in
                let distance = distances(of: origin + start, from: table, series)
                let claim = eight(said, at: start)
                let returned = clipped(eight(targets, at: start) - claim, to: 20 * eight(errors, at: start))
                let known = eight(cross, at: start)
                let share = clipped(known * inverse, to: Eight(repeating: 1))
                store(claim + share * distance, to: said, at: start, where: mask)
                store(known * Learning.seasonDiscount + returned * distance, to: cross, at: start, where: mask)
            }
        }
    }

    /// How far an origin was from a table, in units of its scale; 0 where that is not known.
    @inline(__always)
    func distance(of origin: Int, from table: Int, _ series: SeriesBlock) -> Float {
        distances(of: origin, from: table, series)[0]
    }

    /// The same of eight origins.
    @inline(__always)
    private func distances(of first: Int, from table: Int, _ series: SeriesBlock) -> Eight {
        distance(
            Eight(eight(series.originValues, at: first) - series.header.pointee.anchor),
            eight(series.originSeasons(table == 1 ? 1 : 0), at: first),
            table == 2 ? eight(series.originSeasons(2), at: first) : .zero, 1 / eight(series.originScales, at: first))
    }

    /// - Parameters:
    ///   - value: relative to the anchor, as what the tables say is.
    ///   - longSeason: what goes on top of the season; NaN where that is not known, 0 for nothing.
    @inline(__always)
    func distance(_ value: Eight, _ season: Eight, _ longSeason: Eight, _ inverse: Eight) -> Eight {
        let bare = value - season
        let distance = bare.replacing(with: bare - longSeason, where: longSeason .== longSeason)
        let scaled = clipped(distance * inverse, to: Eight(repeating: 1e4))
        return Eight.zero.replacing(with: scaled, where: distance .== distance)
    }
}
