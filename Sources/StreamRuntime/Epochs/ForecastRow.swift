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
    /// Where its numbers start in ``Epoch/forecastValues``: H means, then for each level of its model's ``ForecastForm`` H
    /// lower and H upper bounds.
    package var valuesStart: Int

    package init(
        offset: Int64, series: SeriesNumber, origin: Timestamp, value: Double, stepMicroseconds: Int64,
        observations: Int64, horizon: Int, valuesStart: Int
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

    /// Where its means stand in ``Epoch/forecastValues``.
    package var means: Range<Int> { column(0) }

    /// Where the lower bounds of the level at a place in ``ForecastForm/levels`` stand.
    package func lower(_ place: Int) -> Range<Int> { column(1 + 2 * place) }

    /// Where the upper bounds of the level at a place stand.
    package func upper(_ place: Int) -> Range<Int> { column(2 + 2 * place) }

    private func column(_ index: Int) -> Range<Int> {
        let start = valuesStart + index * horizon
        return start..<start + horizon
    }
}
