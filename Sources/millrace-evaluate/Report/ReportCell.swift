import Foundation

/// A cell of a table.
enum ReportCell: Equatable, Sendable {
    case text(String)
    case count(Int)
    /// A number and how many digits stand behind its point; NaN where there is none.
    case number(Double, digits: Int)
    /// A share of 1 as a percentage, with its sign where that is asked for.
    case percent(Double, digits: Int, signed: Bool = false)

    /// What a table for people shows.
    var shown: String {
        switch self {
        case .text(let text): text
        case .count(let count): "\(count)"
        case .number(let number, let digits): number.isNaN ? "-" : Self.fixed(number, digits)
        case .percent(let share, let digits, let signed):
            share.isNaN ? "-" : (signed && share > 0 ? "+" : "") + Self.fixed(100 * share, digits) + "%"
        }
    }

    var isText: Bool { if case .text = self { true } else { false } }

    /// As JSON; numbers keep all that was computed, to six significant digits.
    var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .count(let count): "\(count)"
        case .number(let number, _), .percent(let number, _, _):
            number.isFinite ? String(format: "%.6g", number) : "null"
        }
    }

    private static func fixed(_ number: Double, _ digits: Int) -> String {
        String(format: abs(number) < 1e5 ? "%.\(digits)f" : "%.1e", number)
    }

    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20: String(format: "\\u%04x", scalar.value)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
