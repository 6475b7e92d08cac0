import Glibc

/// Standard error, written to whatever becomes of it: that nobody can read the log stops nothing.
package enum StandardError {
    /// Writes all of the text, unless that fails.
    package static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno != EINTR {
                return
            }
        }
    }
}
