import Snapshots

/// The reader of snapshots: a sound one with edits. Where the last byte of an input is odd, the check value is made right.
final class SnapshotTarget: FuzzTarget {
    private let sound = Snapshot(offset: 7, start: 1, input: 2, fingerprint: 42, payload: Array(0..<40)).encoded

    func take(_ input: UnsafeRawBufferPointer) {
        guard let choice = input.last else { return }
        var bytes = Patches.apply(input, to: sound)
        if choice & 1 == 1, bytes.count >= 4 {
            var crc = CRC32C()
            bytes.withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0.dropLast(4))) }
            bytes.replaceSubrange((bytes.count - 4)..., with: withUnsafeBytes(of: crc.value.littleEndian) { Array($0) })
        }
        do throws(SnapshotError) {
            let snapshot = try Snapshot(decoding: bytes, path: "the snapshot")
            precondition(snapshot.encoded == bytes, "a snapshot is not what it was read from")
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
