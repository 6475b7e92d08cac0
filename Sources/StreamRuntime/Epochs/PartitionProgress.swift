/// How far a sink has been written for one partition.
package struct PartitionProgress: Equatable, Sendable {
    /// The offset at which the pipeline began to read the partition: the state is a function of the log from here on.
    package var start: Int64
    /// The first offset that has not been written.
    package var next: Int64
    /// The number of epochs committed.
    package var epoch: Int64
    /// The number of the newest side input that it has the results of; 0 for none.
    package var input: Int64
    /// The newest record that it has the results of, where it knows.
    package var mark: RecordMark?

    package init(start: Int64, next: Int64, epoch: Int64, input: Int64 = 0, mark: RecordMark? = nil) {
        self.start = start
        self.next = next
        self.epoch = epoch
        self.input = input
        self.mark = mark
    }
}
