/// A side input with its place in a partition's log.
package struct StampedInput: Equatable, Sendable {
    /// 1, 2, 3 … within the partition.
    package var sequence: Int64
    /// It was taken in before the record at this offset, after every one before.
    package var offset: Int64
    package var input: SideInput

    package init(sequence: Int64, offset: Int64, input: SideInput) {
        self.sequence = sequence
        self.offset = offset
        self.input = input
    }
}
