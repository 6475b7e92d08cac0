import CLibEvent
import Glibc
package import StreamRuntime
import Synchronization

/// Answers HTTP GET requests for a few pages, on a thread of its own.
///
/// Whoever asks cannot hurt the process: at most ``connectionLimit`` connections are open, each for ``patience`` at most and
/// for one small request, and so many are taken in a tenth of a second; others wait in the kernel.
///
/// `@unchecked Sendable`: what is stored and not constant is used on the server's thread alone once it has started.
package final class StatusServer: @unchecked Sendable {
    static let connectionLimit = 16
    static let patience: Duration = .seconds(3)
    private static let sweepInterval = timeval(tv_sec: 0, tv_usec: 100_000)
    /// Bytes of a request's head.
    private static let headLimit = 8_192

    /// Where it listens, `host:port`; the port is a real one also where 0 was asked for.
    package let address: String
    private let routes: [String: @Sendable () -> StatusPage]
    private let base: OpaquePointer
    private let http: OpaquePointer
    private let listener: OpaquePointer
    /// Connections that were taken since, and have not been seen to be over. Each is referred to from here, so that it is
    /// known when libevent has let go of it.
    private var held: [(connection: OpaquePointer, since: ContinuousClock.Instant)] = []
    private let isOver = Atomic(false)
    private let thread = Mutex<NamedThread?>(nil)

    /// Listens, and answers from now on.
    ///
    /// - Parameters:
    ///   - address: `host:port` in numbers; port 0 takes one that is free.
    ///   - routes: what makes the page of each path; called on the server's thread, one at a time.
    /// - Throws: ``ConnectorError`` when it cannot be listened there.
    package init(at address: String, routes: [String: @Sendable () -> StatusPage]) throws(ConnectorError) {
        self.routes = routes
        guard let base = event_base_new(), let http = evhttp_new(base) else {
            throw .unusable("no file descriptor is left for the HTTP server; raise the limit (ulimit -n)")
        }
        self.base = base
        self.http = http
        guard let listener = Self.listen(at: address, base), let bound = evhttp_bind_listener(http, listener) else {
            let reason = Self.refusal(of: address, errno)
            evhttp_free(http)
            event_base_free(base)
            throw reason
        }
        self.listener = listener
        self.address = Self.name(of: evhttp_bound_socket_get_fd(bound)) ?? address
        evhttp_set_max_headers_size(http, Self.headLimit)
        evhttp_set_max_body_size(http, 0)
        evhttp_set_allowed_methods(http, UInt16(EVHTTP_REQ_GET.rawValue))
        evhttp_set_timeout(http, Int32(Self.patience.components.seconds))
        thread.withLock { $0 = NamedThread(name: "http") { [self] in run() } }
    }

    /// Answers no more, and frees the address.
    package func stop() {
        isOver.store(true, ordering: .releasing)
        thread.withLock { $0 }?.join()
    }

    private func run() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        evhttp_set_bevcb(http, { $1.map { StatusServer.of($0).take() } ?? nil }, context)
        evhttp_set_gencb(
            http,
            { request, context in
                if let request, let context { StatusServer.of(context).answer(request) }
            }, context)
        let sweep = event_new(base, -1, Int16(EV_PERSIST), { $2.map { StatusServer.of($0).sweep() } }, context)
        withUnsafePointer(to: Self.sweepInterval) { _ = event_add(sweep, $0) }
        event_base_dispatch(base)
        event_free(sweep)
        // This closes what is open, too.
        evhttp_free(http)
        for (connection, _) in held { bufferevent_decref(connection) }
        event_base_free(base)
    }

    private static func of(_ context: UnsafeMutableRawPointer) -> StatusServer {
        Unmanaged<StatusServer>.fromOpaque(context).takeUnretainedValue()
    }

    /// What a new connection is read and written by.
    private func take() -> OpaquePointer? {
        guard let connection = bufferevent_socket_new(base, -1, 0) else { return nil }
        bufferevent_incref(connection)
        held.append((connection, .now))
        if held.count >= Self.connectionLimit { evconnlistener_disable(listener) }
        return connection
    }

    /// Forgets connections that are over, ends those that take too long, and takes new ones again.
    private func sweep() {
        if isOver.load(ordering: .acquiring) {
            event_base_loopbreak(base)
            return
        }
        let now = ContinuousClock.now
        held.removeAll { connection, since in
            // libevent takes its callbacks away when it lets go of a connection.
            var read: bufferevent_data_cb?
            bufferevent_getcb(connection, &read, nil, nil, nil)
            if read == nil {
                bufferevent_decref(connection)
                return true
            }
            if now - since > Self.patience { shutdown(bufferevent_getfd(connection), Int32(SHUT_RDWR)) }
            return false
        }
        if held.count < Self.connectionLimit { evconnlistener_enable(listener) }
    }

    private func answer(_ request: OpaquePointer) {
        let path = evhttp_request_get_evhttp_uri(request).flatMap { evhttp_uri_get_path($0) }.map {
            String(cString: $0)
        }
        let page =
            path.flatMap { routes[$0] }?()
            ?? StatusPage(
                code: 404, contentType: "text/plain; charset=utf-8",
                body: "there is \(routes.keys.sorted().joined(separator: ", "))\n")
        let headers = evhttp_request_get_output_headers(request)
        evhttp_add_header(headers, "Content-Type", page.contentType)
        evhttp_add_header(headers, "Cache-Control", "no-store")
        evhttp_add_header(headers, "Connection", "close")
        let bytes = Array(page.body.utf8)
        evbuffer_add(evhttp_request_get_output_buffer(request), bytes, bytes.count)
        evhttp_send_reply(request, page.code, nil, nil)
    }

    private static func listen(at address: String, _ base: OpaquePointer) -> OpaquePointer? {
        guard let colon = address.lastIndex(of: ":") else {
            errno = EINVAL
            return nil
        }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let host = String(address[..<colon].trimmingPrefix("[").replacing("]", with: ""))
        guard getaddrinfo(host, String(address[address.index(after: colon)...]), &hints, &found) == 0, let found else {
            errno = EINVAL
            return nil
        }
        defer { freeaddrinfo(found) }
        let flags = UInt32(LEV_OPT_CLOSE_ON_FREE) | UInt32(LEV_OPT_CLOSE_ON_EXEC) | UInt32(LEV_OPT_REUSEABLE)
        let length = Int32(found.pointee.ai_addrlen)
        return evconnlistener_new_bind(base, nil, nil, flags, 64, found.pointee.ai_addr, length)
    }

    private static func name(of descriptor: Int32) -> String? {
        var place = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let isFound = withUnsafeMutableBytes(of: &place) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return getsockname(descriptor, pointer, &length) == 0
                && getnameinfo(
                    pointer, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0
        }
        guard isFound else { return nil }
        let (name, number) = (text(host), text(port))
        return name.contains(":") ? "[\(name)]:\(number)" : "\(name):\(number)"
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func refusal(of address: String, _ code: Int32) -> ConnectorError {
        let place = "runtime: http: \(address)"
        return switch code {
        case EADDRINUSE:
            .unusable("\(place) is used already, perhaps by another run; name another port, or end that program")
        case EACCES, EPERM: .notPermitted("\(place): this user may not listen there; name a port from 1024 on")
        case EADDRNOTAVAIL: .unusable("\(place) is no address of this machine; name one, or 0.0.0.0 for all of them")
        default: .unusable("\(place): nobody can listen there: \(String(cString: strerror(code)))")
        }
    }
}
