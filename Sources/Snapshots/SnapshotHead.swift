/// What a snapshot is besides its entries: as of where it is, and what belongs to it.
///
/// A snapshot is the whole state of one partition, exact as of one offset: entries, numbered from 0 on, and this. A store keeps
/// only those entries anew that changed since the snapshot before.
package struct SnapshotHead: Equatable, Sendable {
    /// The state is that after every record below this offset.
    package var offset: Int64
    /// The offset at which the state began to be built.
    package var start: Int64
    /// The number of the newest side input that the state contains; 0 for none.
    package var input: Int64
    /// Tells apart states that different settings or versions would read differently.
    package var fingerprint: UInt64
    /// How many entries the state has.
    package var entryCount: Int
    /// What of the state is no entry, in the words of whoever made it. Small: it is written with every snapshot.
    package var payload: [UInt8]
    /// The number of the snapshot among those of its partition; a later one has a larger number.
    package var generation: Int64 = 0
    /// The generation in which all entries were written: none from before belongs to this snapshot.
    package var base: Int64 = 0
    /// Of the check values of all entries, see ``SnapshotDigest``.
    package var digest: UInt64 = 0

    /// Of the whole state and of where it is: that of two snapshots is the same when every byte of their states is.
    package var contentCheck: UInt64 {
        var head = self
        (head.generation, head.base) = (0, 0)
        return digest ^ UInt64(head.encoded.withUnsafeBytes { CRC32C.value(of: $0) })
    }

    package init(
        offset: Int64, start: Int64, input: Int64 = 0, fingerprint: UInt64, entryCount: Int, payload: [UInt8]
    ) {
        self.offset = offset
        self.start = start
        self.input = input
        self.fingerprint = fingerprint
        self.entryCount = entryCount
        self.payload = payload
    }
}
