/// What a field of a log line holds.
package enum LogValue: Sendable, ExpressibleByStringInterpolation {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)

    package init(stringLiteral text: String) { self = .text(text) }
}
