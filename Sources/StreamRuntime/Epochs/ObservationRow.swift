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
    /// What the forecast issued at the observation before this one had said of this time; NaN where it said nothing.
    package var expected: Double = .nan
    /// Where the bounds that go with ``expected`` start in ``Epoch/expectedBounds``: lower and upper for each level of the
    /// model's ``ForecastForm``; nil where nothing was expected.
    package var boundsStart: Int?

    /// log10 of the return period, in observations, of what this observation shows that was not there before; 0 when it shows
    /// nothing new, NaN when the model does not look for anomalies.
    package var score: Double = .nan
    /// How unusual the observation is, new or not: what ``score`` would be if an episode were not reported once.
    package var evidence: Double = .nan

    package init(offset: Int64, series: SeriesNumber?, time: Timestamp?, value: Double, disposition: Disposition) {
        self.offset = offset
        self.series = series
        self.time = time
        self.value = value
        self.disposition = disposition
    }
}
