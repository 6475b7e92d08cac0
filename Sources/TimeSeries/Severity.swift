/// How much an anomaly matters, least first.
package enum Severity: UInt8, CaseIterable, Comparable, Sendable {
    case info = 1
    case warning = 2
    case critical = 3

    /// The word in pipeline files, tables and alerts.
    package var name: String {
        switch self {
        case .info: "info"
        case .warning: "warning"
        case .critical: "critical"
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
