import Foundation

/// The operating system refused something.
struct SystemError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let code: Int32

    /// What just failed, by `errno`.
    init(_ operation: String, _ path: String) {
        self.operation = operation
        self.path = path
        code = errno
    }

    /// Whether it may succeed when somebody makes room.
    var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    /// The system's own words.
    var reason: String { String(cString: strerror(code)).lowercased() }

    var description: String { "cannot \(operation) \(path): \(reason)" }
}
