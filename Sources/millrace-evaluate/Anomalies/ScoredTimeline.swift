import Foundation

/// The scores of one series, or of the series of one machine, beside what is known to be wrong there.
///
/// Windows and weights follow the Numenta Anomaly Benchmark, version 1.1 (Lavin and Ahmad, Evaluating real-time anomaly
/// detection algorithms, 2015; NAB's `sweeper.py`): a detection in a window is worth the more, the earlier it comes; one
/// outside costs the more, the further it is from the window before.
struct ScoredTimeline: Sendable {
    /// In order, each once.
    let times: [Int64]
    let scores: [Double]
    /// Whether an observation is scored: the first 15 %, at most 750, are not.
    let isCounted: [Bool]
    /// The window in which an observation lies, from 0; -1 outside.
    let windows: [Int]
    /// What an alarm at an observation is worth, -1…1.
    let rewards: [Double]
    let windowCount: Int
    /// Whether an observation itself is labelled.
    let isLabelled: [Bool]

    private static let probation = 0.15
    private static let longestProbation = 750.0

    /// - Parameters:
    ///   - windows: first and last moment of each.
    ///   - points: the observations that are labelled; nil are those in the windows.
    init(times: [Int64], scores: [Double], windows: [ClosedRange<Int64>], points: Set<Int64>?) {
        self.times = times
        self.scores = scores
        let count = times.count
        let first = min((Self.probation * Double(count)).rounded(.down), Self.longestProbation)
        isCounted = times.indices.map { Double($0) >= first }
        let spans = windows.map { (Self.index(of: $0.lowerBound, times), Self.index(of: $0.upperBound, times)) }
            .sorted { $0 < $1 }
        windowCount = spans.count
        (self.windows, rewards) = Self.walk(count, spans)
        let inWindows = self.windows.map { $0 >= 0 }
        isLabelled = points.map { points in times.map(points.contains) } ?? inWindows
    }

    /// The first observation at or after a moment; the last where there is none.
    private static func index(of time: Int64, _ times: [Int64]) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return min(low, times.count - 1)
    }

    private static func walk(_ count: Int, _ spans: [(Int, Int)]) -> (windows: [Int], rewards: [Double]) {
        var windows = [Int](repeating: -1, count: count)
        var rewards = [Double](repeating: -1, count: count)
        var next = 0
        var current: (last: Int, width: Double)?
        var before: (last: Int, width: Double)?
        for index in 0..<count {
            if next < spans.count, index == spans[next].0 {
                current = (spans[next].1, Double(spans[next].1 - spans[next].0 + 1))
                next += 1
            }
            if let window = current {
                rewards[index] = sigmoid(-Double(window.last - index + 1) / window.width)
                windows[index] = next - 1
                if index == window.last { (before, current) = (window, nil) }
            } else if let before {
                let distance = Double(index - before.last) / max(before.width - 1, 1)
                rewards[index] = distance > 3 ? -1 : sigmoid(distance)
            }
        }
        return (windows, rewards)
    }

    /// NAB's scaled sigmoid, 1 far before 0 and -1 far behind it.
    static func sigmoid(_ distance: Double) -> Double { 2 / (1 + exp(5 * distance)) - 1 }
}
