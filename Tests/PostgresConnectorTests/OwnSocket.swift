import Foundation

/// A connected socket of this process.
struct OwnSocket {
    private let descriptor: Int32

    /// The one that is bound to a port; nil where there is none.
    init?(from port: UInt16) {
        let found = (3..<Int32(1_024)).first { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            return result == 0 && address.sin_family == sa_family_t(AF_INET)
                && UInt16(bigEndian: address.sin_port) == port
        }
        guard let found else { return nil }
        descriptor = found
    }

    /// Shuts it down, as a network would that fails.
    func breakOff() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Puts one in its place whose other end never says anything, as a server would that is paused.
    ///
    /// - Returns: that end, to be closed.
    func silence() -> Int32 {
        var ends: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        dup2(ends[0], descriptor)
        close(ends[0])
        return ends[1]
    }
}
