import LiquidForecasting

/// The forecasts that one series was given, each as it was issued, before any of its targets had arrived.
struct IssuedForecasts {
    /// Which rows of a forecast are kept.
    enum Kept { case means, all }

    let horizon: Int
    let counting: ForecasterSettings.Counting
    let step: Int64
    /// Numbers kept of each forecast.
    private let width: Int
    /// NaN where none was issued.
    private var numbers: [Double]

    /// Runs a forecaster over a series.
    ///
    /// - Parameter step: in microseconds; nil is the median of the first 200 differences.
    init(
        _ series: RecordedSeries, horizon: Int, counting: ForecasterSettings.Counting = .time, step: Int64? = nil,
        keeping kept: Kept = .means
    ) {
        self.horizon = horizon
        self.counting = counting
        self.step = step ?? series.step
        let forecaster = LiquidForecaster(
            ForecasterSettings(horizon: horizon, stepMicroseconds: self.step, counting: counting))
        width = kept == .means ? horizon : forecaster.forecastCount
        numbers = Array(repeating: .nan, count: width * series.values.count)
        let block = UnsafeMutableRawPointer.allocate(byteCount: forecaster.blockByteCount, alignment: 64)
        let buffer = UnsafeMutablePointer<Double>.allocate(capacity: forecaster.bufferCount)
        buffer.initialize(repeating: 0, count: forecaster.bufferCount)
        defer {
            block.deallocate()
            buffer.deallocate()
        }
        forecaster.prepare(block)
        for origin in series.values.indices {
            let advance = forecaster.advance(
                block, to: series.values[origin], atMicroseconds: series.times[origin], forecast: buffer)
            guard advance.outcome == .learned, !advance.isWarming else { continue }
            for column in 0..<width { numbers[origin * width + column] = buffer[column] }
        }
    }

    /// Forecasts that were issued elsewhere.
    ///
    /// - Parameter rows: for each observation the means, then for each level the lower and the upper bounds; empty where
    ///   there was no forecast.
    init(_ rows: [[Double]], horizon: Int, counting: ForecasterSettings.Counting, step: Int64) {
        self.horizon = horizon
        self.counting = counting
        self.step = step
        width = rows.map(\.count).max() ?? 0
        let width = width
        numbers = rows.flatMap { $0.isEmpty ? Array(repeating: .nan, count: width) : $0 }
    }

    /// - Parameters:
    ///   - origin: index of the observation.
    ///   - horizon: from 1.
    /// - Returns: NaN where none was issued.
    func mean(_ origin: Int, _ horizon: Int) -> Double { numbers[origin * width + horizon - 1] }

    /// A bound: of the narrowest level first, the lower one first.
    func bound(_ index: Int, _ origin: Int, _ horizon: Int) -> Double {
        numbers[origin * width + (1 + index) * self.horizon + horizon - 1]
    }
}
