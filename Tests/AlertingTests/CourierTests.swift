import AlertTesting
import Telemetry
import Testing

@testable import Alerting

/// What a courier does to one receiver over hours, by a clock that a test moves.
@Suite struct CourierTests {
    private static let log = Log(format: .json, threshold: .error)
    private let desk = ManualDesk()

    private func carry(_ notifications: [Notification], to receiver: ScriptedReceiver) {
        let deliveries = notifications.enumerated().map { Sample.delivery(Int64($0), $1) }
        Courier(receiver, at: desk, log: Self.log).carry(.deliveries(deliveries))
    }

    @Test func aReceiverThatIsAwayForAnHourGetsEverythingInOrder() {
        nonisolated(unsafe) let desk = desk
        let (start, back) = (desk.now, desk.now + .seconds(3_600))
        let receiver = ScriptedReceiver { _, _ in
            desk.now < back ? DeliveryFailure("it is away", isPassing: true) : nil
        }
        carry([Sample.notification(), Sample.notification("cell-7", .resolved, number: 1)], to: receiver)
        #expect(desk.now >= back && desk.now <= back + Backoff.longest)
        // Doubling from 1 s, then at least every 5 min: neither silence nor a hail of attempts.
        #expect((14...40).contains(receiver.attempts.count - 2), "\(receiver.attempts.count)")
        #expect(Set(receiver.attempts.dropLast()) == ["fp-cell-7-0"] && receiver.attempts.last == "fp-cell-7-1")
        let outcomes = desk.reports.map { report -> DeliveryOutcome? in
            if case .tried(_, let outcome) = report { outcome } else { nil }
        }
        #expect(outcomes.suffix(2) == [.delivered, .delivered])
        #expect(Set(outcomes.dropLast(2).map { "\(String(describing: $0))" }).count == 1)
        #expect(outcomes.first == .failed("it is away"))
        #expect(desk.now > start)
    }

    @Test func aReceiverIsLeftAloneAsLongAsItAsks() {
        nonisolated(unsafe) let desk = desk
        let open = desk.now + .seconds(600)
        let receiver = ScriptedReceiver { _, _ in
            desk.now < open ? DeliveryFailure("busy", isPassing: true, retryAfter: .seconds(600)) : nil
        }
        carry([Sample.notification()], to: receiver)
        #expect(receiver.attempts.count == 2 && desk.now == open)
    }

    @Test func whatIsRefusedForGoodHoldsNothingUp() {
        let start = desk.now
        let receiver = ScriptedReceiver { notification, _ in
            notification.key == "bad" ? DeliveryFailure("no such field", isPassing: false) : nil
        }
        carry([Sample.notification("bad"), Sample.notification("good")], to: receiver)
        #expect(receiver.attempts == ["fp-bad-0", "fp-good-0"] && desk.now == start)
        #expect(
            desk.reports == [
                .tried(Sample.delivery(0, Sample.notification("bad")), .refused("no such field")),
                .tried(Sample.delivery(1, Sample.notification("good")), .delivered),
            ])
    }

    @Test func noMinuteHasMoreThanTheReceiverWants() {
        nonisolated(unsafe) let desk = desk
        nonisolated(unsafe) var times: [ContinuousClock.Instant] = []
        let receiver = ScriptedReceiver(perMinute: 3) { _, _ in
            desk.now += .seconds(7)
            times.append(desk.now)
            return nil
        }
        carry((0..<20).map { Sample.notification("cell-\($0)") }, to: receiver)
        #expect(receiver.attempts.count == 20)
        for (earlier, later) in zip(times, times.dropFirst(3)) { #expect(later - earlier >= .seconds(60)) }
        // It is not slower than it has to be, either.
        #expect(times[19] - times[0] < .seconds(60 * 7))
    }

    @Test func aStopEndsTheWait() {
        desk.waitsLeft = 3
        let receiver = ScriptedReceiver { _, _ in DeliveryFailure("it is away", isPassing: true) }
        carry([Sample.notification(), Sample.notification("other")], to: receiver)
        #expect(receiver.attempts == Array(repeating: "fp-cell-7-0", count: 4))
    }

    @Test func waitsGrowFromASecondToFiveMinutesAndStartAgain() {
        var (backoff, generator) = (Backoff(), SystemRandomNumberGenerator())
        let waits = (0..<12).map { _ in backoff.wait(asked: nil, using: &generator) }
        for (index, wait) in waits.enumerated() {
            let bound = min(Duration.seconds(2 << index), .seconds(300))
            #expect(wait >= bound / 2 && wait <= bound, "\(index): \(wait)")
        }
        // Receivers that failed together do not come back together.
        #expect(Set(waits.suffix(4)).count == 4)
        backoff.reset()
        #expect(backoff.wait(asked: nil, using: &generator) <= .seconds(2))
        #expect(backoff.wait(asked: .seconds(86_400), using: &generator) == .seconds(3_600))
    }
}
