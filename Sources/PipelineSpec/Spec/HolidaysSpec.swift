/// A file of holidays, as it was read.
package struct HolidaysSpec: Equatable, Sendable {
    /// A day that is like another day of the week.
    package struct Holiday: Equatable, Sendable {
        /// Days since 1970-01-01 in civil time.
        package var day: Int64
        package var countsAs: Weekday
    }

    /// The path as the pipeline's file writes it.
    package var path: String
    /// By day, each once.
    package var holidays: [Holiday]
}
