/// Values between observations.
enum Interpolation {
    /// The value at `time` on the line between two observations; nil where these are further apart than `gap`.
    ///
    /// - Precondition: `time` lies between them.
    static func value(
        at time: Int64, from before: (time: Int64, value: Double), to after: (time: Int64, value: Double), gap: Int64
    ) -> Double? {
        if time == after.time { return after.value }
        let (distance, overflow) = after.time.subtractingReportingOverflow(before.time)
        guard !overflow, distance <= gap else { return nil }
        let share = Double(time - before.time) / Double(distance)
        return before.value + (after.value - before.value) * share
    }
}
