import TimeSeries

@testable import AnomalyScoring

/// A series with forecasts that know its signal and its noise, under a detector; an observation every five minutes.
final class ForecastSeries {
    static let step: Int64 = 300_000_000
    static let horizon = 24

    let detector: AnomalyDetector
    let block: UnsafeMutableRawPointer
    private(set) var index: Int64 = 0
    private var chance: UInt64
    private let signal: (Int64) -> Double
    private let deviation: Double
    private let transform: (Double) -> Double
    private var forecast = [Double](repeating: .nan, count: 3 * horizon)
    private var hasForecast = false

    init(
        _ settings: DetectorSettings? = nil, seed: UInt64 = 1, deviation: Double = 1,
        transform: @escaping (Double) -> Double = { $0 }, signal: @escaping (Int64) -> Double = { _ in 0 }
    ) {
        detector = AnomalyDetector(settings ?? Self.settings())
        block = .allocate(byteCount: detector.blockByteCount, alignment: 64)
        detector.prepare(block)
        chance = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.deviation = deviation
        self.transform = transform
        self.signal = signal
    }

    deinit { block.deallocate() }

    static func settings(_ change: (inout DetectorSettings) -> Void = { _ in }) -> DetectorSettings {
        var settings = DetectorSettings(horizon: horizon, severities: [(.warning, .observations(3_000))])
        change(&settings)
        return settings
    }

    private func uniform() -> Double {
        chance ^= chance >> 12
        chance ^= chance << 25
        chance ^= chance >> 27
        return Double((chance &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
    }

    /// About normal: the sum of twelve uniform numbers.
    private func noise() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } * deviation }

    /// The next observation: signal and noise, moved by something, or something else altogether.
    ///
    /// - Parameter forecasts: whether the forecasts follow what is added.
    @discardableResult
    func next(add extra: Double = 0, value other: Double? = nil, noiseTimes: Double = 1, following: Double = 0)
        -> Detection
    {
        let time = index * Self.step
        let plain = signal(index) + noise() * noiseTimes + extra
        let value = transform(other ?? plain)
        let expectation = Expectation(
            mean: forecast[0], lower: forecast[Self.horizon], upper: forecast[2 * Self.horizon])
        let known = hasForecast
        for horizon in 0..<Self.horizon {
            let mean = signal(index + 1 + Int64(horizon)) + following
            forecast[horizon] = transform(mean)
            forecast[Self.horizon + horizon] = transform(mean - 1.2816 * max(deviation, 1e-3))
            forecast[2 * Self.horizon + horizon] = transform(mean + 1.2816 * max(deviation, 1e-3))
        }
        hasForecast = true
        index += 1
        return forecast.withUnsafeBufferPointer {
            detector.observe(
                block, value: value, at: time, step: Self.step, expected: known ? expectation.mean : .nan,
                bounds: known ? (expectation.lower, expectation.upper) : (.nan, .nan), forecast: $0.baseAddress)
        }
    }

    /// Time passes without observations, longer than forecasts look ahead.
    func skip(_ count: Int64) {
        index += max(count, Int64(Self.horizon))
        hasForecast = false
    }

    @discardableResult
    func run(_ count: Int, noiseTimes: Double = 1) -> [Detection] {
        (0..<count).map { _ in next(noiseTimes: noiseTimes) }
    }

    var episode: Episode { detector.episode(block) }
    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: block, count: detector.blockByteCount)) }
}
