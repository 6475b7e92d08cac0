import Foundation

/// Snapshots in a folder of this machine: an LMDB file for each partition.
package struct LocalSnapshotStore: SnapshotStore {
    private let folder: URL
    private let files = LMDBKnownFiles()
    private let warn: @Sendable (String) -> Void

    /// - Parameters:
    ///   - path: the folder; created when the first snapshot is written.
    ///   - warn: is given sentences for the log.
    package init(path: String, warn: @escaping @Sendable (String) -> Void = { _ in }) {
        folder = URL(fileURLWithPath: path, isDirectory: true)
        self.warn = warn
    }

    package var isShared: Bool { false }

    package func place(of name: SnapshotName) -> String { path(of: name) }

    package func names(of pipeline: String) throws(SnapshotError) -> [SnapshotName] {
        let pipelineFolder = folder.appendingPathComponent(SnapshotName.escaped(pipeline), isDirectory: true).path
        let paths = (FileManager.default.enumerator(atPath: pipelineFolder)?.compactMap { $0 as? String }) ?? []
        return paths.sorted().compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 3, parts[2].hasSuffix(Self.ending),
                let partition = Int32(parts[2].dropLast(Self.ending.count)),
                let source = SnapshotName.unescaped(parts[0]), let topic = SnapshotName.unescaped(parts[1])
            else { return nil }
            return SnapshotName(pipeline: pipeline, source: source, topic: topic, partition: partition)
        }
    }

    package func heads(
        of name: SnapshotName
    ) throws(SnapshotError) -> (heads: [SnapshotHead], problems: [SnapshotError]) {
        let path = path(of: name)
        guard FileManager.default.fileExists(atPath: path) else { return ([], former(name)) }
        var heads: [SnapshotHead] = []
        var problems: [SnapshotError] = []
        try LMDBFile.read(path) { reader throws(SnapshotError) in
            try reader.walk(from: .head(generation: 0)) { key, bytes throws(SnapshotError) in
                guard case .head = key else { return false }
                do throws(SnapshotError) {
                    heads.append(try SnapshotHead(decoding: bytes, place: path))
                } catch {
                    problems.append(error)
                }
                return true
            }
        }
        return (heads.reversed(), problems)
    }

    package func read(
        _ entries: Range<Int>, of head: SnapshotHead, _ name: SnapshotName,
        _ body: (Int, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
    ) throws(SnapshotError) {
        let generations = head.base...head.generation
        try LMDBFile.read(path(of: name)) { reader throws(SnapshotError) in
            // The newest of a number comes last; it is only known when the next number has come.
            var newest: (number: Int, bytes: [UInt8])?
            try reader.walk(from: .entry(number: entries.lowerBound, generation: 0)) {
                key, bytes throws(SnapshotError) in
                guard case .entry(let number, let generation) = key, number < entries.upperBound else { return false }
                guard generations.contains(generation) else { return true }
                if let last = newest, last.number != number {
                    try last.bytes.withBytes { bytes throws(SnapshotError) in try body(last.number, bytes) }
                }
                newest = (number, Array(bytes))
                return true
            }
            if let last = newest {
                try last.bytes.withBytes { bytes throws(SnapshotError) in try body(last.number, bytes) }
            }
        }
    }

    package func begin(
        _ name: SnapshotName, after head: SnapshotHead?, newest generation: Int64?
    ) throws(SnapshotError) -> any SnapshotDraft {
        let path = path(of: name)
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .failed(
                operation: "create the folder", place: folder, reason: "a file is in the way, or it may not be written")
        }
        return LocalSnapshotDraft(path, files, after: head, newest: generation) { [self] problem in
            let place = setAside(name)
            warn("\(problem.description)\(place.map { "; what could not be read is now \($0)" } ?? "")")
            return place != nil
        }
    }

    package func setAside(_ name: SnapshotName) -> String? {
        let path = path(of: name)
        guard rename(path, path + ".aside") == 0 else { return nil }
        return path + ".aside"
    }

    package func compact(_ names: [SnapshotName]) throws(SnapshotError) -> [SnapshotCompaction] {
        var compactions: [SnapshotCompaction] = []
        for name in names {
            let path = path(of: name)
            let before = LMDBFile.size(path)
            try LMDBFile.rewrite(path)
            compactions.append(.done(place: path, before: Int64(before), after: Int64(LMDBFile.size(path))))
        }
        return compactions
    }

    private static let ending = ".mdb"

    private func path(of name: SnapshotName) -> String {
        URL(fileURLWithPath: name.relativePath + Self.ending, relativeTo: folder).absoluteURL.path
    }

    /// What versions wrote that kept a whole state in one file.
    private func former(_ name: SnapshotName) -> [SnapshotError] {
        let path = URL(fileURLWithPath: name.relativePath + ".snapshot", relativeTo: folder).absoluteURL.path
        return FileManager.default.fileExists(atPath: path) ? [.foreign(place: path, version: "MRSNAP02")] : []
    }
}
