import CLMDB
import Glibc

/// Whether a file is put together as LMDB does it.
///
/// LMDB believes what its pages say of themselves: a damaged one leads it past the end of the file, or of its own memory. Readers
/// are guarded against the first (`clmdb.h`), which does not do where it changes pages. So whoever writes to a file that somebody
/// else has had looks here first. Values are not read; they have check values.
struct LMDBStructure {
    private static let deepest = 32

    private let path: String
    private let descriptor: Int32
    private let meta: LMDBMeta
    /// Whole pages of the file, and whether something is known of each.
    private var isTaken: [Bool]
    /// Free pages past the file's end.
    private var beyond: Set<UInt64> = []
    private var previousKey: ArraySlice<UInt8> = []

    /// - Throws: ``SnapshotError/damaged(place:reason:)``, or why the file cannot be read. One that is empty, or not there, is
    ///   not damaged.
    static func check(_ path: String) throws(SnapshotError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 || errno != ENOENT else { return }
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_size > 0 else { return }
        var structure = try LMDBStructure(path, descriptor, Int(status.st_size))
        try structure.check()
    }

    private init(_ path: String, _ descriptor: Int32, _ size: Int) throws(SnapshotError) {
        self.path = path
        self.descriptor = descriptor
        guard let first = LMDBMeta(LMDBPage(try Self.bytes(of: descriptor, path, at: 0, LMDBMeta.byteCount))),
            let second = LMDBMeta(
                LMDBPage(try Self.bytes(of: descriptor, path, at: first.pageBytes, LMDBMeta.byteCount))),
            first.pageBytes == second.pageBytes
        else { throw .damaged(place: path, reason: "its first pages are not those of LMDB") }
        meta = first.transaction < second.transaction ? second : first
        isTaken = Array(repeating: false, count: size / first.pageBytes)
    }

    private mutating func check() throws(SnapshotError) {
        guard meta.free.flags & ~UInt16(MDB_NOSUBDIR) == UInt16(MDB_INTEGERKEY), meta.main.flags == 0 else {
            throw .damaged(place: path, reason: "its first pages have flags that are not LMDB's")
        }
        for (tree, isFree) in [(meta.free, true), (meta.main, false)] {
            previousKey = []
            guard Int(tree.depth) <= Self.deepest, (tree.root == nil) == (tree.depth == 0) else {
                throw .damaged(place: path, reason: "a tree has no depth that LMDB knows")
            }
            if let root = tree.root { try walk(root, levels: tree.depth, isFree: isFree) }
        }
        // Pages that became free before they were written.
        guard meta.lastPage < UInt64(isTaken.count + beyond.count) else {
            throw .damaged(place: path, reason: "it ends before its last page")
        }
    }

    private mutating func walk(_ number: UInt64, levels: UInt16, isFree: Bool) throws(SnapshotError) {
        try take(number)
        let page = LMDBPage(try bytes(of: number, count: meta.pageBytes))
        let kind: LMDBPage.Kind = levels == 1 ? .leaf : .branch
        guard page.number == number, page.kind == kind, let nodes = page.nodes(of: kind),
            kind == .leaf || isFree || nodes.count > 1
        else { throw broken(number) }
        for (index, node) in nodes.enumerated() {
            // The first key of a branch stands for all smaller ones, whatever it is.
            if kind == .leaf || index > 0 { try pass(page.bytes(node.key), of: number, isFree: isFree) }
            switch node.content {
            case .page(let below): try walk(below, levels: levels - 1, isFree: isFree)
            case .value(let range): if isFree { try takeFree(page.bytes(range), of: number) }
            case .overflow(let first, let byteCount):
                try takeOverflow(first, byteCount)
                if isFree {
                    try takeFree(try bytes(of: first, count: byteCount, from: LMDBPage.headerBytes)[...], of: first)
                }
            }
        }
    }

    /// Keys come in their order.
    private mutating func pass(_ key: ArraySlice<UInt8>, of page: UInt64, isFree: Bool) throws(SnapshotError) {
        let isRight: Bool
        if isFree {
            let number = Self.number(key)
            isRight = key.count == 8 && number >= Self.number(previousKey) && number <= meta.transaction
        } else {
            isRight = 1...LMDBKey.mostBytes ~= key.count && !key.lexicographicallyPrecedes(previousKey)
        }
        guard isRight else { throw broken(page) }
        previousKey = key
    }

    /// What a value overflows to.
    private mutating func takeOverflow(_ first: UInt64, _ byteCount: Int) throws(SnapshotError) {
        try take(first)
        let page = LMDBPage(try bytes(of: first, count: LMDBPage.headerBytes))
        let needed = (LMDBPage.headerBytes + byteCount + meta.pageBytes - 1) / meta.pageBytes
        guard page.number == first, page.kind == .overflow, Int(page.span) >= needed else { throw broken(first) }
        for number in 1..<max(1, UInt64(page.span)) { try take(first + number) }
    }

    /// Free pages: how many, and their numbers from the greatest on.
    private mutating func takeFree(_ value: ArraySlice<UInt8>, of page: UInt64) throws(SnapshotError) {
        guard value.count >= 8, value.count % 8 == 0 else { throw broken(page) }
        let count = Self.number(value)
        guard count < value.count / 8 else { throw broken(page) }
        var last = UInt64.max
        for index in 0..<Int(count) {
            let number = Self.number(value.dropFirst(8 + 8 * index))
            guard number < last else { throw broken(page) }
            last = number
            if number >= isTaken.count, number <= meta.lastPage {
                guard beyond.insert(number).inserted else { throw broken(page) }
            } else {
                try take(number)
            }
        }
    }

    /// A page is in the file, and nothing but one thing.
    private mutating func take(_ number: UInt64) throws(SnapshotError) {
        guard number > 1, number <= meta.lastPage, number < isTaken.count else {
            throw .damaged(place: path, reason: "page \(number) is missing")
        }
        guard !isTaken[Int(number)] else { throw .damaged(place: path, reason: "page \(number) is used twice") }
        isTaken[Int(number)] = true
    }

    private func broken(_ page: UInt64) -> SnapshotError {
        .damaged(place: path, reason: "page \(page) does not hold together")
    }

    private func bytes(of page: UInt64, count: Int, from start: Int = 0) throws(SnapshotError) -> [UInt8] {
        try Self.bytes(of: descriptor, path, at: Int(page) * meta.pageBytes + start, count)
    }

    private static func bytes(
        of descriptor: Int32, _ path: String, at offset: Int, _ count: Int
    ) throws(SnapshotError) -> [UInt8] {
        var isRead = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            while let start = room.baseAddress, filled < count {
                isRead = pread(descriptor, start + filled, count - filled, off_t(offset + filled))
                if isRead <= 0 { break }
                filled += isRead
            }
        }
        guard isRead >= 0 else { throw failure(path) }
        guard bytes.count == count else { throw .damaged(place: path, reason: "it is cut short") }
        return bytes
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func failure(_ path: String) -> SnapshotError {
        .failed(operation: "read", place: path, reason: String(cString: strerror(errno)))
    }
}
