import Foundation
import Testing

/// A small disk of one test's own, which it may fill. Only who may mount has one.
final class FullDisk {
    static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? FullDisk(megabytes: 1) else { return false }
        disk.destroy()
        return true
    }()

    let folder: URL
    private var filler: URL { folder.appendingPathComponent("filler") }

    init(megabytes: Int) throws {
        folder = URL(fileURLWithPath: "/var/tmp/millrace-disk-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let output = try Shell.run(
            Shell.find("mount"), ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0755", "tmpfs", folder.path])
        try #require(output.status == 0, "\(output.standardError)")
    }

    /// Leaves no room.
    func fill() throws {
        _ = try Shell.run(Shell.find("dd"), ["if=/dev/zero", "of=\(filler.path)", "bs=64k"])
        _ = try Shell.run(Shell.find("dd"), ["if=/dev/zero", "of=\(filler.path)-2", "bs=512"])
    }

    func clear() throws {
        try FileManager.default.removeItem(at: filler)
        try? FileManager.default.removeItem(atPath: filler.path + "-2")
    }

    func destroy() {
        _ = try? Shell.run(Shell.find("umount"), ["-l", folder.path])
        try? FileManager.default.removeItem(at: folder)
    }
}
