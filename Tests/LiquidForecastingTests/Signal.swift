import Foundation

/// Signals for tests, from a generator that is the same on every machine.
struct Signal {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// Uniform in 0..<1 (xorshift64*, Vigna).
    mutating func uniform() -> Double {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
    }

    /// About normal: the sum of twelve.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    /// A daily and a weekly season with noise, hourly.
    static func seasonal(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var signal = Signal(seed: seed)
        return (0..<count).map { hour in
            10 * sin(2 * .pi * Double(hour) / 24) + 4 * sin(2 * .pi * Double(hour) / 168) + 2 * signal.normal()
        }
    }

    static func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var signal = Signal(seed: seed)
        return (0..<count).map { _ in signal.normal() }
    }

    static func walk(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var level = 0.0
        return noise(count, seed: seed).map {
            level += $0
            return level
        }
    }
}
