import Glibc
import StreamRuntime
import Synchronization

/// Stands between a client and a server, and cuts the connection once, at the client's first `commit`.
final class CuttingProxy: Sendable {
    enum Moment: CaseIterable {
        /// The server never hears of it.
        case beforeTheServer
        /// The server has committed, the client never hears of it.
        case afterTheServer
    }

    let port: UInt16
    private let listener: Int32
    private let server: UInt16
    private let moment: Moment
    private let cuts = Atomic(0)
    private let isOver = Atomic(false)

    /// - Parameter server: its port on 127.0.0.1.
    init?(to server: UInt16, cutting moment: Moment) {
        self.server = server
        self.moment = moment
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = Self.place(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { return nil }
        self.listener = listener
        port = UInt16(bigEndian: place.sin_port)
        _ = NamedThread(name: "proxy") { [self] in
            while !isOver.load(ordering: .acquiring) {
                var wanted = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&wanted, 1, 50) > 0 else { continue }
                let client = accept(listener, nil, nil)
                _ = NamedThread(name: "relay") { self.relay(client) }
            }
            close(listener)
        }
    }

    /// How often it has cut.
    var cutCount: Int { cuts.load(ordering: .acquiring) }

    func stop() { isOver.store(true, ordering: .releasing) }

    private static func place(_ port: UInt16) -> sockaddr_in {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        return place
    }

    private func relay(_ client: Int32) {
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(client)
            close(upstream)
        }
        var place = Self.place(server)
        let result = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return }
        // A query in the protocol's simple form: its kind, its length, its text.
        let commit: [UInt8] = [UInt8(ascii: "Q"), 0, 0, 0, 11] + Array("commit".utf8) + [0]
        var isHeldBack = false
        while !isOver.load(ordering: .acquiring) {
            var wanted = [client, upstream].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&wanted, 2, 50) > 0 else { continue }
            if wanted[0].revents != 0 {
                guard let bytes = Self.read(client) else { return }
                if bytes == commit,
                    cuts.compareExchange(expected: 0, desired: 1, ordering: .acquiringAndReleasing).exchanged
                {
                    if moment == .beforeTheServer { return }
                    isHeldBack = true
                }
                Self.write(bytes, to: upstream)
            }
            if wanted[1].revents != 0 {
                guard let bytes = Self.read(upstream), !isHeldBack else { return }
                Self.write(bytes, to: client)
            }
        }
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            done += count
        }
    }
}
