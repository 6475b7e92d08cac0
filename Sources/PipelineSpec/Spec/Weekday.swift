/// The days of the week, in the order of ISO 8601.
package enum Weekday: String, CaseIterable, Sendable {
    case monday = "Monday"
    case tuesday = "Tuesday"
    case wednesday = "Wednesday"
    case thursday = "Thursday"
    case friday = "Friday"
    case saturday = "Saturday"
    case sunday = "Sunday"

    /// Days since Monday, 0…6.
    package var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
