/// A place in a partition's log and the side inputs stamped into it.
///
/// Both numbers only grow along the way, so of any two places one is behind the other, or at the same.
struct LogPosition: Hashable, Sendable {
    /// The first offset that has not been passed.
    var offset: Int64
    /// The number of the newest side input that has been passed; 0 for none.
    var input: Int64

    /// Whether a walk that is here has come to `other`.
    func isAtOrBehind(_ other: LogPosition) -> Bool { offset >= other.offset && input >= other.input }
}
