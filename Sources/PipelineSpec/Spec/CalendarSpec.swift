/// The calendar that a forecaster's seasons follow.
package struct CalendarSpec: Equatable, Sendable {
    /// Whose clock they follow; nil is UTC.
    package var timeZone: TimeZoneSpec?
    /// Days that are like another day of the week; nil when there is no file of them.
    package var holidays: HolidaysSpec?
}
