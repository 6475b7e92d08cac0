import Foundation
import TimeSeries

extension Notification {
    /// What is alerted, for people: `dl_mbps of cell-7`, or `312 incidents of noc (region north)`.
    package var subject: String {
        guard memberCount > 0 else { return "\(metric) of \(key)" }
        let common = labels.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        return "\(memberCount) incidents of \(policy)" + (common.isEmpty ? "" : " (\(common))")
    }

    /// How unusual it is, for people: `once in 34 days`; empty where it is not known.
    package var rarity: String {
        ReturnPeriod(of: returnPeriodSeconds * 1e6)?.words ?? ""
    }

    /// What was expected, for people: `85.1 (70.2 to 99)`; empty where nothing was.
    package var expectation: String {
        guard expected.isFinite else { return "" }
        guard lower.isFinite, upper.isFinite else { return Self.figure(expected) }
        return "\(Self.figure(expected)) (\(Self.figure(lower)) to \(Self.figure(upper)))"
    }

    /// A number with six significant digits.
    package static func figure(_ number: Double) -> String {
        number.isFinite ? String(format: "%.6g", number) : "none"
    }
}
