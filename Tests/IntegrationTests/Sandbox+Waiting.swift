import Foundation
import Testing

extension Sandbox {
    /// Waits until something is so, at most half a minute.
    func wait(_ what: String, until isSo: () throws -> Bool) throws {
        for _ in 0..<1_500 {
            if try isSo() { return }
            usleep(20_000)
        }
        Issue.record("\(what) did not come")
    }

    /// Waits until a query answers yes.
    func wait(_ what: String, untilAnswered query: String) throws {
        try wait(what) { try ask("select \(query)") == "t\n" }
    }

    /// Idempotency keys of what is told, in the order in which each fingerprint's have to be, by fingerprint.
    func keysToTell() throws -> [String: [String]] {
        let rows = try ask(
            """
            select a.fingerprint || '-' || (extract(epoch from a.opened) * 1000000)::bigint || '-' || e.sequence
            from millrace.alert_event e join millrace.alert a using (alert_id)
            where e.outcome = 'told' order by a.fingerprint, a.opened, e.sequence
            """)
        return Dictionary(grouping: rows.split(separator: "\n").map(String.init)) { String($0.prefix(16)) }
    }
}
