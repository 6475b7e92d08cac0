package import TimeSeries

/// The newest observations of a series, what one horizon's forecasts had said of them, and the newest forecast: enough to
/// draw it.
package struct RecentWindow: Sendable {
    package struct Point: Equatable, Sendable {
        package var time: Timestamp
        package var value: Double
    }

    /// What was forecast of one moment.
    package struct Band: Equatable, Sendable {
        package var time: Timestamp
        package var mean: Double
        /// Of each level, in the order of the series' levels.
        package var lower: [Double]
        package var upper: [Double]

        package init(time: Timestamp, mean: Double, lower: [Double], upper: [Double]) {
            self.time = time
            self.mean = mean
            self.lower = lower
            self.upper = upper
        }
    }

    /// How many steps ahead ``bands`` were forecast.
    package let horizon: Int
    private let counting: HorizonCounting
    private let limit: Int
    package private(set) var observations: [Point] = []
    /// In the order of their times.
    package private(set) var bands: [Band] = []
    /// The newest forecast at each horizon.
    package private(set) var newest: [Band] = []
    /// Bands that are about an observation to come, each with how many more it takes; oldest first.
    private var waiting: [(observations: Int, band: Band)] = []

    init(horizon: Int, counting: HorizonCounting, limit: Int) {
        self.horizon = horizon
        self.counting = counting
        self.limit = limit
    }

    mutating func observe(_ time: Int64, _ value: Double) {
        observations.append(Point(time: Timestamp(microseconds: time), value: value))
        if observations.count >= 2 * limit { observations.removeFirst(observations.count - limit) }
        for index in waiting.indices { waiting[index].observations -= 1 }
        if let first = waiting.first, first.observations == 0 {
            var band = waiting.removeFirst().band
            band.time = Timestamp(microseconds: time)
            bands.append(band)
        }
    }

    mutating func issue(_ forecast: IssuedForecast) {
        func band(_ horizon: Int) -> Band? {
            let (distance, overflow) = forecast.stepMicroseconds.multipliedReportingOverflow(by: Int64(horizon))
            let (time, tooLate) = forecast.origin.microseconds.addingReportingOverflow(distance)
            guard !overflow, !tooLate else { return nil }
            let index = horizon - 1
            return Band(
                time: Timestamp(microseconds: time), mean: forecast.means[forecast.means.startIndex + index],
                lower: forecast.bounds.map { $0.lower[$0.lower.startIndex + index] },
                upper: forecast.bounds.map { $0.upper[$0.upper.startIndex + index] })
        }
        if let band = band(horizon) {
            switch counting {
            case .time: bands.append(band)
            case .observations: waiting.append((horizon, band))
            }
        }
        // The newest ones are about moments that are still ahead.
        if bands.count >= 2 * limit + horizon { bands.removeFirst(bands.count - limit - horizon) }
        newest = (1...forecast.means.count).compactMap { band($0) }
    }

    /// As many observations as are drawn, and the bands about them.
    package var trimmed: RecentWindow {
        var window = self
        window.observations = observations.suffix(limit)
        guard let first = window.observations.first?.time, let last = window.observations.last?.time else {
            return self
        }
        window.bands = bands.filter { $0.time >= first && $0.time <= last }
        return window
    }
}
