import Snapshots
import StreamRuntime

/// A snapshot on its way into a topic: a transaction that is not committed where the draft is dropped.
final class KafkaSnapshotDraft: SnapshotDraft {
    private let store: KafkaSnapshotStore
    private let name: SnapshotName
    /// The snapshot it goes on from; nil when all entries are written.
    private let base: SnapshotHead?
    /// The newest generation that is known; nil when any may be there.
    private let known: Int64?
    /// Nil before the first entries.
    private var writer: StateTopicWriter?

    init(_ store: KafkaSnapshotStore, _ name: SnapshotName, after base: SnapshotHead?, newest known: Int64?) {
        (self.store, self.name, self.base, self.known) = (store, name, base, known)
    }

    func put(_ entries: SnapshotEntries, checks: [UInt32]) throws(SnapshotError) {
        let writer = try begun()
        var index = 0
        try entries.forEach { number, bytes throws(SnapshotError) in
            let value = Array(bytes) + withUnsafeBytes(of: checks[index].littleEndian) { Array($0) }
            index += 1
            try attempt(writer) { () throws(ConnectorError) in try writer.send(.entry(number), value) }
        }
    }

    func publish(_ head: SnapshotHead) throws(SnapshotError) -> SnapshotHead {
        let writer = try begun()
        var head = head
        head.generation = max(known ?? 0, writer.generation) + 1
        head.base = base?.base ?? head.generation
        try attempt(writer) { () throws(ConnectorError) in
            for number in head.entryCount..<max(writer.newest?.entryCount ?? 0, head.entryCount) {
                try writer.send(.entry(number), nil)
            }
            try writer.send(.head, head.encoded)
            try writer.deliver()
        }
        do throws(ConnectorError) {
            try writer.commit()
            (writer.newest, writer.generation) = (head, head.generation)
            store.keep(writer)
        } catch {
            try confirm(head, writer, error)
        }
        self.writer = nil
        return head
    }

    /// Finds out whether a snapshot is there although its transaction did not end as it should: the answer may have been lost.
    ///
    /// - Throws: what is so where it is not there.
    private func confirm(
        _ head: SnapshotHead, _ writer: StateTopicWriter, _ failure: ConnectorError
    ) throws(SnapshotError) {
        if writer.isFenced {
            let newest = (try? store.heads(of: name))?.heads.first
            guard newest == head else { throw explained(failure, writer) }
            return
        }
        // A new one has what is undecided decided.
        guard let heir = try? store.takeWriter(of: name, after: head, newest: nil) else {
            throw explained(failure, writer)
        }
        store.keep(heir)
    }

    private func begun() throws(SnapshotError) -> StateTopicWriter {
        if let writer { return writer }
        let taken = try store.takeWriter(of: name, after: base, newest: known)
        writer = taken
        return taken
    }

    private func attempt(
        _ writer: StateTopicWriter, _ body: () throws(ConnectorError) -> Void
    ) throws(SnapshotError) {
        do throws(ConnectorError) {
            try body()
        } catch {
            throw explained(error, writer)
        }
    }

    private func explained(_ error: ConnectorError, _ writer: StateTopicWriter) -> SnapshotError {
        let place = store.place(of: name)
        return writer.isFenced
            ? .superseded(place: place)
            : .failed(operation: "write the snapshot", place: place, reason: error.description)
    }
}
