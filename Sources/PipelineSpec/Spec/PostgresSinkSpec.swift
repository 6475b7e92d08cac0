/// `type: postgres`.
package struct PostgresSinkSpec: Sendable {
    /// A libpq connection string or URL.
    package var url: Secret
    /// `forecasts.history`: every n-th forecast of a series is kept in the history; 0 keeps none.
    package var historyEvery: Int
    /// `forecasts.keep`: how long history is kept, in microseconds; nil keeps it for ever.
    package var keepForecastsMicroseconds: Int64?
    /// `observations.write`: whether observations are written with what was expected of them.
    package var writesObservations: Bool
    /// `observations.keep`, in microseconds; nil keeps them for ever.
    package var keepObservationsMicroseconds: Int64?
    /// `anomalies.keep`: how long anomalies and alerts that are over are kept, in microseconds; nil keeps them for ever.
    package var keepAnomaliesMicroseconds: Int64?

    package init(
        url: Secret, historyEvery: Int = 1, keepForecastsMicroseconds: Int64? = nil, writesObservations: Bool = true,
        keepObservationsMicroseconds: Int64? = nil
    ) {
        self.url = url
        self.historyEvery = historyEvery
        self.keepForecastsMicroseconds = keepForecastsMicroseconds
        self.writesObservations = writesObservations
        self.keepObservationsMicroseconds = keepObservationsMicroseconds
    }
}
