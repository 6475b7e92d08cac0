extension Timestamp {
    /// The same moment to the minute, for people: `2026-01-31 12:00`.
    package var minute: String { String(rfc3339.prefix(16)).replacing("T", with: " ") }
}
