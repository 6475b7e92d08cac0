import Foundation

extension URL {
    /// A new folder of one test's own.
    static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Writes a text to a file of this folder.
    ///
    /// - Returns: its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
