import Glibc

/// Files that a pipeline names, and its own: text that is read whole.
enum NamedFile {
    /// Larger ones are refused: a mistaken path must not take all memory, or never end.
    static let largest = 4 << 20

    /// Why a file's text cannot be had.
    enum Problem: Error {
        case missing, isFolder, unreadable, tooLarge, notUTF8

        /// What is wrong, behind the file's name.
        var words: String {
            switch self {
            case .missing: "is not there"
            case .isFolder: "is a folder"
            case .unreadable: "cannot be read"
            case .tooLarge: "has more than \(NamedFile.largest >> 20) MiB, as many as are read"
            case .notUTF8: "is not UTF-8; save it as such"
            }
        }
    }

    /// The text of a file, of a device or of a pipe, up to its end. A pipe that nobody writes to is empty.
    static func text(of path: String) throws(Problem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable }
        defer { close(descriptor) }
        // Not to wait for somebody to open the pipe's other end, but for what comes out of it.
        _ = fcntl(descriptor, F_SETFL, O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw errno == EISDIR ? .isFolder : .unreadable
            }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= largest else { throw .tooLarge }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
