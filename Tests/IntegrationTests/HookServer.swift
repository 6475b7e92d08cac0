import Foundation
import Testing

/// A web server that alerts are told to, of one test's own: what it answers, the path says (`server.py`).
final class HookServer {
    /// One post that it was sent.
    struct Post {
        let path: String
        let headers: [String: String]
        let body: String
        /// The body, where it is one of ours.
        let told: [String: Any]

        var key: String { headers["idempotency-key"] ?? "" }
    }

    private let server: RunningProgram
    private let log: URL
    private(set) var port = ""
    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter log: a file to be, in which it writes what it is sent.
    init(log: URL) throws {
        self.log = log
        server = try Shell.start(
            Shell.find("python3"),
            [Shell.root.appendingPathComponent("Tests/HTTPConnectorTests/server.py").path, log.path])
        for _ in 0..<500 where port.isEmpty {
            usleep(20_000)
            port = server.standardOutput.trimmed
        }
        try #require(!port.isEmpty)
    }

    deinit { server.kill() }

    /// What it was sent, oldest first.
    func requests() throws -> [[String: Any]] {
        let lines = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        // The last one may be half written.
        return try lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// What was sent to paths that begin so, oldest first.
    func posts(_ path: String = "/") throws -> [Post] {
        try requests().compactMap { request in
            guard let place = request["path"] as? String, place.hasPrefix(path) else { return nil }
            let body = request["body"] as? String ?? ""
            let told = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return Post(
                path: place, headers: request["headers"] as? [String: String] ?? [:], body: body, told: told ?? [:])
        }
    }

    /// From now on everything is answered with 200.
    func heal() throws { try Data().write(to: URL(fileURLWithPath: log.path + ".healed")) }
}

extension [HookServer.Post] {
    /// Idempotency keys by fingerprint, each where it came first.
    var firstKeys: [String: [String]] {
        var seen: Set<String> = []
        return Dictionary(grouping: map(\.key).filter { seen.insert($0).inserted }) { String($0.prefix(16)) }
    }

    /// Whether what came under one key is the same to the letter.
    var areSameUnderEachKey: Bool {
        Dictionary(grouping: self, by: \.key).values.allSatisfy { Set($0.map(\.body)).count == 1 }
    }
}
