import AnomalyScoring
import Foundation
import StreamRuntime
import TimeSeries

/// Says what an anomaly is, in words for somebody who has been woken by it: what the series does, what was expected, and how
/// often that happens in this series.
struct AnomalySentence {
    private let series: String
    private let possible: (lowest: Double, highest: Double)

    /// - Parameter possible: the values that the pipeline's file allows; nil or infinite has no end.
    init(_ identity: SeriesIdentity, possible: (lowest: Double?, highest: Double?) = (nil, nil)) {
        series = "\(identity.metric) of \(identity.key)"
        self.possible = (possible.lowest ?? -.infinity, possible.highest ?? .infinity)
    }

    /// The anomaly by itself; when it is over, that stands at the end.
    func text(_ anomaly: AnomalyRow) -> String {
        anomaly.change == .ended ? "\(what(anomaly)); it is over\(length(anomaly, ", after "))" : what(anomaly)
    }

    /// As those are told who were told that it began: first of all that it is over.
    func news(_ anomaly: AnomalyRow) -> String {
        anomaly.change == .ended ? "Over\(length(anomaly, " after ")): \(what(anomaly))" : what(anomaly)
    }

    private func what(_ anomaly: AnomalyRow) -> String {
        "\(series) \(happening(anomaly))" + (rarity(anomaly).map { "; \($0)" } ?? "")
    }

    private func happening(_ anomaly: AnomalyRow) -> String {
        let isOver = anomaly.change == .ended
        let value = Self.number(anomaly.value)
        let usual = usual(anomaly)
        let expected = usual.map { " where \($0) was expected" } ?? ""
        switch anomaly.kind {
        // A shift, or a burst: what it does there is not known.
        case .level where anomaly.lower <= anomaly.value && anomaly.value <= anomaly.upper:
            // Many small deviations to one side, of which none is unusual by itself.
            let place = anomaly.expected.isFinite ? " where about \(Self.number(anomaly.expected)) was expected" : ""
            return "\(isOver ? "had" : "has") drifted off its level, to \(value)\(place)"
        case .level: return "\(isOver ? "was" : "is") off its level, at \(value)\(expected)"
        case .spike: return "rose to \(value)\(expected)"
        case .dip: return "fell to \(value)\(expected)"
        case .season:
            return
                "\(isOver ? "was" : "is") \(value)\(usual.map { " where \($0) is usual" } ?? ", which is unusual") at this time"
        case .volatility:
            return "\(isOver ? "moved unlike itself, \(value) then" : "moves unlike itself, \(value) now")\(expected)"
        case .stuck:
            return isOver
                ? "was stuck at \(value)\(expected)" : "has been stuck at \(value)\(lasting(anomaly))\(expected)"
        case .absent:
            return isOver
                ? "was silent after \((anomaly.since ?? anomaly.start).minute) UTC"
                : "has been silent\(lasting(anomaly)), since \((anomaly.since ?? anomaly.start).minute) UTC"
        case .range: return "\(isOver ? "was" : "is") \(value), which cannot be: \(limits(anomaly.value))"
        }
    }

    /// For how long, up to the peak; nothing where it begins there.
    private func lasting(_ anomaly: AnomalyRow) -> String {
        let since = anomaly.since ?? anomaly.start
        guard anomaly.peak > since else { return "" }
        return " for \(SpanText.words(microseconds: Double(anomaly.peak.microseconds - since.microseconds)))"
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
        guard let period = ReturnPeriod(of: anomaly.returnPeriodMicroseconds) else { return nil }
        let often = "\(period < .longest ? "about " : "")\(period.words) in this series"
        switch anomaly.kind {
        case .absent, .range: return nil
        case .level, .season: return "so unusual \(often)"
        case .spike: return "so high \(often)"
        case .dip: return "so low \(often)"
        case .volatility: return "so restless \(often)"
        // What a rule forbids has no rarity.
        case .stuck: return anomaly.score < AnomalyDetector.ruleScore ? "for so long \(often)" : nil
        }
    }

    /// How long it was, of a silence up to what broke it, after some words; nothing where it was but a moment.
    private func length(_ anomaly: AnomalyRow, _ words: String) -> String {
        let from = (anomaly.since ?? anomaly.start).microseconds
        let to = anomaly.kind == .absent ? anomaly.end?.microseconds ?? from : anomaly.last.microseconds
        return to > from ? words + SpanText.words(microseconds: Double(to - from)) : ""
    }

    /// Three significant digits, or all before the point, by thousands where there are five and more.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "nothing" }
        let size = abs(value)
        guard size >= 1e-4, size < 1e15 else { return String(format: "%.3g", value) }
        let digits = size >= 100 ? 0 : max(0, 2 - Int(log10(size).rounded(.down)))
        let text = String(format: "%.\(digits)f", value)
        guard text.contains(".") else { return size < 9_999.5 ? text : byThousands(text) }
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    /// The digits of a whole number in groups: `138,797,000`.
    private static func byThousands(_ text: String) -> String {
        let digits = text.drop { $0 == "-" }
        let groups = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
        }
        return text.prefix(text.count - digits.count) + groups.joined()
    }
}
