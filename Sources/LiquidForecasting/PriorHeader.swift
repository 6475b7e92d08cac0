/// The single numbers of what a group has learned, at the start of its block.
struct PriorHeader {
    /// The step that most contributions have, in microseconds.
    var step: Int64
    /// Contributions with that step.
    var contributions: Int32
    /// How many more of the newest contributions had that step than others.
    var votes: Int32
    /// Seasonal tables of a series with that step.
    var seasons: Int32
}
