package import TimeSeries

/// One issued forecast. Its numbers stand in ``Epoch/forecastValues``.
package struct ForecastRow: Sendable {
    /// The place in the partition's log of the record from which it was issued.
    package var offset: Int64
    package var series: SeriesNumber
    /// The event time of the observation from which it was issued.
    package var origin: Timestamp
    /// The observation from which it was issued.
    package var value: Double
    /// Time from one horizon to the next, in microseconds.
    package var stepMicroseconds: Int64
    /// How many observations the series has learned from, this one included: 1, 2, 3 …
    package var observations: Int64
    /// H, the number of horizons.
    package var horizon: Int
    /// Where its 5·H numbers start in ``Epoch/forecastValues``: H means, then H each of lower 80, upper 80, lower 95, upper 95.
    package var valuesStart: Int

    package init(
        offset: Int64, series: SeriesNumber, origin: Timestamp, value: Double, stepMicroseconds: Int64,
        observations: Int64,
        horizon: Int, valuesStart: Int
    ) {
        self.offset = offset
        self.series = series
        self.origin = origin
        self.value = value
        self.stepMicroseconds = stepMicroseconds
        self.observations = observations
        self.horizon = horizon
        self.valuesStart = valuesStart
    }

    /// The columns of ``Epoch/forecastValues`` that a row has, in order.
    package enum Column: Int, CaseIterable, Sendable { case mean, lower80, upper80, lower95, upper95 }

    /// Where one column of this row stands in ``Epoch/forecastValues``.
    package func range(of column: Column) -> Range<Int> {
        let start = valuesStart + column.rawValue * horizon
        return start..<start + horizon
    }
}
