import Foundation
import StreamRuntime
import Telemetry
import TimeSeries

/// The files of a file sink, and their common progress.
///
/// An epoch's lines are made durable first, then `progress.json` is replaced by one that counts them; what a crash leaves
/// behind the counted lengths is cut off at the next start.
///
/// `@unchecked Sendable`: every access to the stored properties is inside `lock`.
final class ResultFolder: @unchecked Sendable {
    private let lock = NSLock()
    private let folder: String
    private let log: Log
    private let lockDescriptor: Int32
    private let files: [(name: ResultFile, file: OutputFile)]
    private var progress: FileProgress

    /// - Parameters:
    ///   - folder: created when it is not there.
    ///   - isReplacing: whether what a run before has left is thrown away.
    init(
        folder: String, shown: String, pipeline: String, isReplacing: Bool, log: Log
    ) throws(ConnectorError) {
        self.folder = folder
        self.log = log
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .unusable(
                "the folder \(shown) cannot be made: a file has its name, or the folder above it cannot be written")
        }
        lockDescriptor = try Self.lockFolder(folder, shown)
        do throws(SystemError) {
            var opened: [(ResultFile, OutputFile)] = []
            for name in ResultFile.allCases {
                opened.append((name, try OutputFile(path: folder + "/" + name.rawValue)))
            }
            files = opened
        } catch {
            throw error.code == EACCES ? .notPermitted("\(error)") : .unusable("\(error)")
        }
        progress = FileProgress(pipeline: pipeline)
        if !isReplacing, let found = try Self.read(folder + "/progress.json") {
            guard found.pipeline == pipeline else {
                throw .unusable(
                    "the folder \(shown) holds results of the pipeline \(found.pipeline); name another path, or on_start: replace"
                )
            }
            progress = found
        }
        guard files.allSatisfy({ $0.file.length >= progress[keyPath: $0.name.length] }) else {
            throw .inconsistent(
                "files in \(shown) are shorter than its progress.json says; restore them, or begin again with on_start: replace"
            )
        }
        do throws(SystemError) {
            try cutBack()
        } catch {
            throw .unusable("\(error)")
        }
    }

    deinit { close(lockDescriptor) }

    private static func lockFolder(_ folder: String, _ shown: String) throws(ConnectorError) -> Int32 {
        let descriptor = open(folder + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw .notPermitted(
                "the folder \(shown) cannot be written: \(String(cString: strerror(errno)).lowercased())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .unusable("the folder \(shown) is being written by another run; stop it, or name another path")
        }
        return descriptor
    }

    private static func read(_ path: String) throws(ConnectorError) -> FileProgress? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(FileProgress.self, from: data)
        } catch {
            throw .inconsistent("\(path) is not what a run leaves; remove the folder to begin afresh")
        }
    }

    /// How far the files of a folder count for a partition, whoever writes them now; nil where they do not.
    static func progress(
        of partition: PartitionID, in folder: String
    ) throws(ConnectorError) -> PartitionProgress? {
        try read(folder + "/progress.json")?.partitions.first {
            $0.source == partition.source && $0.topic == partition.topic && $0.partition == partition.partition
        }.map { PartitionProgress(start: $0.start, next: $0.next, epoch: $0.epoch, input: $0.input) }
    }

    func progress(of partition: PartitionID) -> PartitionProgress? {
        lock.withLock {
            index(of: partition).map {
                let found = progress.partitions[$0]
                return PartitionProgress(
                    start: found.start, next: found.next, epoch: found.epoch, input: found.input)
            }
        }
    }

    func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        lock.lock()
        defer { lock.unlock() }
        var changed = progress
        changed.partitions.append(
            .init(
                source: partition.source, topic: partition.topic, partition: partition.partition, start: offset,
                next: offset, epoch: 0, input: 0))
        try persist(changed, [:], shouldGiveUp)
    }

    /// Appends an epoch's lines to the files, and moves the progress.
    func append(
        _ epoch: Epoch, _ parts: [ResultFile: [UInt8]], shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        lock.lock()
        defer { lock.unlock() }
        guard let index = index(of: epoch.partition), progress.partitions[index].next == epoch.range.lowerBound,
            progress.partitions[index].input <= epoch.inputBefore
        else {
            throw .fenced("\(folder): the results of \(epoch.partition) do not follow what is there")
        }
        var changed = progress
        changed.partitions[index].next = epoch.range.upperBound
        changed.partitions[index].epoch += 1
        changed.partitions[index].input = epoch.newestInput
        for (name, bytes) in parts { changed[keyPath: name.length] += Int64(bytes.count) }
        try persist(changed, parts, shouldGiveUp)
    }

    private func index(of partition: PartitionID) -> Int? {
        progress.partitions.firstIndex {
            $0.source == partition.source && $0.topic == partition.topic && $0.partition == partition.partition
        }
    }

    /// Writes lines, then the progress that counts them. Waits while the disk is full.
    private func persist(
        _ changed: FileProgress, _ parts: [ResultFile: [UInt8]], _ shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        var lastWarning: ContinuousClock.Instant?
        while true {
            do throws(SystemError) {
                for (name, file) in files {
                    guard let bytes = parts[name], !bytes.isEmpty else { continue }
                    try file.write(bytes, at: progress[keyPath: name.length])
                    try file.synchronize()
                }
                try replaceProgress(changed)
                progress = changed
                return
            } catch {
                guard error.isDiskFull else { throw .unusable("\(error)") }
                if lastWarning.map({ ContinuousClock.now - $0 > .seconds(10) }) ?? true {
                    log.warning("the disk is full: \(error); waiting for room")
                    lastWarning = .now
                }
                // Room for somebody who clears up.
                try? cutBack()
                if shouldGiveUp() { throw .interrupted("stopped while the disk was full: \(error)") }
                usleep(500_000)
            }
        }
    }

    private func cutBack() throws(SystemError) {
        for (name, file) in files { try file.cut(to: progress[keyPath: name.length]) }
    }

    private func replaceProgress(_ changed: FileProgress) throws(SystemError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let path = folder + "/progress.json"
        guard let data = try? encoder.encode(changed) else { return }
        let beside = try OutputFile(path: path + ".writing")
        try beside.cut(to: 0)
        try beside.write([UInt8](data), at: 0)
        try beside.synchronize()
        guard rename(path + ".writing", path) == 0 else { throw SystemError("replace", path) }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError("write", folder) }
    }
}
