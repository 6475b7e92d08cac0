import Foundation
import Snapshots
import Testing

@Suite struct LocalSnapshotStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    private let name = SnapshotName(pipeline: "p", source: "s", topic: "a/b..c", partition: 3)

    @Test func `the check value of 123456789 is the published one`() {
        var crc = CRC32C()
        Array("123456789".utf8).withUnsafeBytes { crc.update($0) }
        #expect(crc.value == 0xE306_9283)
    }

    @Test func `the newest snapshot that is not too new is loaded`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = LocalSnapshotStore(path: folder)
        let old = Snapshot(offset: 10, start: 0, fingerprint: 7, payload: [1, 2, 3])
        let new = Snapshot(offset: 20, start: 0, fingerprint: 7, payload: Array(repeating: 9, count: 1000))
        try store.save(old, as: name)
        try store.save(new, as: name)
        #expect(store.load(name, notAfter: 20, start: 0, fingerprint: 7).snapshot == new)
        #expect(store.load(name, notAfter: 15, start: 0, fingerprint: 7).snapshot == old)
        #expect(store.load(name, notAfter: 20, start: 0, fingerprint: 8).snapshot == nil)
        #expect(store.load(name, notAfter: 20, start: 1, fingerprint: 7).snapshot == nil)
    }

    @Test(arguments: [0, 12, 39, 45, 1043]) func `a flipped byte is noticed`(position: Int) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = LocalSnapshotStore(path: folder)
        try store.save(
            Snapshot(offset: 20, start: 0, fingerprint: 7, payload: Array(repeating: 9, count: 1000)), as: name)
        let path = URL(fileURLWithPath: folder).appendingPathComponent(name.relativePath + ".snapshot")
        var data = try Data(contentsOf: path)
        data[position] ^= 0x10
        try data.write(to: path)
        let (snapshot, remarks) = store.load(name, notAfter: 100, start: 0, fingerprint: 7)
        #expect(snapshot == nil)
        #expect(remarks.count == 1)
    }
}
