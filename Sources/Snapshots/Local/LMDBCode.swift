import CLMDB

/// What an LMDB function came back with.
struct LMDBCode: Error {
    let rawValue: Int32

    init(_ rawValue: Int32) { self.rawValue = rawValue }

    /// Throws what is no success.
    static func check(_ code: Int32) throws(LMDBCode) {
        guard code == MDB_SUCCESS else { throw LMDBCode(code) }
    }

    /// Whether the file is not what LMDB wrote.
    var isDamage: Bool {
        [
            MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_INVALID, MDB_PANIC, MDB_VERSION_MISMATCH, MDB_BAD_VALSIZE,
            MDB_INCOMPATIBLE,
        ]
        .contains(rawValue)
    }

    var text: String { String(cString: mdb_strerror(rawValue)) }
}
