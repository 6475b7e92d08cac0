package import TimeSeries

/// One forecast as it was issued, in the unit of its series.
package struct IssuedForecast {
    package var origin: Timestamp
    /// The observation from which it was issued.
    package var value: Double
    /// Time from one horizon to the next, in microseconds.
    package var stepMicroseconds: Int64
    /// The expected values at horizons 1…H.
    package var means: ArraySlice<Double>
    /// The bounds of each level, in the order of ``ScoringSettings/levels``, at horizons 1…H.
    package var bounds: [(lower: ArraySlice<Double>, upper: ArraySlice<Double>)]

    package init(
        origin: Timestamp, value: Double, stepMicroseconds: Int64, means: ArraySlice<Double>,
        bounds: [(lower: ArraySlice<Double>, upper: ArraySlice<Double>)]
    ) {
        self.origin = origin
        self.value = value
        self.stepMicroseconds = stepMicroseconds
        self.means = means
        self.bounds = bounds
    }
}
