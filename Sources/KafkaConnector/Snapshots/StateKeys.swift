import Snapshots

/// The keys of messages in which a partition's state is kept: its name as a path, and `head` or the number of an entry.
struct StateKeys {
    /// What a key is of.
    enum Part: Equatable {
        case head
        case entry(Int)
    }

    private let prefix: [UInt8]

    init(_ name: SnapshotName) { prefix = Array("\(name.relativePath)/".utf8) }

    func key(of part: Part) -> [UInt8] {
        switch part {
        case .head: prefix + Array("head".utf8)
        case .entry(let number): prefix + Array("\(number)".utf8)
        }
    }

    /// Nil for a key of somebody else's.
    func read(_ key: UnsafeRawBufferPointer) -> Part? {
        guard key.starts(with: prefix) else { return nil }
        let rest = String(decoding: key.dropFirst(prefix.count), as: UTF8.self)
        return rest == "head" ? .head : Int(rest).map { .entry($0) }
    }
}
