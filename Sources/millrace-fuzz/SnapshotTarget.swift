import Snapshots

/// The reader of a snapshot's head: a sound one with edits. Where the last byte of an input is odd, the check value is made
/// right.
final class SnapshotTarget: FuzzTarget {
    private let sound = SnapshotHead(
        offset: 7, start: 1, input: 2, fingerprint: 42, entryCount: 3, payload: Array(0..<40)
    ).encoded

    func take(_ input: UnsafeRawBufferPointer) {
        guard let choice = input.last else { return }
        var bytes = Patches.apply(input, to: sound)
        if choice & 1 == 1, bytes.count >= 4 {
            let check = bytes.withUnsafeBytes { CRC32C.value(of: UnsafeRawBufferPointer(rebasing: $0.dropLast(4))) }
            bytes.replaceSubrange((bytes.count - 4)..., with: withUnsafeBytes(of: check.littleEndian) { Array($0) })
        }
        do throws(SnapshotError) {
            let head = try SnapshotHead(decoding: bytes, place: "the snapshot")
            precondition(head.encoded == bytes, "a snapshot is not what it was read from")
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
