import PipelineSpec
import SnapshotTesting
import Snapshots
import Testing

@testable import PostgresConnector

@Suite(.enabled(if: TestDatabase.server != nil)) struct PostgresSnapshotStoreTests {
    private let database: TestDatabase
    private let store: PostgresSnapshotStore
    private let name = SnapshotName(pipeline: "p", source: "s", topic: "it's; a \"topic\"", partition: 3)

    init() throws {
        database = try TestDatabase()
        store = try PostgresSnapshotStore(url: Secret(database.url))
    }

    @Test func afterAnyHistoryBothSnapshotsAreWhatWasWritten() throws {
        let other = SnapshotName(pipeline: "p", source: "s", topic: "t", partition: 0)
        var state = SnapshotState(5)
        try state.save(at: 1, SnapshotLineage(other), in: store)
        #expect(try SnapshotHistory.fault(in: store, name, rounds: 60) == nil)
        #expect(try store.names(of: "p") == [name, other] && store.names(of: "q").isEmpty)
        let isUntouched = SnapshotState.load(other, notAfter: 1, from: store).state == state
        #expect(isUntouched)
        let rows = try database.connection.execute("select count(*), max(number) from millrace.snapshot_entry")
        #expect((rows.integer(0, 0) ?? 0) <= 2 * ((rows.integer(0, 1) ?? 0) + 1) + 5)
    }

    @Test func theTableIsCompactedOnce() throws {
        let other = SnapshotName(pipeline: "p", source: "s", topic: "t", partition: 0)
        for name in [name, other] {
            var state = SnapshotState(5)
            try state.save(at: 1, SnapshotLineage(name), in: store)
        }
        let compactions = try store.compact([name, other])
        #expect(compactions.count == 1, "\(compactions)")
    }

    @Test func damageIsNoticed() throws {
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(10)
        try state.save(at: 1, lineage, in: store)
        let old = state
        state.set(3, [1, 2, 3])
        try state.save(at: 2, lineage, in: store)
        try database.execute("update millrace.snapshot_entry set entry = 'abcdefg' where number = 3 and generation = 2")
        let first = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(first.offset == 1 && first.state?.entries == old.entries && first.remarks.count == 1)
        try database.execute("delete from millrace.snapshot_entry where number = 4")
        let second = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(second.state == nil && second.remarks.count == 2)
        try state.save(at: 5, second.lineage, in: store)
        #expect(SnapshotState.load(name, notAfter: 9, from: store).offset == 5)
    }

    @Test func whoBeginsASnapshotTakesTheWritingAway() throws {
        var state = SnapshotState(10)
        #expect(try SnapshotHistory.faultOfTwoWriters(in: store, store, name, &state, SnapshotLineage(name)) == nil)
    }

    @Test func afterAnErrorTooNobodyWritesOverWhatItHasNotSeen() throws {
        #expect(try SnapshotHistory.faultAfterAPause(in: store, store, name) == nil)
    }

    @Test func withoutTheTablesItSaysWhatToDo() throws {
        try database.execute("drop schema millrace cascade")
        #expect { try PostgresSnapshotStore(url: Secret(database.url)) } throws: {
            "\($0)".contains("run `millrace db migrate`")
        }
    }
}
