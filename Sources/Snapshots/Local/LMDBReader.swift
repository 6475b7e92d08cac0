import CLMDB

/// Walks through the keys of a partition's file.
final class LMDBReader {
    private let file: LMDBFile
    private let cursor: OpaquePointer
    private var keyBytes = [UInt8](repeating: 0, count: LMDBKey.mostBytes)
    private var valueBytes = [UInt8](repeating: 0, count: 64 << 10)

    init(_ file: LMDBFile, _ transaction: OpaquePointer, _ database: MDB_dbi) throws(SnapshotError) {
        self.file = file
        var made: OpaquePointer?
        let code = mdb_cursor_open(transaction, database, &made)
        guard code == MDB_SUCCESS, let made else { throw file.readError(LMDBCode(code)) }
        cursor = made
    }

    func end() { mdb_cursor_close(cursor) }

    /// Shows each key from `first` on with the beginning of its value, until the body returns false.
    ///
    /// - Parameter capacity: how much of a value is wanted; 0 reads keys alone.
    func walk(
        from first: LMDBKey, capacity: Int = .max,
        _ body: (LMDBKey, UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
    ) throws(SnapshotError) {
        var found = try move(MDB_SET_RANGE, to: first, capacity)
        while let (key, length) = found {
            let goesOn = try valueBytes.withBytes { bytes throws(SnapshotError) in
                try body(key, UnsafeRawBufferPointer(rebasing: bytes[..<min(length, capacity)]))
            }
            guard goesOn else { return }
            found = try move(MDB_NEXT, to: nil, capacity)
        }
    }

    private func move(
        _ operation: MDB_cursor_op, to key: LMDBKey?, _ capacity: Int
    ) throws(SnapshotError) -> (LMDBKey, length: Int)? {
        let wanted = key?.bytes ?? []
        keyBytes.replaceSubrange(0..<wanted.count, with: wanted)
        var keyLength = wanted.count
        var length = 0
        let room = min(capacity, valueBytes.count)
        var code = clmdb_read(cursor, operation, &keyBytes, &keyLength, &valueBytes, room, &length)
        if code == MDB_NOTFOUND { return nil }
        if code == MDB_SUCCESS, min(length, capacity) > valueBytes.count {
            valueBytes = [UInt8](repeating: 0, count: length)
            code = clmdb_read(cursor, MDB_GET_CURRENT, &keyBytes, &keyLength, &valueBytes, length, &length)
        }
        guard code == MDB_SUCCESS else { throw file.readError(LMDBCode(code)) }
        guard let found = keyBytes.withUnsafeBytes({ LMDBKey(UnsafeRawBufferPointer(rebasing: $0[..<keyLength])) })
        else { throw .damaged(place: file.path, reason: "it has a key that no snapshot has") }
        return (found, length)
    }
}
