/// Counts of values by what became of them, and of what was found in them.
///
/// A record of a source that lists *m* values counts as *m* received, also when it cannot be decoded, so that
/// `received = forecast + warming + late + duplicate + filtered + deadLettered` always.
package struct Tally: Equatable, Sendable {
    private var counts: [Int64] = Array(repeating: 0, count: Disposition.allCases.count)

    package init() {}

    /// How many values had this fate.
    package subscript(disposition: Disposition) -> Int64 {
        get { counts[Int(disposition.rawValue)] }
        set { counts[Int(disposition.rawValue)] = newValue }
    }

    /// The number of values received, counted where records enter and not as the sum of what became of them.
    package var received: Int64 = 0

    /// Anomalies that began, and changes of incidents that were told.
    package var anomalies: Int64 = 0
    package var alerts: Int64 = 0

    /// Whether every value received is accounted for.
    package var addsUp: Bool { received == counts.reduce(0, +) }

    package static func += (left: inout Tally, right: Tally) {
        left.received += right.received
        left.anomalies += right.anomalies
        left.alerts += right.alerts
        for disposition in Disposition.allCases { left[disposition] += right[disposition] }
    }
}
