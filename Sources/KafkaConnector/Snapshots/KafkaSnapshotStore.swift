import Glibc
package import PipelineSpec
package import Snapshots
package import StreamRuntime
import Synchronization
package import Telemetry

/// Snapshots in compacted topics, one beside each topic of a source, with as many partitions: whichever process has a partition
/// next finds them there.
///
/// A message is an entry under its number, or the head; a snapshot is one transaction, of which the head is the last message.
/// Only the newest snapshot can be read, and not the one before it: the brokers forget what it replaced. Whoever writes takes
/// the partition's `transactional.id`, by which the brokers refuse everybody who had it before.
///
/// Reading a snapshot reads its partition of the topic, from the start, and needs as much memory again as the state has.
package final class KafkaSnapshotStore: SnapshotStore {
    /// Idle writers that are kept, one for each partition that was written last: making one costs half a second. Each is a client
    /// with four threads, nine file descriptors and a quarter of a megabyte, more where there are many brokers: so no more than half
    /// of the descriptors that this process may have are for them.
    static let idleLimit: Int = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 32 }
        return min(256, max(8, Int(clamping: limit.rlim_cur) / 32))
    }()

    private let prefix: String
    private let sources: [String: KafkaSourceSpec]
    private let log: Log
    /// Who have written the newest snapshots.
    private let idle = Mutex<[StateTopicWriter]>([])

    /// Does not connect yet.
    ///
    /// - Parameters:
    ///   - prefix: what the names of topics begin with.
    ///   - sources: those whose states are kept, by their names.
    /// - Throws: where a topic's name cannot be one.
    package init(
        prefix: String, pipeline: String, sources: [String: KafkaSourceSpec], log: Log
    ) throws(ConnectorError) {
        (self.prefix, self.sources, self.log) = (prefix, sources, log)
        for (source, spec) in sources {
            for topic in spec.topics {
                let name = self.topic(
                    of: SnapshotName(pipeline: pipeline, source: source, topic: topic, partition: 0))
                guard KafkaTopics.isName(name) else {
                    throw .invalidSetting(
                        "\(StateBrokers.owner): \(name) cannot be the name of a topic: it may have 249 letters, digits, `.`, `_` and `-`"
                    )
                }
            }
        }
    }

    package var isShared: Bool { true }

    package func place(of name: SnapshotName) -> String {
        "of \(name.source), \(name.topic)/\(name.partition) in the topic \(topic(of: name))/\(name.partition)"
    }

    package func names(of pipeline: String) throws(SnapshotError) -> [SnapshotName] {
        var names: [SnapshotName] = []
        for (source, spec) in sources.sorted(by: { $0.key < $1.key }) {
            for topic in spec.topics {
                let first = SnapshotName(pipeline: pipeline, source: source, topic: topic, partition: 0)
                let count = try attempt(first) { () throws(ConnectorError) in
                    try StateBrokers(of: spec, log).topics.partitions(of: self.topic(of: first)) ?? 0
                }
                for partition in 0..<Int32(clamping: count) {
                    let name = SnapshotName(
                        pipeline: pipeline, source: source, topic: topic, partition: partition)
                    let (heads, problems) = try heads(of: name)
                    if !heads.isEmpty || !problems.isEmpty { names.append(name) }
                }
            }
        }
        return names
    }

    package func heads(
        of name: SnapshotName
    ) throws(SnapshotError) -> (heads: [SnapshotHead], problems: [SnapshotError]) {
        guard let newest = try newestHead(of: name) else { return ([], []) }
        do throws(SnapshotError) {
            return ([try SnapshotHead(decoding: newest.bytes, place: place(of: name))], [])
        } catch {
            return ([], [error])
        }
    }

    package func read(
        _ entries: Range<Int>, of head: SnapshotHead, _ name: SnapshotName,
        _ body: (Int, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
    ) throws(SnapshotError) {
        let keys = StateKeys(name)
        var found: [Int: [UInt8]] = [:]
        try withReader(of: name) { reader throws(ConnectorError) in
            try reader.read(from: reader.extent().lowerBound) { key, value in
                switch keys.read(key) {
                case .head:
                    // What comes behind it is of later ones.
                    return value.flatMap { try? SnapshotHead(decoding: $0, place: "") } != head
                case .entry(let number) where entries.contains(number): found[number] = value.map { Array($0) }
                case .entry, nil: break
                }
                return true
            }
        }
        for (number, bytes) in found.sorted(by: { $0.key < $1.key }) {
            try bytes.withUnsafeBufferPointer { bytes throws(SnapshotError) in
                try body(number, UnsafeRawBufferPointer(bytes))
            }
        }
    }

    package func begin(
        _ name: SnapshotName, after head: SnapshotHead?, newest generation: Int64?
    ) throws(SnapshotError) -> any SnapshotDraft {
        KafkaSnapshotDraft(self, name, after: head, newest: generation)
    }

    /// What cannot be read is replaced by the next snapshot: messages are in nobody's way.
    package func setAside(_ name: SnapshotName) -> String? { nil }

    package func compact(_ names: [SnapshotName]) throws(SnapshotError) -> [SnapshotCompaction] {
        var topics: [String] = []
        for topic in names.map({ topic(of: $0) }) where !topics.contains(topic) { topics.append(topic) }
        return topics.map { .needless("the brokers compact the topic \($0) by themselves") }
    }

    /// A writer whose messages alone count from now on: the one that wrote `head`, where nobody has written since, else a new
    /// one.
    ///
    /// - Parameters:
    ///   - head: what is to be gone on from; nil when the next snapshot holds everything.
    ///   - known: the newest generation that is known; nil when any may be there.
    func takeWriter(
        of name: SnapshotName, after head: SnapshotHead?, newest known: Int64?
    ) throws(SnapshotError) -> StateTopicWriter {
        let kept = idle.withLock { writers in
            writers.firstIndex { $0.name == name }.map { writers.remove(at: $0) }
        }
        if let kept, let head, kept.newest == head { return kept }
        func found() throws(SnapshotError) -> (newest: SnapshotHead?, generation: Int64) {
            let last = try newestHead(of: name)
            let newest = last.flatMap { try? SnapshotHead(decoding: $0.bytes, place: place(of: name)) }
            let generation = last?.generation ?? 0
            if head.map({ $0 != newest }) ?? false || generation > known ?? generation {
                throw .superseded(place: place(of: name))
            }
            return (newest, generation)
        }
        // Whoever has written since is not disturbed.
        if known != nil { _ = try found() }
        let brokers = try brokers(of: name)
        let topic = topic(of: name)
        let writer = try attempt(name) { () throws(ConnectorError) in
            try makeTopic(topic, for: name, brokers)
            return try StateTopicWriter(name, topic: topic, brokers)
        }
        // Looked for behind the taking: nothing of anybody else's can follow.
        (writer.newest, writer.generation) = try found()
        return writer
    }

    /// Keeps a writer for the next snapshot of its partition.
    func keep(_ writer: StateTopicWriter) {
        let surplus = idle.withLock { writers in
            // Partitions come in turn: the one that has waited longest would be the next that is wanted.
            let surplus =
                writers.count < Self.idleLimit ? nil : writers.remove(at: .random(in: writers.indices))
            writers.append(writer)
            return surplus
        }
        // Ending a client takes time, and holds nobody up.
        _ = surplus
    }

    /// Makes what a partition's state is written to, where it is not there.
    private func makeTopic(
        _ topic: String, for name: SnapshotName, _ brokers: StateBrokers
    ) throws(ConnectorError) {
        let read = try brokers.topics.partitions(of: name.topic) ?? 1
        let wanted = max(read, Int(name.partition) + 1)
        if try brokers.topics.ensure(topic, partitions: wanted, isCompacted: true) <= Int(name.partition) {
            try brokers.topics.grow(topic, to: wanted)
        }
    }

    /// The last head in a partition, looked for from its end backwards; nil where there is none.
    ///
    /// - Returns: its bytes, and the highest generation of those that can be read: the last one may be damaged.
    private func newestHead(of name: SnapshotName) throws(SnapshotError) -> (bytes: [UInt8], generation: Int64)? {
        let keys = StateKeys(name)
        let brokers = try brokers(of: name)
        let count = try attempt(name) { () throws(ConnectorError) in
            try brokers.topics.partitions(of: topic(of: name)) ?? 0
        }
        guard count > name.partition else { return nil }
        return try withReader(of: name) { reader throws(ConnectorError) in
            let extent = try reader.extent()
            var newest: [UInt8]?
            var generation: Int64 = 0
            var step: Int64 = 64
            while generation == 0 {
                let start = max(extent.lowerBound, extent.upperBound - step)
                try reader.read(from: start) { key, value in
                    guard case .head = keys.read(key) else { return true }
                    newest = value.map { Array($0) }
                    let read = value.flatMap { try? SnapshotHead(decoding: $0, place: "") }
                    generation = max(generation, read?.generation ?? 0)
                    return true
                }
                if start == extent.lowerBound { break }
                step *= 64
            }
            return newest.map { ($0, generation) }
        }
    }

    private func withReader<Result>(
        of name: SnapshotName, _ body: (borrowing StateTopicReader) throws(ConnectorError) -> Result
    ) throws(SnapshotError) -> Result {
        let brokers = try brokers(of: name)
        return try attempt(name) { () throws(ConnectorError) in
            try body(try StateTopicReader(brokers, topic: topic(of: name), partition: name.partition))
        }
    }

    private func topic(of name: SnapshotName) -> String {
        "\(prefix).\(name.pipeline).\(name.source).\(name.topic)"
    }

    private func brokers(of name: SnapshotName) throws(SnapshotError) -> StateBrokers {
        guard let spec = sources[name.source] else {
            throw .failed(
                operation: "use the snapshots", place: place(of: name), reason: "\(name.source) is no source of topics")
        }
        return StateBrokers(of: spec, log)
    }

    private func attempt<Result>(
        _ name: SnapshotName, _ body: () throws(ConnectorError) -> Result
    ) throws(SnapshotError) -> Result {
        do throws(ConnectorError) {
            return try body()
        } catch {
            if case .unreachable(let sentence) = error { throw .unreachable(place: place(of: name), reason: sentence) }
            throw .failed(operation: "use the snapshots", place: place(of: name), reason: error.description)
        }
    }
}
