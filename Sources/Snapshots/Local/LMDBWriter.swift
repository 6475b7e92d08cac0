import CLMDB

/// Changes a partition's file.
struct LMDBWriter {
    private let file: LMDBFile
    private let transaction: OpaquePointer?
    private let database: MDB_dbi

    init(_ file: LMDBFile, _ transaction: OpaquePointer?, _ database: MDB_dbi) {
        self.file = file
        self.transaction = transaction
        self.database = database
    }

    func put(_ key: LMDBKey, _ parts: [UnsafeRawBufferPointer]) throws(SnapshotError) {
        let count = parts.reduce(0) { $0 + $1.count }
        var name = key.bytes
        let code = name.withUnsafeMutableBytes { name in
            var key = MDB_val(mv_size: name.count, mv_data: name.baseAddress)
            var value = MDB_val(mv_size: count, mv_data: nil)
            let code = mdb_put(transaction, database, &key, &value, UInt32(MDB_RESERVE))
            guard code == MDB_SUCCESS, var room = value.mv_data else { return code }
            for part in parts {
                if let start = part.baseAddress { room.copyMemory(from: start, byteCount: part.count) }
                room += part.count
            }
            return code
        }
        guard code == MDB_SUCCESS else { throw file.error(LMDBCode(code), "write") }
    }

    func put(_ key: LMDBKey, _ value: [UInt8]) throws(SnapshotError) {
        try value.withBytes { bytes throws(SnapshotError) in try put(key, [bytes]) }
    }

    func remove(_ key: LMDBKey) throws(SnapshotError) {
        var name = key.bytes
        let code = name.withUnsafeMutableBytes { name in
            var key = MDB_val(mv_size: name.count, mv_data: name.baseAddress)
            return mdb_del(transaction, database, &key, nil)
        }
        guard code == MDB_SUCCESS || code == MDB_NOTFOUND else { throw file.error(LMDBCode(code), "write") }
    }

    /// The number kept under a key; nil where there is none.
    func number(_ key: LMDBKey) throws(SnapshotError) -> Int64? {
        var name = key.bytes
        var value = MDB_val()
        let code = name.withUnsafeMutableBytes { name in
            var key = MDB_val(mv_size: name.count, mv_data: name.baseAddress)
            return mdb_get(transaction, database, &key, &value)
        }
        if code == MDB_NOTFOUND { return nil }
        guard code == MDB_SUCCESS else { throw file.error(LMDBCode(code), "read") }
        guard value.mv_size == 8, let data = value.mv_data else {
            throw .damaged(place: file.path, reason: "its counter is none")
        }
        return Int64(littleEndian: data.loadUnaligned(as: Int64.self))
    }

    func put(_ key: LMDBKey, number: Int64) throws(SnapshotError) {
        try put(key, withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }

    /// Shows each key from `first` on, and its value where the body asks for it, until the body says so.
    func edit(
        from first: LMDBKey, _ body: (LMDBKey, UnsafeRawBufferPointer) throws(SnapshotError) -> LMDBEdit
    ) throws(SnapshotError) {
        var cursor: OpaquePointer?
        var code = mdb_cursor_open(transaction, database, &cursor)
        guard code == MDB_SUCCESS else { throw file.error(LMDBCode(code), "read") }
        defer { mdb_cursor_close(cursor) }
        var name = first.bytes
        var key = MDB_val()
        var value = MDB_val()
        code = name.withUnsafeMutableBytes { name in
            key = MDB_val(mv_size: name.count, mv_data: name.baseAddress)
            return mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
        }
        while code == MDB_SUCCESS {
            guard let found = LMDBKey(UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)) else {
                throw .damaged(place: file.path, reason: "it has a key that no snapshot has")
            }
            switch try body(found, UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)) {
            case .keep: break
            case .remove:
                code = mdb_cursor_del(cursor, 0)
                guard code == MDB_SUCCESS else { throw file.error(LMDBCode(code), "write") }
            case .stop: return
            }
            code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
        guard code == MDB_NOTFOUND else { throw file.error(LMDBCode(code), "read") }
    }
}
