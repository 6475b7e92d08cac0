import LiquidCells
import NumericKernels

/// The mixture of what the experts say of the coming steps.
extension LiquidForecaster {
    /// Fills the rows of mixtures and of the sizes of their errors, in units of the scale from the newest observation.
    ///
    /// - Parameter remembering: whether the newest observation is an origin that will be learned from.
    func mix(_ series: SeriesBlock, _ rows: Rows, remembering: Bool) {
        let header = series.header.pointee
        let horizon = settings.horizon
        let inverse = 1 / header.scale
        findReadout(series, rows)
        if header.seasons > 0 { findSeasons(series, rows, inverse) }
        let margin = 0.5 * (header.highest - header.lowest)
        let lowest = Float(header.lowest - margin - header.newestValue) * inverse
        let highest = Float(header.highest + margin - header.newestValue) * inverse
        let (readout, naive, difference) = (
            rows.expert(.readout), rows.expert(.seasonalNaive), rows.expert(.seasonalDifference)
        )
        let lag = Int(header.lag)
        var phase = 0
        let fraction = Float(Double(header.clock - header.tick * unit(header)) / Double(unit(header)))
        let (bare, believed) = (rows.readout, rows.believedChange)
        for index in 0..<horizon {
            let change = header.seasons > 0 ? believed[index] : 0
            readout[index] = min(highest, max(lowest, bare[index] + change))
            (naive[index], difference[index]) = seasonal(
                lag, phase: phase, value: header.newestValue, tick: Int32(truncatingIfNeeded: header.tick),
                fraction: fraction,
                inverse: inverse, series)
            phase = phase + 1 >= lag ? 0 : phase + 1
        }
        addShares(series, rows)
        let (variances, lessons) = (series.variances, series.lessons)
        let (mixture, size) = (rows.mixture, rows.size)
        for index in 0..<horizon {
            mixture[index] = clipped(mixture[index], to: 6e4)
            size[index] =
                lessons[index] > 0 ? (variances[index] + 1e-12).squareRoot() : 1.3 * Float(index + 1).squareRoot()
        }
        guard remembering else { return }
        let number = newestOriginNumber(series)
        for index in 0..<horizon {
            series.issued(number + Int64(index + 1))[index] = Float16(mixture[index])
            series.issuedSizes(number + Int64(index + 1))[index] = Float16(min(size[index], 6e4))
        }
    }

    private func findReadout(_ series: SeriesBlock, _ rows: Rows) {
        let (readout, features) = (rows.readout, series.features)
        byEights(settings.horizon) { start, mask in
            var sum = Eight.zero
            for feature in 0..<layout.featureCount {
                // What is learned from is what was remembered: half precision.
                let value = Float(Float16(features[feature]))
                sum.addProduct(eight(series.weights(feature), at: start), Eight(repeating: value))
            }
            store(sum, to: readout, at: start, where: mask)
        }
    }

    /// What the tables say of the coming steps, and the experts with them.
    private func findSeasons(_ series: SeriesBlock, _ rows: Rows, _ inverse: Float) {
        let header = series.header.pointee
        let horizon = settings.horizon
        let (season, lastSeason, longSeason) = (
            rows.expert(.season), rows.expert(.lastSeason), rows.expert(.longSeason)
        )
        let said = saidOfNewest(series)
        walk(series.season, from: said.season, header, inverse, rows.seasonChange)
        walk(series.lastSeason, from: said.lastSeason, header, inverse, lastSeason)
        let value = Float(header.newestValue - header.anchor)
        func returns(_ table: Int, _ square: Float, _ row: Row) {
            let distance = distance(
                Eight(repeating: value), Eight(repeating: table == 1 ? said.lastSeason : said.season),
                Eight(repeating: table == 2 ? said.longSeason : 0), Eight(repeating: inverse))
            let cross = series.distanceCrosses(table)
            let perSquare = 1 / (square + 1e-6)
            byEights(horizon) { start, mask in
                let share = clipped(eight(cross, at: start) * perSquare, to: Eight(repeating: 1))
                store(eight(row, at: start) + share * distance, to: row, at: start, where: mask)
            }
        }
        let (changes, believed) = (rows.seasonChange, rows.believedChange)
        let (crosses, squares) = (series.seasonCrosses, series.seasonSquares)
        byEights(horizon) { start, mask in
            let change = eight(changes, at: start)
            store(change, to: season, at: start, where: mask)
            let share = seasonShare(eight(crosses, at: start), eight(squares, at: start))
            store(change * share, to: believed, at: start, where: mask)
        }
        if header.seasons > 1 {
            walk(series.longSeason, from: said.longSeason, header, inverse, longSeason)
            for index in 0..<horizon { longSeason[index] += rows.seasonChange[index] }
            returns(2, header.distanceSquares.2, longSeason)
        }
        returns(0, header.distanceSquares.0, season)
        returns(1, header.distanceSquares.1, lastSeason)
    }

    /// What the tables say of the newest observation's place.
    private func saidOfNewest(_ series: SeriesBlock) -> SeasonalValues {
        let header = series.header.pointee
        var said = SeasonalValues()
        said.season = series.season.value(at: place(of: header.newestTime, in: series.season))
        said.lastSeason = series.lastSeason.value(at: place(of: header.newestTime, in: series.lastSeason))
        if header.seasons > 1 {
            said.longSeason = series.longSeason.value(at: place(of: header.newestTime, in: series.longSeason))
        }
        return said
    }

    /// A table's changes over the coming steps, in units of the scale; 0 where one is not known.
    private func walk(
        _ table: SeasonalTable, from now: Float, _ header: BlockHeader, _ inverse: Float, _ changes: Row
    ) {
        var done = 0
        while done < settings.horizon {
            let next = nextWalk(
                around: table, from: header.newestTime + Int64(done) * header.step, step: header.step,
                most: settings.horizon - done)
            var walk = next.walk
            for index in done..<done + next.count {
                let change = (table.value(at: walk.next()) - now) * inverse
                changes[index] = knownChange(change)
            }
            done += next.count
        }
    }

    /// The mixture by the experts' shares: regrets above 0 over their squares, and a little for each.
    private func addShares(_ series: SeriesBlock, _ rows: Rows) {
        let count = expertCount(series.header.pointee)
        let horizon = settings.horizon
        let explored = Learning.exploration / Float(count)
        let mixture = rows.mixture
        byEights(horizon) { start, mask in
            var (total, sum, plain) = (Eight.zero, Eight.zero, Eight.zero)
            for expert in 0..<count {
                let (regret, square) = (series.regrets(expert), series.squares(expert))
                let share = larger(Eight.zero, eight(regret, at: start)) / (1 + eight(square, at: start))
                let said = Expert(rawValue: expert) ?? .persistence
                let claim = said == .persistence ? Eight.zero : eight(rows.expert(said), at: start)
                total += share
                sum += share * claim
                plain += claim
            }
            let mixed = Eight.zero.replacing(with: sum / total, where: total .> 0)
            store((1 - Learning.exploration) * mixed + explored * plain, to: mixture, at: start, where: mask)
        }
    }
}
