import Foundation
import SnapshotTesting
import Synchronization
import Testing

@testable import Snapshots

@Suite final class LocalSnapshotStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    private let name = SnapshotName(pipeline: "p", source: "s", topic: "a/b..c", partition: 3)
    private var store: LocalSnapshotStore { LocalSnapshotStore(path: folder) }
    private var file: String { store.place(of: name) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `the check value of 123456789 is the published one`() {
        #expect(Array("123456789".utf8).withUnsafeBytes { CRC32C.value(of: $0) } == 0xE306_9283)
    }

    @Test func `the newest snapshot that is not too new is loaded`() throws {
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(10)
        try state.save(at: 10, lineage, in: store)
        let old = state
        state.set(4, [1, 2, 3])
        try state.save(at: 20, lineage, in: store)
        #expect(SnapshotState.load(name, notAfter: 20, from: store).state == state)
        #expect(SnapshotState.load(name, notAfter: 15, from: store).state == old)
        #expect(SnapshotState.load(name, notAfter: 9, from: store).state == nil)
        #expect(SnapshotState.load(name, notAfter: 20, fingerprint: 8, from: store).state == nil)
        #expect(SnapshotState.load(name, notAfter: 20, start: 1, from: store).state == nil)
        #expect(try store.names(of: "p") == [name] && store.names(of: "q").isEmpty)
        let head = try #require(try store.heads(of: name).heads.first)
        #expect(try store.entry(4, of: head, name) == [1, 2, 3] && store.entry(10, of: head, name) == nil)
    }

    @Test func `after any history both snapshots are what was written`() throws {
        #expect(try SnapshotHistory.fault(in: store, name, rounds: 100) == nil)
        #expect(try size() < 3 << 20, "what belongs to no snapshot is removed")
    }

    private func size() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
    }

    /// Wherever a byte is wrong, what is loaded is right, or nothing is; and the next snapshots are well.
    @Test func `damage is noticed wherever it is`() throws {
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(300, of: 700)
        try state.save(at: 10, lineage, in: store)
        let old = state
        for number in 0..<150 { state.set(2 * number, Array(repeating: 3, count: 600 + 40 * number)) }
        try state.save(at: 20, lineage, in: store)
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        var outcomes: [Int: Int] = [:]
        for index in 0..<200 {
            var damaged = whole
            if index % 8 == 0 {
                damaged.removeLast(Int.random(in: 1..<damaged.count))
            } else {
                for _ in 0..<(index % 3 == 0 ? 64 : 1) {
                    damaged[Int.random(in: 0..<damaged.count)] ^= 1 << UInt8.random(in: 0..<8)
                }
            }
            try damaged.write(to: URL(fileURLWithPath: file))
            let loaded = SnapshotState.load(name, notAfter: 100, from: store)
            let isRight: Bool
            switch loaded.offset {
            case 20: isRight = loaded.state == state
            // Where the newest of LMDB's two roots looks like the older one, nothing looks damaged.
            case 10: isRight = loaded.state == old
            default: isRight = loaded.state == nil && !loaded.remarks.isEmpty
            }
            #expect(isRight, "\(index)")
            outcomes[Int(loaded.offset ?? 0), default: 0] += 1
            if loaded.offset == nil {
                var again = SnapshotState(10)
                try again.save(at: 30, loaded.lineage, in: store)
                let isKept = SnapshotState.load(name, notAfter: 100, from: store).state == again
                #expect(isKept)
            }
        }
        #expect(outcomes[20, default: 0] > 0 && outcomes[10, default: 0] > 0 && outcomes[0, default: 0] > 0)
    }

    /// Where a state is built anew, the file is never read before it is written to.
    @Test func `whoever writes or compacts first finds damage wherever it is`() throws {
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(300, of: 700)
        for offset in Int64(1)...6 {
            for number in 0..<50 { state.set(6 * number, Array(repeating: 3, count: 600 + 140 * number)) }
            try state.save(at: 10 * offset, lineage, in: store)
        }
        let url = URL(fileURLWithPath: file)
        let whole = try Data(contentsOf: url)
        var outcomes: [Bool: Int] = [:]
        for index in 0..<200 {
            let damaged = Self.damaged(whole, index)
            try damaged.write(to: url)
            do {
                _ = try store.compact([name])
            } catch {
                guard case .damaged = error else { throw error }
                #expect(try Data(contentsOf: url) == damaged, "what cannot be compacted stays as it is")
            }
            try damaged.write(to: url)
            try? FileManager.default.removeItem(atPath: file + ".aside")
            let remarks = Mutex<[String]>([])
            let store = LocalSnapshotStore(path: folder) { remark in remarks.withLock { $0.append(remark) } }
            let anew = SnapshotLineage(name)
            var again = SnapshotState(20)
            for offset in Int64(70)...72 {
                again.set(3, [UInt8(offset)])
                try again.save(at: offset, anew, in: store)
            }
            let isKept = SnapshotState.load(name, notAfter: 100, from: store).state == again
            let isAside = FileManager.default.fileExists(atPath: file + ".aside")
            #expect(isKept && isAside == remarks.withLock { !$0.isEmpty }, "\(index)")
            outcomes[isAside, default: 0] += 1
        }
        #expect(outcomes[true, default: 0] > 50 && outcomes[false, default: 0] > 0)
    }

    /// A file that ends too early, or has bits that were turned: anywhere, or in the first bytes of its pages.
    private static func damaged(_ whole: Data, _ index: Int) -> Data {
        var damaged = whole
        switch index % 4 {
        case 0: damaged.removeLast(Int.random(in: 1..<damaged.count))
        case 1: for _ in 0..<64 { damaged[Int.random(in: 0..<damaged.count)] ^= 1 << UInt8.random(in: 0..<8) }
        case 2: damaged[Int.random(in: 0..<damaged.count)] ^= 1 << UInt8.random(in: 0..<8)
        default:
            let place = Int.random(in: 0..<damaged.count / 4096) * 4096 + Int.random(in: 0..<200)
            damaged[place] ^= 1 << UInt8.random(in: 0..<8)
        }
        return damaged
    }

    @Test func `files of other versions are refused with one line, and do not hinder`() throws {
        let path = file.replacingOccurrences(of: ".mdb", with: ".snapshot")
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data("MRSNAP02 and more".utf8).write(to: URL(fileURLWithPath: path))
        let loaded = SnapshotState.load(name, notAfter: 100, from: store)
        #expect(loaded.state == nil && loaded.remarks.count == 1)
        #expect(loaded.remarks.first?.contains("another version of Millrace (MRSNAP02)") == true)
        var state = SnapshotState(10)
        try state.save(at: 5, loaded.lineage, in: store)
        #expect(SnapshotState.load(name, notAfter: 100, from: store).state == state)
    }

    @Test func `who begins a snapshot takes the writing away from whoever did it before`() throws {
        let first = SnapshotLineage(name)
        var state = SnapshotState(10)
        try state.save(at: 5, first, in: store)
        let second = SnapshotState.load(name, notAfter: 100, from: store).lineage
        state.set(1, [9])
        try state.save(at: 6, second, in: store)
        #expect(throws: SnapshotError.superseded(place: file)) { try state.save(at: 7, first, in: store) }
        #expect(!first.isContinuable)
        #expect(SnapshotState.load(name, notAfter: 100, from: store).offset == 6)
        // Then it holds everything, and takes the writing back.
        try state.save(at: 8, first, in: store)
        let third = SnapshotState.load(name, notAfter: 100, from: store).lineage
        for lot in state.lots(isWhole: true) { try third.put(lot, in: store) }
        try state.save(at: 9, first, in: store)
        #expect(throws: SnapshotError.superseded(place: file)) {
            try third.publish(state.head(at: 10), in: store)
        }
        let isWritten = SnapshotState.load(name, notAfter: 100, from: store).state == state
        #expect(isWritten)
    }

    @Test func `after an error too nobody writes over what it has not seen`() throws {
        #expect(try SnapshotHistory.faultAfterAPause(in: store, store, name) == nil)
    }

    @Test func `a file is made smaller between two snapshots`() throws {
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(400, of: 9_000)
        for offset in Int64(1)...4 {
            for number in 0..<400 { state.set(number, Array(repeating: UInt8(offset), count: 9_000)) }
            try state.save(at: offset, lineage, in: store)
        }
        let before = try Int64(size())
        let compactions = try store.compact([name])
        let after = try Int64(size())
        #expect(compactions == [.done(place: file, before: before, after: after)])
        #expect(after < before && after > 2 * 400 * 9_000)
        state.set(3, [4])
        try state.save(at: 9, lineage, in: store)
        let isKept = SnapshotState.load(name, notAfter: 100, from: store).state == state
        #expect(isKept)
    }
}
