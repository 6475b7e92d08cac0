import Foundation
import TimeSeries

/// Where an axis has marks, and what stands at them.
enum Ticks {
    /// Round numbers inside a range: multiples of 1, 2 or 5 times a power of ten.
    static func numbers(in range: ClosedRange<Double>, atMost limit: Int) -> [Double] {
        let span = range.upperBound - range.lowerBound
        guard span > 0, span.isFinite else { return [range.lowerBound] }
        let power = pow(10, floor(log10(span / Double(limit))))
        let step = [1.0, 2, 5, 10, 20, 50].map { $0 * power }.first { span / $0 <= Double(limit) } ?? span
        let first = Int64((range.lowerBound / step).rounded(.up))
        let last = Int64((range.upperBound / step).rounded(.down))
        return first <= last ? (first...last).map { Double($0) * step } : [range.lowerBound]
    }

    /// Labels of numbers, with as many decimals as tell them apart, in the unit that makes them shortest: `250k`, `1,002`,
    /// `0.02`.
    static func labels(of numbers: [Double]) -> [String] {
        let units: [(size: Double, suffix: String)] = [(1, ""), (1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T")]
        let candidates = units.compactMap { labels(of: numbers, $0.size, $0.suffix) }
        return candidates.min { $0.joined().count < $1.joined().count } ?? numbers.map { Figures.number($0) }
    }

    /// - Returns: nil when six decimals are not enough, or the numbers are too large to be written so.
    private static func labels(of numbers: [Double], _ size: Double, _ suffix: String) -> [String]? {
        let largest = numbers.map(abs).max() ?? 0
        guard largest / size < 1e9 else { return nil }
        for decimals in 0...6 {
            let texts = numbers.map { Figures.fixed($0 / size, decimals: decimals) }
            let areExact = zip(texts, numbers).allSatisfy { text, number in
                abs((Double(text) ?? .nan) * size - number) <= largest * 1e-9
            }
            guard areExact else { continue }
            return zip(texts, numbers).map { text, number in
                if number == 0 { return "0" }
                return decimals == 0 && abs(number / size) >= 1_000
                    ? Figures.count(Int64(number / size)) + suffix : text + suffix
            }
        }
        return nil
    }

    private static let hour: Int64 = 3_600_000_000
    private static let day: Int64 = 24 * hour
    private static let steps: [Int64] = [
        1_000, 10_000, 100_000, 1_000_000, 5_000_000, 15_000_000, 30_000_000, hour / 60, hour / 30, hour / 12, hour / 6,
        hour / 4, hour / 2, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day,
    ]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Round moments inside a range, each with its label: a time of day, a day where one begins, the first of a month where
    /// they are far apart.
    static func times(in range: ClosedRange<Int64>, atMost limit: Int) -> [(time: Int64, label: String)] {
        let span = range.upperBound - range.lowerBound
        guard let step = steps.first(where: { span / $0 < Int64(limit) }) else { return months(in: range, limit) }
        var time = (range.lowerBound / step) * step
        if time < range.lowerBound { time += step }
        return stride(from: time, through: range.upperBound, by: Int(step)).map { ($0, label(of: $0, step)) }
    }

    private static func label(of time: Int64, _ step: Int64) -> String {
        let text = Timestamp(microseconds: time).rfc3339
        if time % day == 0 {
            return
                "\(Int(text.dropFirst(8).prefix(2)) ?? 0) \(Int(text.dropFirst(5).prefix(2)).map { months[$0 - 1] } ?? "")"
        }
        let clock = text.dropFirst(11)
        return String(step >= hour / 60 ? clock.prefix(5) : step >= 1_000_000 ? clock.prefix(8) : clock.prefix(12))
    }

    private static func months(in range: ClosedRange<Int64>, _ limit: Int) -> [(time: Int64, label: String)] {
        let first = Timestamp(microseconds: range.lowerBound).rfc3339
        guard let year = Int(first.prefix(4)), let month = Int(first.dropFirst(5).prefix(2)) else { return [] }
        let count = Int((range.upperBound - range.lowerBound) / (28 * day))
        let step = [1, 2, 3, 6, 12, 24, 60, 120].first { count / $0 < limit } ?? 1_200
        let start = year * 12 + month - 1
        return (start...start + count + step).filter { $0 % step == 0 }.compactMap { number in
            let (year, month) = (String(number / 12), number % 12 + 1)
            let day = "\(String(repeating: "0", count: 4 - year.count))\(year)-\(month < 10 ? "0" : "")\(month)-01"
            guard let time = Timestamp(rfc3339: "\(day)T00:00:00Z")?.microseconds, range.contains(time) else {
                return nil
            }
            return (time, "\(months[month - 1]) \(year)")
        }
    }
}
