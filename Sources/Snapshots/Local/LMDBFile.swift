import CLMDB
import Foundation

/// A partition's file, opened for one use: one process, and one thread of it, at a time.
///
/// LMDB would let readers in beside a writer; a file that is held by nobody in between can be made smaller while its pipeline
/// runs, and one process never has it open twice, which LMDB forbids.
final class LMDBFile {
    /// Address space, not memory or disk: more than a partition can have.
    private static let mapBytes = 1 << 40
    /// For how long a process that stopped in the middle of its use is waited for.
    private static let patience: Duration = .seconds(10)

    let path: String
    private let lock: Int32
    private let environment: OpaquePointer
    private var database: MDB_dbi = 0
    /// Whether reading came upon damage: LMDB must not touch it again.
    private var isBroken = false

    /// - Parameter path: its folder is there.
    private init(_ path: String, mapBytes: Int = mapBytes) throws(SnapshotError) {
        self.path = path
        lock = try Self.lock(path)
        var made: OpaquePointer?
        guard mdb_env_create(&made) == MDB_SUCCESS, let made, mdb_env_set_mapsize(made, mapBytes) == MDB_SUCCESS
        else {
            close(lock)
            throw .failed(operation: "open", place: path, reason: "there is no memory")
        }
        environment = made
    }

    deinit {
        if !isBroken { mdb_env_close(environment) }
        close(lock)
    }

    /// Reads in one transaction.
    static func read<Result>(
        _ path: String, _ body: (LMDBReader) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        // One that is damaged stays mapped: no more of it than there is.
        let file = try LMDBFile(path, mapBytes: max(size(path), 1 << 20))
        var transaction: OpaquePointer?
        var database: MDB_dbi = 0
        let code = LMDBCode(
            clmdb_begin_reading(file.environment, path, file.flags | UInt32(MDB_RDONLY), &transaction, &database))
        guard code.rawValue == MDB_SUCCESS, let transaction else {
            // What LMDB takes for sizes in a damaged file may be no sizes.
            file.isBroken = code.isDamage || [EINVAL, ENOMEM, ENOSPC].contains(code.rawValue)
            if file.isBroken { throw .damaged(place: path, reason: code.text) }
            throw file.error(code, "read")
        }
        let reader = try LMDBReader(file, transaction, database)
        defer {
            if !file.isBroken {
                reader.end()
                mdb_txn_abort(transaction)
            }
        }
        return try body(reader)
    }

    /// Writes in one transaction: wholly and durably, or not at all. Makes the file where there is none.
    ///
    /// - Parameter known: a file that is not as it was left is looked at first.
    /// - Throws: of one that is damaged, before anything is written.
    static func write<Result>(
        _ path: String, _ known: LMDBKnownFiles, _ body: (LMDBWriter) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        let file = try LMDBFile(path)
        if !known.isUnchanged(path) { try LMDBStructure.check(path) }
        do throws(LMDBCode) {
            try LMDBCode.check(mdb_env_open(file.environment, path, file.flags, 0o640))
        } catch {
            throw file.error(error, "open")
        }
        var transaction: OpaquePointer?
        do throws(LMDBCode) {
            try LMDBCode.check(mdb_txn_begin(file.environment, nil, 0, &transaction))
            try LMDBCode.check(mdb_dbi_open(transaction, nil, 0, &file.database))
        } catch {
            mdb_txn_abort(transaction)
            throw file.error(error, "write")
        }
        let result: Result
        do throws(SnapshotError) {
            result = try body(LMDBWriter(file, transaction, file.database))
        } catch {
            mdb_txn_abort(transaction)
            throw error
        }
        do throws(LMDBCode) { try LMDBCode.check(mdb_txn_commit(transaction)) } catch {
            throw file.error(error, "write")
        }
        known.note(path)
        return result
    }

    /// Puts a copy without free pages in the file's place, durably.
    static func rewrite(_ path: String) throws(SnapshotError) {
        let file = try LMDBFile(path)
        try LMDBStructure.check(path)
        let beside = path + ".writing"
        unlink(beside)
        do throws(LMDBCode) {
            try LMDBCode.check(mdb_env_open(file.environment, path, file.flags | UInt32(MDB_RDONLY), 0o640))
            try LMDBCode.check(mdb_env_copy2(file.environment, beside, UInt32(MDB_CP_COMPACT)))
        } catch {
            unlink(beside)
            throw file.error(error, "rewrite")
        }
        // A name that lasts must not be that of bytes that do not.
        guard sync(beside, O_RDWR), rename(beside, path) == 0 else {
            let code = LMDBCode(errno)
            unlink(beside)
            throw file.error(code, "rewrite")
        }
        _ = sync((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, _ flags: Int32) -> Bool {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Notes what LMDB came back with, and makes an error of it.
    func error(_ code: LMDBCode, _ operation: String) -> SnapshotError {
        if code.isDamage { return .damaged(place: path, reason: code.text) }
        return .failed(operation: operation, place: path, reason: (isFull(code) ? LMDBCode(ENOSPC) : code).text)
    }

    /// Whether the disk is what failed: LMDB takes a write that was cut short for an error of the device.
    private func isFull(_ code: LMDBCode) -> Bool {
        var status = statvfs()
        return code.rawValue == EIO && statvfs(path, &status) == 0 && status.f_bavail == 0
    }

    /// The same where something was read: of damage the environment is left as it is.
    func readError(_ code: LMDBCode) -> SnapshotError {
        if code.isDamage { isBroken = true }
        return error(code, "read")
    }

    /// Bytes of a file; 0 where there is none.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// A file and not a folder; transactions belong to nobody's thread; pages are read as good as randomly; and the lock is ours:
    /// LMDB's own is a table in memory whose pages a full disk cannot hold, and touching one that is not there ends the process.
    private var flags: UInt32 { UInt32(MDB_NOSUBDIR | MDB_NOTLS | MDB_NORDAHEAD | MDB_NOLOCK) }

    private static func lock(_ path: String) throws(SnapshotError) -> Int32 {
        let descriptor = open(path + ".use", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw .failed(operation: "open", place: path + ".use", reason: String(cString: strerror(errno)))
        }
        let deadline = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < deadline else {
                close(descriptor)
                throw .unreachable(place: path, reason: "another process holds them and does not let go")
            }
            usleep(5_000)
        }
        return descriptor
    }
}
