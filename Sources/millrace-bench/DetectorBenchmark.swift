import AnomalyScoring
import Glibc
import TimeSeries

/// Measures the processor time of looking at one observation of a noisy daily season whose forecasts know the season.
struct DetectorBenchmark {
    /// Blocks that are visited in turn: one stays in the cache, many do not.
    let series: Int

    private static let events = 400_000
    private static let step: Int64 = 300_000_000
    private static let season = 288
    static let detector = AnomalyDetector(
        DetectorSettings(horizon: 24, severities: [(.warning, .observations(3_000))]))

    func nanosecondsPerEvent() -> Double {
        let detector = Self.detector
        let size = detector.blockByteCount
        let blocks = UnsafeMutableRawPointer.allocate(byteCount: size * series, alignment: 64)
        defer { blocks.deallocate() }
        for index in 0..<series { detector.prepare(blocks + index * size) }
        let forecasts = (0..<Self.season).map(Self.forecast)
        let rounds = max(Self.events / series, 60)
        var (start, found) = (0.0, 0.0)
        for round in 0..<rounds {
            // The first rounds learn little, and are not counted.
            if round == rounds / 3 { start = ProcessorTime.seconds() }
            let place = round % Self.season
            let expected = Self.signal(place)
            let value = expected + Self.noise(round)
            forecasts[place].withUnsafeBufferPointer { forecast in
                for index in 0..<series {
                    found +=
                        detector.observe(
                            blocks + index * size, value: value, at: Int64(round + 1) * Self.step, step: Self.step,
                            expected: expected, bounds: (expected - 2, expected + 2), forecast: forecast.baseAddress
                        ).score
                }
            }
        }
        let spent = ProcessorTime.seconds() - start
        return found.isFinite ? spent / Double((rounds - rounds / 3) * series) * 1e9 : .nan
    }

    /// About normal: the sum of four numbers that look uniform.
    private static func noise(_ round: Int) -> Double {
        var bits = UInt64(round + 1) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 29
        bits &*= 0xBF58_476D_1CE4_E5B9
        return (0..<4).reduce(-2) { sum, part in sum + Double((bits >> (16 * UInt64(part))) & 0xFFFF) / 65_536 } * 1.7
    }

    private static func signal(_ place: Int) -> Double { 10 * sin(Double(place) / Double(season) * 2 * .pi) }

    private static func forecast(after place: Int) -> [Double] {
        let means = (1...24).map { signal((place + $0) % season) }
        return means + means.map { $0 - 1.28 } + means.map { $0 + 1.28 }
    }
}
