import Foundation
import Synchronization

/// A TCP relay to a port of this machine, whose network can fail.
package final class Proxy: Sendable {
    package enum Network { case flows, isCut, standsStill }

    /// When a connection is cut, once, whose client says certain words.
    package enum Moment: CaseIterable {
        /// The server never hears of them.
        case beforeTheServer
        /// The server has answered them, the client never hears of it.
        case afterTheServer
    }

    private struct State {
        var network = Network.flows
        var sockets: Set<Int32> = []
        var isOver = false
        var cuts = 0
    }

    package let port: UInt16
    private let target: UInt16
    private let listener: Int32
    private let words: [UInt8]
    private let moment: Moment?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - target: the server's port.
    ///   - moment: cuts the first connection whose client says `words`, and nothing else at the time; nil cuts none by itself.
    package init(to target: UInt16, cutting moment: Moment? = nil, at words: [UInt8] = []) throws {
        (self.target, self.moment, self.words) = (target, moment, words)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = Self.address(0)
        let isBound = Self.with(&address) { Glibc.bind(listener, $0, $1) } == 0
        guard isBound, listen(listener, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in accept() }
    }

    /// How often a connection was cut for its client's words.
    package var cutCount: Int { state.withLock(\.cuts) }

    /// Changes the network: cut, every connection is gone and new ones are refused; standing still, nothing gets through.
    package func become(_ network: Network) {
        state.withLock { state in
            state.network = network
            guard network == .isCut else { return }
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    package func end() {
        become(.isCut)
        state.withLock { $0.isOver = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else {
                if state.withLock({ $0.isOver }) { return }
                usleep(1_000)
                continue
            }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(target)
            let isOpen =
                state.withLock { $0.network != .isCut } && Self.with(&address) { connect(server, $0, $1) } == 0
            guard isOpen else {
                close(client)
                close(server)
                continue
            }
            state.withLock {
                _ = $0.sockets.insert(client); _ = $0.sockets.insert(server)
            }
            Thread.detachNewThread { [self] in relay(client, server) }
        }
    }

    /// Copies both ways until one side ends.
    private func relay(_ client: Int32, _ server: Int32) {
        var isHeldBack = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var ends = [
            pollfd(fd: client, events: Int16(POLLIN), revents: 0),
            pollfd(fd: server, events: Int16(POLLIN), revents: 0),
        ]
        loop: while true {
            guard state.withLock({ $0.network }) != .standsStill else {
                usleep(5_000)
                continue
            }
            _ = poll(&ends, 2, 50)
            for (from, to) in [(0, 1), (1, 0)] where ends[from].revents != 0 {
                let count = recv(ends[from].fd, &buffer, buffer.count, 0)
                guard count > 0, !(isHeldBack && from == 1) else { break loop }
                if from == 0, moment != nil, buffer[..<count].elementsEqual(words), isFirstCut() {
                    if moment == .beforeTheServer { break loop }
                    isHeldBack = true
                }
                var sent = 0
                while sent < count {
                    let more = buffer[sent..<count].withUnsafeBytes {
                        send(ends[to].fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard more > 0 else { break loop }
                    sent += more
                }
            }
        }
        state.withLock { state in
            for socket in [client, server] {
                state.sockets.remove(socket)
                close(socket)
            }
        }
    }

    private func isFirstCut() -> Bool {
        state.withLock { state in
            guard state.cuts == 0 else { return false }
            state.cuts = 1
            return true
        }
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with(
        _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
