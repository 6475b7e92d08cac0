/// A snapshot on its way into a partition's file: a transaction for each lot of entries, and for a small one a single one.
final class LocalSnapshotDraft: SnapshotDraft {
    private let path: String
    private let files: LMDBKnownFiles
    /// Puts a damaged file out of the way; returns whether it is.
    private let setAside: (SnapshotError) -> Bool
    /// The snapshot it goes on from; nil when all entries are written.
    private let base: SnapshotHead?
    /// The newest generation that is known; nil when any may be there.
    private let known: Int64?
    /// Nil before the first transaction.
    private var generation: Int64?
    private var hasCommitted = false
    /// The snapshot that will be the one before.
    private var previous: SnapshotHead?
    private var numbers: [Int] = []
    /// What comes into the next transaction.
    private var waiting: (entries: SnapshotEntries, checks: [UInt32])?

    init(
        _ path: String, _ files: LMDBKnownFiles, after base: SnapshotHead?, newest known: Int64?,
        setAside: @escaping (SnapshotError) -> Bool
    ) {
        self.known = known
        self.path = path
        self.files = files
        self.base = base
        self.setAside = setAside
    }

    func put(_ entries: SnapshotEntries, checks: [UInt32]) throws(SnapshotError) {
        if waiting != nil { _ = try write(writeWaiting) }
        waiting = (entries, checks)
        numbers += entries.numbers
    }

    func publish(_ head: SnapshotHead) throws(SnapshotError) -> SnapshotHead {
        try write { writer throws(SnapshotError) in
            let generation = try writeWaiting(writer)
            var head = head
            head.generation = generation
            head.base = base?.base ?? generation
            try writer.put(.head(generation: generation), head.encoded)
            try writer.edit(from: .head(generation: 0)) { key, _ throws(SnapshotError) in
                guard case .head(let found) = key else { return .stop }
                return found < previous?.generation ?? generation ? .remove : .keep
            }
            try prune(head, writer)
            return head
        }
    }

    /// Writes in one transaction. A file that is damaged is put out of the way of a snapshot that has everything, which begins a
    /// new one.
    private func write<Result>(
        _ body: (LMDBWriter) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        let result: Result
        do throws(SnapshotError) {
            result = try LMDBFile.write(path, files, body)
        } catch {
            guard error.isUnreadable, base == nil, setAside(error), !hasCommitted else { throw error }
            generation = nil
            result = try LMDBFile.write(path, files, body)
        }
        hasCommitted = true
        waiting = nil
        return result
    }

    /// Writes what waits, after taking the writing over or seeing that nobody else has.
    ///
    /// - Returns: the generation.
    private func writeWaiting(_ writer: LMDBWriter) throws(SnapshotError) -> Int64 {
        let generation = try begun(writer)
        if let (entries, checks) = waiting {
            var index = 0
            try entries.forEach { number, bytes throws(SnapshotError) in
                let check = withUnsafeBytes(of: checks[index].littleEndian) { Array($0) }
                try check.withBytes { check throws(SnapshotError) in
                    try writer.put(.entry(number: number, generation: generation), [bytes, check])
                }
                index += 1
            }
        }
        return generation
    }

    private func begun(_ writer: LMDBWriter) throws(SnapshotError) -> Int64 {
        let drafted = try writer.number(.writer) ?? 0
        if let generation {
            guard drafted == generation else { throw .superseded(place: path) }
            return generation
        }
        previous = nil
        try writer.edit(from: .head(generation: 0)) { key, bytes throws(SnapshotError) in
            guard case .head(let found) = key else { return .stop }
            // One that cannot be read is nobody's snapshot.
            guard let head = try? SnapshotHead(decoding: bytes, place: path) else { return .remove }
            if let known, found > known { throw .superseded(place: path) }
            if let base, found > base.generation { return .remove }
            previous = head
            return .keep
        }
        if let base, previous != base { throw .superseded(place: path) }
        let newest = previous?.generation ?? 0
        if drafted > newest {
            try writer.edit(from: .entry(number: 0, generation: 0)) { key, _ throws(SnapshotError) in
                guard case .entry(_, let generation) = key else { return .stop }
                return generation > newest ? .remove : .keep
            }
        }
        let next = max(drafted, newest) + 1
        try writer.put(.writer, number: next)
        generation = next
        return next
    }

    /// Removes entries that belong neither to the snapshot nor to the one before.
    private func prune(_ head: SnapshotHead, _ writer: LMDBWriter) throws(SnapshotError) {
        if base == nil || previous.map({ $0.base == $0.generation }) ?? true {
            return try prune(0..<Int.max, head, writer)
        }
        for number in numbers { try prune(number..<number + 1, head, writer) }
    }

    private func prune(_ range: Range<Int>, _ head: SnapshotHead, _ writer: LMDBWriter) throws(SnapshotError) {
        var before: (number: Int, generation: Int64)?
        var surplus: [LMDBKey] = []
        try writer.edit(from: .entry(number: range.lowerBound, generation: 0)) { key, _ throws(SnapshotError) in
            guard case .entry(let number, let found) = key, number < range.upperBound else { return .stop }
            if let last = before, last.number == number, !isNeeded(last.generation, before: found, head) {
                surplus.append(.entry(number: number, generation: last.generation))
            }
            if let last = before, last.number != number, !isNeeded(last.generation, before: .max, head) {
                surplus.append(.entry(number: last.number, generation: last.generation))
            }
            before = (number, found)
            return .keep
        }
        if let last = before, !isNeeded(last.generation, before: .max, head) {
            surplus.append(.entry(number: last.number, generation: last.generation))
        }
        for key in surplus { try writer.remove(key) }
    }

    /// Whether the snapshot or the one before has what was written in a generation and not again before `next`.
    private func isNeeded(_ written: Int64, before next: Int64, _ head: SnapshotHead) -> Bool {
        [head, previous].contains { head in
            head.map { ($0.base...$0.generation).contains(written) && next > $0.generation } ?? false
        }
    }
}
