import Foundation

/// Passes on a score that is clearly above what was passed on lately; all others become 0. What baselines are put behind, so
/// that one episode is one alarm.
struct Refractory {
    private static let rest = 100.0
    private static let fading = 150.0
    private static let clearly = 1.1

    private var newest = 0.0
    private var age = Double.infinity

    mutating func pass(_ score: Double) -> Double {
        age += 1
        let memory = age <= Self.rest ? newest : newest * exp(-(age - Self.rest) / Self.fading)
        guard score > memory * Self.clearly else { return 0 }
        (newest, age) = (score, 0)
        return score
    }
}
