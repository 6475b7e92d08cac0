extension Int64 {
    /// The sum, or the largest or least number where it would be beyond.
    package func addingWithLimit(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
