import LiquidCells

/// Where in the seasons' tables a moment stands: in civil time where there is a calendar, else in plain time.
extension LiquidForecaster {
    @inline(__always)
    func place(of time: Int64, in table: SeasonalTable) -> SeasonalTable.Place {
        guard let calendar = settings.calendar else { return table.place(at: time) }
        return table.place(at: time + calendar.stretch(at: time, inSeasonOf: table.period).shift)
    }

    /// How many of the coming steps one walk around the table can take, and where it starts: up to the next change of the
    /// clock, or of holiday and working day.
    ///
    /// - Parameters:
    ///   - time: microseconds; the first place is a step after it.
    ///   - most: at least 1.
    @inline(__always)
    func nextWalk(
        around table: SeasonalTable, from time: Int64, step: Int64, most: Int
    ) -> (walk: SeasonalTable.Walk, count: Int) {
        guard let calendar = settings.calendar else { return (table.walk(from: time, step: step), most) }
        let (shift, end) = calendar.stretch(at: time + step, inSeasonOf: table.period)
        let count = end.map { Int(min(Int64(most), ($0 - 1 - time) / step)) } ?? most
        return (table.walk(from: time + shift, step: step), count)
    }
}
