/// Numbers of a series by horizon whose average its group keeps.
struct SharedRow {
    /// What is done to a number before it is averaged.
    enum Unit {
        case itself
        /// Squares are averaged as their roots, so that one series with large ones does not decide alone.
        case root
        /// A discounted sum over `lessons` is averaged as what it has of each.
        case sum(lessons: Float)
    }

    let numbers: UnsafeMutablePointer<Float>
    let unit: Unit
    /// The largest magnitude of an average.
    let limit: Float
}
