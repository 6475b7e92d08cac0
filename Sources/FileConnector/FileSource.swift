package import StreamRuntime
import TimeSeries

/// Reads the records of a file, or of standard input, as one partition; a record's offset is its number, from 0.
///
/// A file is expected to stay as it is, or to grow: a run that is continued skips as many records as it has processed. One
/// that has become shorter is noticed, one with other records is not.
/// Standard input cannot be read twice; it is for sinks that keep nothing between runs.
package struct FileSource: FiniteSource {
    private static let batchRecords = 1_000
    private static let batchBytes = 1 << 18

    package let name: String
    private let reader: RecordReader

    /// - Parameter reader: at its first record, behind a header.
    package init(name: String, reader: RecordReader) {
        self.name = name
        self.reader = reader
    }

    /// Its file was opened when its reader was made.
    package func check(isStopping: () -> Bool) throws(ConnectorError) {}

    /// In bytes of the file.
    package var extent: (read: Int64, total: Int64)? { reader.byteCount.map { (reader.bytesRead, $0) } }

    package func run(into intake: any Intake) throws(ConnectorError) {
        let partition = PartitionID(source: name, topic: reader.shown, partition: 0)
        let start = try intake.open(partition) { () throws(ConnectorError) in 0 }
        // Reading may begin before that, to rebuild the state.
        let processed = intake.committedOffsets()[partition] ?? start
        var failure: ConnectorError?
        do throws(ConnectorError) {
            try read(partition, from: start, processed: processed, into: intake)
        } catch {
            failure = error
        }
        // What was read before a failure is kept.
        _ = intake.close([partition], areRevoked: false)
        if let failure { throw failure }
    }

    private func read(
        _ partition: PartitionID, from start: Int64, processed: Int64, into intake: any Intake
    ) throws(ConnectorError) {
        var offset: Int64 = 0
        var batch = RecordBatch(partition: partition)
        var damage: ConnectorError?
        while !intake.isStopping, let record = next(&damage) {
            defer { offset += 1 }
            guard offset >= start else { continue }
            batch.append(offset: offset, timestamp: nil, key: nil, value: record)
            guard batch.entries.count >= Self.batchRecords || batch.bytes.count >= Self.batchBytes else { continue }
            let full = batch.sealed()
            batch = RecordBatch(partition: partition)
            intake.noteEnd(of: partition, end: offset + 1)
            guard intake.offerWaiting(full) else { return }
        }
        intake.noteEnd(of: partition, end: max(offset, start))
        if !batch.isEmpty { _ = intake.offerWaiting(batch.sealed()) }
        if let damage { throw damage }
        if offset < processed, !intake.isStopping {
            throw .inconsistent(
                """
                \(reader.shown) has \(offset) records, but \(processed) have been processed before: it is another file, or was \
                cut. Give the pipeline a new name, or its sink another path or on_start: replace, to begin afresh
                """)
        }
    }

    /// The next record; nil at the end, or where the file cannot be read on, which is told when all before it is handed over.
    private func next(_ damage: inout ConnectorError?) -> UnsafeRawBufferPointer? {
        do throws(ConnectorError) {
            return try reader.next()
        } catch {
            damage = error
            return nil
        }
    }
}
