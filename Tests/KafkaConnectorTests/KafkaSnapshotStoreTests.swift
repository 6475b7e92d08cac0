import Foundation
import PipelineSpec
import SnapshotTesting
import Snapshots
import Telemetry
import Testing

@testable import KafkaConnector

@Suite(.enabled(if: TestBrokers.addresses != nil)) struct KafkaSnapshotStoreTests {
    private let prefix = "state-\(UUID().uuidString.lowercased())"
    private let store: KafkaSnapshotStore
    private let name = SnapshotName(pipeline: "p", source: "s", topic: "a_topic", partition: 3)

    init() throws { store = try Self.store(prefix) }

    private static func store(_ prefix: String, topic: String = "a_topic") throws -> KafkaSnapshotStore {
        let spec = KafkaSourceSpec(brokers: TestBrokers.addresses ?? "", topics: [topic], group: "g")
        return try KafkaSnapshotStore(
            prefix: prefix, pipeline: "p", sources: ["s": spec], log: Log(format: .json, threshold: .error))
    }

    @Test(.timeLimit(.minutes(2))) func afterAnyHistoryTheSnapshotIsWhatWasWritten() throws {
        let other = SnapshotName(pipeline: "p", source: "s", topic: "a_topic", partition: 0)
        var state = SnapshotState(5)
        try state.save(at: 1, SnapshotLineage(other), in: store)
        #expect(try SnapshotHistory.fault(in: store, name, rounds: 30) == nil)
        #expect(try store.names(of: "p") == [other, name])
        let isUntouched = SnapshotState.load(other, notAfter: 1, from: store).state == state
        #expect(isUntouched)
        let head = try #require(try store.heads(of: other).heads.first)
        #expect(try store.entry(4, of: head, other) == state.entries[4])
    }

    @Test(.timeLimit(.minutes(2))) func whereNothingWasWrittenNothingIsFound() throws {
        #expect(try store.names(of: "p").isEmpty && store.heads(of: name).heads.isEmpty)
        let loaded = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(loaded.state == nil && loaded.remarks.isEmpty)
    }

    /// Of this process or another one.
    @Test(.timeLimit(.minutes(2))) func whoBeginsASnapshotTakesTheWritingAway() throws {
        let (first, others) = (SnapshotLineage(name), try Self.store(prefix))
        var state = SnapshotState(10)
        #expect(try SnapshotHistory.faultOfTwoWriters(in: store, others, name, &state, first) == nil)
        // Then it holds everything, and takes the writing back.
        try state.save(at: 8, first, in: store)
        let third = SnapshotState.load(name, notAfter: 100, from: store).lineage
        for lot in state.lots(isWhole: true) { try third.put(lot, in: store) }
        try state.save(at: 9, first, in: others)
        #expect(throws: SnapshotError.superseded(place: store.place(of: name))) {
            try third.publish(state.head(at: 10), in: store)
        }
        let isWritten = SnapshotState.load(name, notAfter: 100, from: store).state == state
        #expect(isWritten)
    }

    @Test(.timeLimit(.minutes(2))) func afterAnErrorTooNobodyWritesOverWhatItHasNotSeen() throws {
        #expect(try SnapshotHistory.faultAfterAPause(in: store, try Self.store(prefix), name) == nil)
    }

    /// Each partition of many goes on by the client that it has.
    @Test(.timeLimit(.minutes(2))) func manyPartitionsKeepTheirWriters() throws {
        let names = (0..<Int32(min(40, KafkaSnapshotStore.idleLimit))).map {
            SnapshotName(pipeline: "p", source: "s", topic: "a_topic", partition: $0)
        }
        let head = SnapshotState(1).head(at: 1)
        for name in names.reversed() {
            let writer = try store.takeWriter(of: name, after: nil, newest: nil)
            writer.newest = head
            store.keep(writer)
        }
        for name in names { #expect(throws: Never.self) { try store.takeWriter(of: name, after: head, newest: 0) } }
    }

    /// What somebody else wrote among the entries, or took away, is noticed.
    @Test(.timeLimit(.minutes(2))) func damageIsNoticed() throws {
        var state = SnapshotState(10)
        try state.save(at: 1, SnapshotLineage(name), in: store)
        let producer = try KafkaProducer(
            brokers: TestBrokers.addresses ?? "", log: Log(format: .json, threshold: .error))
        let topic = "\(prefix).p.s.a_topic"
        for value in [Array("abcdefg".utf8), nil] as [[UInt8]?] {
            try producer.send(
                topic: topic, partition: 3, key: Array("p/s/a_topic/3/4".utf8), value: value, timestamp: nil)
            try producer.send(topic: topic, partition: 3, key: Array("stranger".utf8), value: [1], timestamp: nil)
            try producer.flush()
            // Behind the head: of no snapshot.
            #expect(SnapshotState.load(name, notAfter: 9, from: store).state == state)
            let head = try #require(try store.heads(of: name).heads.first)
            try producer.send(
                topic: topic, partition: 3, key: Array("p/s/a_topic/3/head".utf8), value: head.encoded, timestamp: nil)
            try producer.flush()
        }
        try producer.send(
            topic: topic, partition: 3, key: Array("p/s/a_topic/3/head".utf8), value: Array("head".utf8),
            timestamp: nil)
        try producer.flush()
        let loaded = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(loaded.state == nil && loaded.remarks.count == 1, "\(loaded.remarks)")
        // The head of the first one is still there, and is not what the next one is read up to.
        state.set(2, [1, 2, 3])
        try state.save(at: 5, loaded.lineage, in: store)
        let next = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(next.offset == 5 && next.state == state, "\(next.remarks)")
        #expect(try store.heads(of: name).heads.first?.generation == 2)
    }

    @Test func namesThatCannotBeTopicsAreRefused() {
        #expect { try Self.store("state", topic: String(repeating: "t", count: 243)) } throws: {
            "\($0)".contains("cannot be the name of a topic")
        }
    }

    @Test(.timeLimit(.minutes(1))) func brokersThatAreAwayAreTold() throws {
        let spec = KafkaSourceSpec(brokers: "127.0.0.1:1", topics: ["t"], group: "g")
        let store = try KafkaSnapshotStore(
            prefix: "state", pipeline: "p", sources: ["s": spec], log: Log(format: .json, threshold: .error))
        #expect { try store.heads(of: SnapshotName(pipeline: "p", source: "s", topic: "t", partition: 0)) } throws: {
            "\($0)".contains("no broker answers at 127.0.0.1:1")
        }
    }
}
