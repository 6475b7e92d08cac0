/// Shows every entry of a snapshot, in the order of their numbers. Its body tells whether an entry holds together.
///
/// - Throws: when one does not, when something is missing, or where it cannot be read.
package typealias SnapshotVisit = ((UnsafeRawBufferPointer) -> Bool) throws(SnapshotError) -> Void

extension SnapshotStore {
    /// Restores a state from the usable snapshot of `name` that is newest but not newer than `offset`.
    ///
    /// - Parameters:
    ///   - offset: what the sinks have; a state further on than they are is of no use.
    ///   - start: where the state must have begun.
    ///   - fingerprint: of the settings the state must have been built with.
    ///   - restore: makes the state of a head, and of all entries, which it has to visit; nil where it cannot.
    /// - Returns: the state, its snapshot, and what further ones go on from; and why others were passed over, as sentences
    ///   for the log.
    /// - Throws: ``SnapshotError/unreachable(place:reason:)``, and nothing else: what was kept may be found later.
    package func load<State>(
        _ name: SnapshotName, notAfter offset: Int64, start: Int64, fingerprint: UInt64,
        restore: (SnapshotHead, SnapshotVisit) throws(SnapshotError) -> State?
    ) throws(SnapshotError) -> (
        found: (state: State, head: SnapshotHead, lineage: SnapshotLineage)?, remarks: [String]
    ) {
        var remarks: [String] = []
        var isUnreadable = false
        do throws(SnapshotError) {
            let (heads, problems) = try heads(of: name)
            remarks = problems.map(\.description)
            isUnreadable = !problems.isEmpty
            let newest = heads.first?.generation ?? 0
            for head in heads {
                let flaw = head.flaw(notAfter: offset, start: start, fingerprint: fingerprint)
                if let flaw {
                    remarks.append("the snapshot \(place(of: head, name)) \(flaw); it is not used")
                } else {
                    do throws(SnapshotError) {
                        let (state, checks) = try restored(head, name, restore)
                        return (
                            (state, head, SnapshotLineage(name, after: head, newest: newest, checks: checks)), remarks
                        )
                    } catch {
                        // The one before may do.
                        guard error.isUnreadable else { throw error }
                        isUnreadable = true
                        remarks.append(error.description)
                    }
                }
            }
        } catch {
            if case .unreachable = error { throw error }
            isUnreadable = isUnreadable || error.isUnreadable
            remarks.append(error.description)
        }
        if isUnreadable, let place = setAside(name) { remarks.append("what could not be read is now \(place)") }
        return (nil, remarks)
    }

    /// Reads a whole snapshot and compares everything with its check values.
    ///
    /// - Throws: ``SnapshotError/damaged(place:reason:)``, or where it cannot be read.
    package func verify(_ head: SnapshotHead, of name: SnapshotName) throws(SnapshotError) {
        _ = try restored(head, name) { (_, visit) throws(SnapshotError) -> Bool in
            try visit { _ in true }
            return true
        }
    }

    /// One entry of a snapshot; nil where it has no such number.
    package func entry(_ number: Int, of head: SnapshotHead, _ name: SnapshotName) throws(SnapshotError) -> [UInt8]? {
        var found: [UInt8]?
        guard number < head.entryCount else { return nil }
        try read(number..<number + 1, of: head, name) { number, stored throws(SnapshotError) in
            found = Array(try checked(stored, number, head, name).bytes)
        }
        guard let found else { throw .damaged(place: place(of: head, name), reason: "entry \(number) is missing") }
        return found
    }

    private func restored<State>(
        _ head: SnapshotHead, _ name: SnapshotName,
        _ restore: (SnapshotHead, SnapshotVisit) throws(SnapshotError) -> State?
    ) throws(SnapshotError) -> (State, checks: [UInt32]) {
        var checks: [UInt32] = []
        checks.reserveCapacity(head.entryCount)
        let state = try restore(head) { body throws(SnapshotError) in
            checks = []
            try read(0..<head.entryCount, of: head, name) { number, stored throws(SnapshotError) in
                guard number == checks.count else {
                    throw .damaged(place: place(of: head, name), reason: "entry \(checks.count) is missing")
                }
                let (bytes, check) = try checked(stored, number, head, name)
                checks.append(check)
                guard body(bytes) else {
                    throw .damaged(place: place(of: head, name), reason: "entry \(number) does not hold together")
                }
            }
            guard checks.count == head.entryCount, SnapshotDigest(of: checks).value == head.digest else {
                throw .damaged(
                    place: place(of: head, name), reason: "its entries are not those that were written with it")
            }
        }
        guard let state else { throw .damaged(place: place(of: head, name), reason: "it does not hold together") }
        return (state, checks)
    }

    /// The bytes of an entry as it is kept.
    private func checked(
        _ stored: UnsafeRawBufferPointer, _ number: Int, _ head: SnapshotHead, _ name: SnapshotName
    ) throws(SnapshotError) -> (bytes: UnsafeRawBufferPointer, check: UInt32) {
        let count = stored.count - 4
        guard count >= 0 else { throw .damaged(place: place(of: head, name), reason: "entry \(number) is cut short") }
        let bytes = UnsafeRawBufferPointer(rebasing: stored[..<count])
        let check = UInt32(littleEndian: stored.loadUnaligned(fromByteOffset: count, as: UInt32.self))
        guard CRC32C.value(of: bytes) == check else {
            throw .damaged(
                place: place(of: head, name), reason: "the check value of entry \(number) does not match")
        }
        return (bytes, check)
    }

    private func place(of head: SnapshotHead, _ name: SnapshotName) -> String {
        "\(place(of: name)) of offset \(head.offset)"
    }
}
