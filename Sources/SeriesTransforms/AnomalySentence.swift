import Foundation
import StreamRuntime
import TimeSeries

/// Says what an anomaly is, in words for somebody who has been woken by it: what the series does, what was expected, and how
/// often that happens in this series.
struct AnomalySentence {
    private let series: String
    /// Ten years, in microseconds.
    private static let longest = 10 * 365.25 * 86_400e6
    private let possible: (lowest: Double, highest: Double)

    /// - Parameter possible: the values that the pipeline's file allows; nil or infinite has no end.
    init(_ identity: SeriesIdentity, possible: (lowest: Double?, highest: Double?) = (nil, nil)) {
        series = "\(identity.metric) of \(identity.key)"
        self.possible = (possible.lowest ?? -.infinity, possible.highest ?? .infinity)
    }

    func text(_ anomaly: AnomalyRow) -> String {
        var text = "\(series) \(happening(anomaly))"
        if let rarity = rarity(anomaly) { text += "; \(rarity)" }
        if anomaly.change == .ended { text += "; \(end(anomaly))" }
        return text
    }

    private func happening(_ anomaly: AnomalyRow) -> String {
        let value = Self.number(anomaly.value)
        let usual = usual(anomaly)
        switch anomaly.kind {
        case .level: return "stays at \(value)\(usual.map { " where \($0) was expected" } ?? "")"
        case .spike: return "rose to \(value)\(usual.map { " where \($0) was expected" } ?? "")"
        case .dip: return "fell to \(value)\(usual.map { " where \($0) was expected" } ?? "")"
        case .season: return "is \(value)\(usual.map { " where \($0) is usual" } ?? ", which is unusual") at this time"
        case .volatility: return "moves unlike itself, \(value) now\(usual.map { " where \($0) was expected" } ?? "")"
        case .stuck: return "is stuck at \(value)\(usual.map { " where \($0) was expected" } ?? "")"
        case .absent:
            let since = anomaly.silentSince ?? anomaly.start
            let silence = Self.duration(Double(anomaly.peak.microseconds - since.microseconds))
            return "has been silent for \(silence), since \(since.minute) UTC"
        case .range: return "is \(value), which cannot be: \(limits(anomaly.value))"
        }
    }

    /// What was expected, as words; nil when nothing was.
    private func usual(_ anomaly: AnomalyRow) -> String? {
        // Beside the value, that is zero.
        let nothing = 1e-6 * abs(anomaly.value)
        func bound(_ number: Double) -> String { Self.number(abs(number) < nothing ? 0 : number) }
        let (lower, upper) = (bound(anomaly.lower), bound(anomaly.upper))
        if anomaly.lower.isFinite, anomaly.upper.isFinite { return lower == upper ? lower : "\(lower) to \(upper)" }
        return anomaly.expected.isFinite ? "about \(Self.number(anomaly.expected))" : nil
    }

    private func limits(_ value: Double) -> String {
        if value > possible.highest { return "\(Self.number(possible.highest)) is the most" }
        return "\(Self.number(possible.lowest)) is the least"
    }

    /// How often such a thing comes; nil where it never does, or that is not known.
    private func rarity(_ anomaly: AnomalyRow) -> String? {
        guard anomaly.returnPeriodMicroseconds.isFinite, anomaly.returnPeriodMicroseconds > 0 else { return nil }
        // Further than this nobody has seen the series.
        let often =
            anomaly.returnPeriodMicroseconds < Self.longest
            ? "about once in \(Self.duration(anomaly.returnPeriodMicroseconds)) in this series"
            : "less than once in 10 years in this series"
        switch anomaly.kind {
        case .absent, .range: return nil
        case .level, .season: return "so unusual \(often)"
        case .spike: return "so high \(often)"
        case .dip: return "so low \(often)"
        case .volatility: return "so restless \(often)"
        case .stuck: return "for so long \(often)"
        }
    }

    private func end(_ anomaly: AnomalyRow) -> String {
        let from = (anomaly.silentSince ?? anomaly.start).microseconds
        let to = anomaly.kind == .absent ? anomaly.end?.microseconds ?? from : anomaly.last.microseconds
        return to > from ? "it is over, after \(Self.duration(Double(to - from)))" : "it is over"
    }

    /// Three significant digits, or all before the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "nothing" }
        let size = abs(value)
        guard size >= 1e-4, size < 1e15 else { return String(format: "%.3g", value) }
        let digits = size >= 100 ? 0 : max(0, 2 - Int(log10(size).rounded(.down)))
        let text = String(format: "%.\(digits)f", value)
        guard text.contains(".") else { return text }
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    /// The largest unit of which there are at least two, or one exactly.
    static func duration(_ microseconds: Double) -> String {
        let units: [(seconds: Double, one: String)] = [
            (365.25 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"),
        ]
        let seconds = microseconds / 1e6
        // Days are told up to a hundred: months are rough.
        for unit in units where seconds >= 2 * unit.seconds && (unit.one != "month" || seconds >= 100 * 86_400) {
            return "\(Int((seconds / unit.seconds).rounded())) \(unit.one)s"
        }
        return seconds == 1 ? "1 second" : "\(number((seconds * 10).rounded() / 10)) seconds"
    }
}
