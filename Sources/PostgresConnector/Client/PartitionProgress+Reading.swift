import StreamRuntime
import TimeSeries

extension PartitionProgress {
    /// How far the results of a partition have been written; nil where none were.
    static func read(
        of partition: PartitionID, pipeline: String, _ connection: PostgresConnection
    ) throws(PostgresFailure) -> PartitionProgress? {
        let found = try connection.execute(
            """
            select start_offset, next_offset, epoch, input, mark_offset, mark_check from millrace.progress
            where pipeline = $1 and source = $2 and topic = $3 and partition = $4
            """, [pipeline, partition.source, partition.topic, "\(partition.partition)"])
        guard found.rowCount == 1, let start = found.integer(0, 0), let next = found.integer(0, 1),
            let epoch = found.integer(0, 2), let input = found.integer(0, 3)
        else { return nil }
        let mark = found.integer(0, 4).flatMap { offset in
            found.integer(0, 5).map { RecordMark(offset: offset, check: $0) }
        }
        return PartitionProgress(start: start, next: next, epoch: epoch, input: input, mark: mark)
    }
}
