import AlertTesting
import Alerting
import Foundation
import PipelineSpec
import Testing
import TimeSeries

@testable import HTTPConnector

/// Against Alertmanager itself, which compares with its own clock while our events may be of years ago.
@Suite(.enabled(if: Alertmanager.isInstalled, "needs prometheus-alertmanager, which ops/bootstrap installs"))
struct AlertmanagerTests {
    private let server: TestServer
    private let alertmanager: Alertmanager

    init() throws {
        server = try TestServer()
        alertmanager = try Alertmanager(notifying: server)
    }

    private func receiver(remindEvery: Int64 = 60_000_000) throws -> AlertmanagerReceiver {
        var spec = AlertmanagerSinkSpec(url: Secret(alertmanager.url + "/"))
        spec.remindEveryMicroseconds = remindEvery
        return try AlertmanagerReceiver(name: "am", spec: spec)
    }

    private func wait(for condition: () throws -> Bool) rethrows { while try !condition() { usleep(50_000) } }

    private func told(_ word: String) -> Int { server.requests.count { $0.body.contains("\"status\":\"\(word)\"") } }

    @Test(.timeLimit(.minutes(1))) func whatFiredYearsAgoFiresAndIsResolved() throws {
        let receiver = try receiver()
        var firing = Sample.notification()
        firing.opened = Timestamp(microseconds: 1_400_000_000_000_000)
        try receiver.deliver(firing, shouldGiveUp: { false })
        let alert = try #require(try alertmanager.alerts().first)
        #expect(
            alert.labels == [
                "alertname": "noc", "pipeline": "ran-kpis", "policy": "noc", "model": "load", "key": "cell-7",
                "metric": "dl_mbps", "severity": "critical", "fingerprint": "fp-cell-7", "cell_id": "cell-7",
            ])
        #expect(
            alert.annotations == [
                "summary": "dl_mbps of cell-7", "description": "3.25 where 85.1 was \"expected\"", "kind": "dip",
                "value": "3.25", "expected": "85.1 (70.25 to 99)", "return_period": "once in 34 days",
                "recent": "84.5 86 3.25", "query": "select 1\nfrom x",
            ])
        #expect(alert.startsAt == "2014-05-13T16:53:20.000Z")
        wait { told("firing") == 1 }
        var over = Sample.notification("cell-7", .resolved, number: 1)
        over.opened = firing.opened
        over.resolved = Timestamp(microseconds: firing.opened.microseconds + 60_000_000)
        try receiver.deliver(over, shouldGiveUp: { false })
        try wait { try alertmanager.alerts().isEmpty }
        // The one it notifies hears of the end too.
        wait { told("resolved") == 1 }
    }

    @Test(.timeLimit(.minutes(1))) func eventTimesAheadOfTheClock() throws {
        let receiver = try receiver()
        let ahead = Timestamp(microseconds: 4_000_000_000_000_000)
        var firing = Sample.notification()
        firing.opened = ahead
        try receiver.deliver(firing, shouldGiveUp: { false })
        #expect(try alertmanager.alerts().count == 1)
        var over = Sample.notification("cell-7", .resolved)
        (over.opened, over.resolved) = (ahead, ahead)
        try receiver.deliver(over, shouldGiveUp: { false })
        try wait { try alertmanager.alerts().isEmpty }
    }

    @Test(.timeLimit(.minutes(1))) func remindersKeepItFiringAndItsLackEndsIt() throws {
        let receiver = try receiver(remindEvery: 1_000_000)
        try receiver.deliver(Sample.notification(), shouldGiveUp: { false })
        let first = try #require(try alertmanager.alerts().first).endsAt
        usleep(100_000)
        try receiver.remind(of: [Sample.notification()], shouldGiveUp: { false })
        #expect(try #require(try alertmanager.alerts().first).endsAt > first)
        try wait { try alertmanager.alerts().isEmpty }
    }

    @Test(.timeLimit(.minutes(1))) func whatBecomesMoreSevereIsOneAlert() throws {
        let before = try receiver()
        try before.deliver(Sample.notification(severity: .warning), shouldGiveUp: { false })
        try before.deliver(Sample.notification(number: 1, severity: .critical), shouldGiveUp: { false })
        try wait { try alertmanager.alerts().map { $0.labels["severity"] } == ["critical"] }
        // Nobody is reminded of what is silenced.
        try before.remind(of: [], shouldGiveUp: { false })
        try before.deliver(Sample.notification(number: 2, severity: .warning), shouldGiveUp: { false })
        try wait { try alertmanager.alerts().map { $0.labels["severity"] } == ["warning"] }
        // A process that starts anew is told first what fires.
        let after = try receiver()
        try after.remind(of: [Sample.notification(number: 1, severity: .warning)], shouldGiveUp: { false })
        try after.deliver(Sample.notification(number: 2, severity: .critical), shouldGiveUp: { false })
        try wait { try alertmanager.alerts().map { $0.labels["severity"] } == ["critical"] }
        try after.deliver(Sample.notification("cell-7", .resolved, number: 3), shouldGiveUp: { false })
        try wait { try alertmanager.alerts().isEmpty }
    }

    @Test(.timeLimit(.minutes(1))) func namesThatCannotBeLabelsAndManyAtOnce() throws {
        var odd = Sample.notification()
        odd.labels = [
            .init(name: "cell-id", value: "a"), .init(name: "7th", value: "b"), .init(name: "severity", value: "c"),
            .init(name: "ü", value: "d"), .init(name: "__x", value: "e"), .init(name: "cell.id", value: "f"),
            .init(name: "empty", value: ""),
        ]
        try receiver().deliver(odd, shouldGiveUp: { false })
        let labels = try #require(try alertmanager.alerts().first).labels
        let expected = [
            "cell_id": "a", "label_7th": "b", "label_severity": "c", "_": "d", "label___x": "e", "label_cell_id": "f",
        ]
        for (name, value) in expected { #expect(labels[name] == value) }
        #expect(labels["severity"] == "critical" && labels["empty"] == nil)
        try receiver().remind(of: (0..<1_200).map { Sample.notification("k\($0)") }, shouldGiveUp: { false })
        #expect(try alertmanager.alerts().count == 1_201)
    }

    /// Keys that were made to break it arrive, are told apart, and are resolved.
    @Test(.timeLimit(.minutes(1))) func keysOfEveryKind() throws {
        let keys = [
            #"a"b\c'd"#, "line\nbreak\t", "{a=\"b\"}, [c]", "\u{202E}reversed", "🗼 é\u{0301}", "<script>",
            "{{ .Labels }}", "\u{1}\u{7F}",
            String(repeating: "🗼", count: 250),
        ]
        let receiver = try receiver()
        func notification(_ index: Int, _ state: Alerting.Notification.State) -> Alerting.Notification {
            var notification = Sample.notification(keys[index], state)
            notification.fingerprint = "fp-\(index)"
            notification.idempotencyKey = "fp-\(index)-\(state)"
            return notification
        }
        for index in keys.indices { try receiver.deliver(notification(index, .firing), shouldGiveUp: { false }) }
        let alerts = try alertmanager.alerts()
        #expect(Set(alerts.compactMap { $0.labels["key"] }) == Set(keys) && alerts.count == keys.count)
        #expect(Set(alerts.compactMap { $0.annotations["summary"] }) == Set(keys.map { "dl_mbps of \($0)" }))
        for index in keys.indices { try receiver.deliver(notification(index, .resolved), shouldGiveUp: { false }) }
        try wait { try alertmanager.alerts().isEmpty }
    }
}
