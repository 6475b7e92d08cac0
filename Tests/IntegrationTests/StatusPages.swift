import Foundation
import Testing

/// The pages of a run that was asked to tell of itself at port 0.
struct StatusPages {
    /// `host:port`.
    let address: String

    /// Waits until the run says where they are.
    init(_ run: RunningProgram) throws {
        var found: String?
        for _ in 0..<1_000 where found == nil {
            found = run.standardError.firstMatch(of: /http:\/\/([0-9.:]+)\/readyz/).map { String($0.1) }
            if found == nil { usleep(20_000) }
        }
        address = try #require(found, "\(run.standardError)")
    }

    func get(_ path: String) throws -> (code: Int, body: String) {
        let output = try Shell.run(
            Shell.find("curl"), ["-s", "--max-time", "10", "-w", "\n%{http_code}", "http://\(address)\(path)"])
        let lines = output.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
        let code = lines.last.flatMap { Int($0) } ?? 0
        return (code, lines.dropLast().joined(separator: "\n"))
    }

    func isReady() throws -> Bool { try get("/readyz").code == 200 }

    func reasons() throws -> [String] {
        let body = try JSONSerialization.jsonObject(with: Data(try get("/readyz").body.utf8)) as? [String: Any]
        return body?["reasons"] as? [String] ?? []
    }

    /// By name and labels, as they stand between the braces.
    func metrics() throws -> [String: [String: Double]] {
        var found: [String: [String: Double]] = [:]
        for match in try get("/metrics").body.matches(of: /(?m)^([a-z_]+)(?:\{([^}]*)\})? ([-+.0-9e]+)$/) {
            found[String(match.1), default: [:]][String(match.2 ?? "")] = Double(match.3)
        }
        return found
    }
}
