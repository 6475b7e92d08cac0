import Foundation

/// Snapshots in a folder of this machine: for each partition the newest, and the one before it.
///
/// A snapshot is written beside its place, made durable and renamed into it, so that a crash at any moment leaves
/// the old one or the new one, whole.
package struct LocalSnapshotStore: Sendable {
    private let folder: URL

    /// - Parameter path: the folder; created when the first snapshot is saved.
    package init(path: String) { folder = URL(fileURLWithPath: path, isDirectory: true) }

    /// The usable snapshot of `name` that is newest but not newer than `offset`.
    ///
    /// - Parameters:
    ///   - offset: what the sinks have; a state further on than they are is of no use.
    ///   - start: where the state must have begun.
    ///   - fingerprint: of the settings the state must have been built with.
    /// - Returns: the snapshot or nil, and why others were passed over, as sentences for the log.
    package func load(
        _ name: SnapshotName, notAfter offset: Int64, start: Int64, fingerprint: UInt64
    ) -> (snapshot: Snapshot?, remarks: [String]) {
        var remarks: [String] = []
        for url in [place(of: name, "snapshot"), place(of: name, "previous")] {
            guard FileManager.default.fileExists(atPath: url.path) else { continue }
            do throws(SnapshotError) {
                let snapshot = try read(url)
                if snapshot.fingerprint != fingerprint {
                    remarks.append(
                        "the snapshot \(url.path) was made with other model settings or another version; not used")
                } else if snapshot.start != start {
                    remarks.append("the snapshot \(url.path) is of another run of the log; not used")
                } else if snapshot.offset > offset {
                    remarks.append("the snapshot \(url.path) is of offset \(snapshot.offset), past \(offset); not used")
                } else {
                    return (snapshot, remarks)
                }
            } catch {
                remarks.append(error.description)
            }
        }
        return (nil, remarks)
    }

    private func read(_ url: URL) throws(SnapshotError) -> Snapshot {
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw .failed(operation: "read", path: url.path, reason: "it cannot be read")
        }
        return try Snapshot(decoding: [UInt8](data), path: url.path)
    }

    /// Makes `snapshot` the newest of `name`, durably.
    package func save(_ snapshot: Snapshot, as name: SnapshotName) throws(SnapshotError) {
        let newest = place(of: name, "snapshot")
        let previous = place(of: name, "previous")
        let beside = place(of: name, "writing")
        let folder = newest.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .failed(
                operation: "create the folder", path: folder.path,
                reason: "a file is in the way, or it may not be written")
        }
        try write(snapshot, to: beside)
        if FileManager.default.fileExists(atPath: newest.path) { try rename(newest, to: previous) }
        try rename(beside, to: newest)
        try synchronize(folder)
    }

    private func write(_ snapshot: Snapshot, to url: URL) throws(SnapshotError) {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw systemError("write", url) }
        defer { Glibc.close(descriptor) }
        try write(snapshot.header, to: descriptor, url)
        try write(snapshot.payload, to: descriptor, url)
        try write(withUnsafeBytes(of: snapshot.checksum.littleEndian) { Array($0) }, to: descriptor, url)
        guard fsync(descriptor) == 0 else { throw systemError("write", url) }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ url: URL) throws(SnapshotError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if written >= 0 {
                done += written
            } else if errno != EINTR {
                throw systemError("write", url)
            }
        }
    }

    private func rename(_ old: URL, to new: URL) throws(SnapshotError) {
        guard Glibc.rename(old.path, new.path) == 0 else { throw systemError("rename", old) }
    }

    /// Makes the names in a folder durable.
    private func synchronize(_ folder: URL) throws(SnapshotError) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("open", folder) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError("write", folder) }
    }

    private func place(of name: SnapshotName, _ ending: String) -> URL {
        URL(fileURLWithPath: name.relativePath + "." + ending, relativeTo: folder).absoluteURL
    }

    private func systemError(_ operation: String, _ url: URL) -> SnapshotError {
        .failed(operation: operation, path: url.path, reason: String(cString: strerror(errno)))
    }
}
