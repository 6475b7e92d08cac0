package import TimeSeries

/// One value of one record, what was expected in its place, and what became of it.
package struct ObservationRow: Sendable {
    /// The record's place in the partition's log.
    package var offset: Int64
    /// The series; nil when the record could not be attributed to one.
    package var series: SeriesNumber?
    /// Event time; nil when it could not be read.
    package var time: Timestamp?
    /// The value observed; NaN when it could not be read.
    package var value: Double
    package var disposition: Disposition
    /// Its number in the series, 1, 2, 3 …; 0 when it was not learned from.
    package var number: Int64 = 0
    /// What the forecast issued at the observation before this one expected here, with its bounds; NaN while there was none.
    package var expected: Double = .nan
    package var lower80: Double = .nan
    package var upper80: Double = .nan
    package var lower95: Double = .nan
    package var upper95: Double = .nan

    package init(offset: Int64, series: SeriesNumber?, time: Timestamp?, value: Double, disposition: Disposition) {
        self.offset = offset
        self.series = series
        self.time = time
        self.value = value
        self.disposition = disposition
    }
}
