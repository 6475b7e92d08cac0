import AlertTesting
import Foundation
import Synchronization
import Telemetry
import Testing

@testable import Alerting

/// The dispatcher with its real threads.
@Suite struct DispatcherTests {
    private static let log = Log(format: .json, threshold: .error)

    private static let storm = (0..<100).flatMap { key in
        [
            Sample.notification("cell-\(key)"), Sample.notification("cell-\(key)", .resolved, number: 1),
        ]
    }

    private func dispatcher(_ outbox: MemoryOutbox, _ receivers: ScriptedReceiver...) -> AlertDispatcher {
        AlertDispatcher(outbox: outbox, receivers: receivers, log: Self.log)
    }

    private func wait(for condition: () -> Bool) { while !condition() { usleep(5_000) } }

    @Test(.timeLimit(.minutes(1))) func everythingIsDeliveredOnceAndInOrder() {
        let outbox = MemoryOutbox(["hook": Self.storm])
        let receiver = ScriptedReceiver()
        let counts = dispatcher(outbox, receiver).finish(within: .seconds(50))
        #expect(receiver.attempts == Self.storm.map(\.idempotencyKey))
        #expect(outbox.waiting(for: "hook").isEmpty)
        #expect(counts.map(\.delivered) == [200] && counts.map(\.waiting) == [0])
    }

    @Test(.timeLimit(.minutes(1))) func aReceiverThatHangsDelaysNobody() {
        let outbox = MemoryOutbox(["dead": Self.storm, "hook": Self.storm])
        let dead = ScriptedReceiver("dead") { _, shouldGiveUp in
            while !shouldGiveUp() { usleep(5_000) }
            return DeliveryFailure("given up", isPassing: true)
        }
        let receiver = ScriptedReceiver()
        let dispatcher = dispatcher(outbox, dead, receiver)
        wait { receiver.attempts.count == Self.storm.count }
        wait { outbox.waiting(for: "hook").isEmpty }
        let counts = dispatcher.finish(within: .milliseconds(100))
        #expect(dead.attempts == ["fp-cell-0-0"])
        #expect(outbox.waiting(for: "dead") == Self.storm.map(\.idempotencyKey))
        #expect(counts.map(\.waiting) == [200, 0] && counts.map(\.delivered) == [0, 200])
        // What was given up because of the end has not failed.
        #expect(outbox.contents.withLock { $0.outcomes.allSatisfy { $0 == .delivered } })
    }

    /// Another process has told what this one's courier has in its hands, and what came after it.
    @Test(.timeLimit(.minutes(1))) func whoHasLostTheLeadTellsNothingMore() {
        let outbox = MemoryOutbox(["hook": Array(Self.storm.prefix(4))])
        let isWell = Mutex(false)
        let receiver = ScriptedReceiver { _, _ in
            isWell.withLock { $0 } ? nil : DeliveryFailure("no", isPassing: true, retryAfter: .milliseconds(10))
        }
        let dispatcher = dispatcher(outbox, receiver)
        wait { receiver.attempts.count > 1 }
        outbox.contents.withLock {
            $0.waiting = ["hook": [Sample.delivery(99, Sample.notification("later"))]]
            $0.takings += 1
        }
        // The next look of the leader, a second later, takes back what the courier has.
        let looks = outbox.contents.withLock { $0.routings }
        wait { outbox.contents.withLock { $0.routings } > looks + 1 }
        isWell.withLock { $0 = true }
        wait { outbox.waiting(for: "hook").isEmpty }
        #expect(dispatcher.finish(within: .seconds(50)).map(\.delivered) == [1])
        #expect(receiver.attempts.last == Sample.notification("later").idempotencyKey)
        #expect(Set(receiver.attempts).count == 2)
    }

    @Test(.timeLimit(.minutes(1))) func theEndDoesNotWaitForAReceiverThatFails() {
        let outbox = MemoryOutbox(["dead": Self.storm])
        let dead = ScriptedReceiver("dead") { _, _ in DeliveryFailure("no", isPassing: true, retryAfter: .seconds(99)) }
        let dispatcher = dispatcher(outbox, dead)
        wait { outbox.contents.withLock { !$0.outcomes.isEmpty } }
        #expect(dispatcher.finish(within: .seconds(3_600)).map(\.failed) == [1])
    }

    @Test(.timeLimit(.minutes(1))) func whatWasNotNotedIsDeliveredAgainUnderTheSameKey() {
        let outbox = MemoryOutbox(["hook": [Sample.notification()]])
        outbox.contents.withLock { $0.lostNotes = .max }
        let (first, second) = (ScriptedReceiver(), ScriptedReceiver())
        let crashing = dispatcher(outbox, first)
        wait { !first.attempts.isEmpty }
        #expect(crashing.finish(within: .zero).map(\.waiting) == [nil])
        #expect(outbox.waiting(for: "hook") == ["fp-cell-7-0"])
        outbox.contents.withLock { $0.lostNotes = 0 }
        #expect(dispatcher(outbox, second).finish(within: .seconds(50)).map(\.waiting) == [0])
        #expect(first.attempts == second.attempts)
    }

    /// A run that found everything waits for what may be part of a storm; one that is stopped does not.
    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func theEndWaitsForStorms(waits: Bool) {
        let outbox = MemoryOutbox(["hook": []])
        outbox.contents.withLock {
            $0.stormWait = 3
            $0.afterStorm = ["hook": [Sample.notification()]]
        }
        let receiver = ScriptedReceiver()
        let counts = dispatcher(outbox, receiver).finish(within: .seconds(50), awaitingStorms: waits)
        #expect(counts.map(\.delivered) == [waits ? 1 : 0])
    }

    @Test(.timeLimit(.minutes(1))) func anOutboxThatFailsIsTriedAgain() {
        let outbox = MemoryOutbox(["hook": [Sample.notification()]])
        outbox.contents.withLock { $0.brokenRoutings = 1 }
        let receiver = ScriptedReceiver()
        let dispatcher = dispatcher(outbox, receiver)
        wait { outbox.contents.withLock { $0.routings > 0 } }
        #expect(dispatcher.finish(within: .seconds(50)).map(\.delivered) == [1])
    }

    @Test(.timeLimit(.minutes(1))) func whatAnotherProcessDeliversIsLeftToIt() {
        let outbox = MemoryOutbox(["hook": [Sample.notification()]])
        outbox.contents.withLock { $0.isElsewhere = true }
        let receiver = ScriptedReceiver()
        let counts = dispatcher(outbox, receiver).finish(within: .seconds(50))
        #expect(receiver.attempts.isEmpty && counts.map(\.waiting) == [nil])
    }

    @Test(.timeLimit(.minutes(1))) func whatIsFiringIsToldAgainAndAgain() {
        let outbox = MemoryOutbox()
        let firing = [Sample.notification(), Sample.notification("other")]
        outbox.contents.withLock { $0.firing = firing }
        let receiver = ScriptedReceiver(remindEvery: .milliseconds(10))
        let dispatcher = dispatcher(outbox, receiver)
        wait { receiver.reminders.count >= 3 }
        #expect(receiver.reminders.allSatisfy { $0 == firing })
        _ = dispatcher.finish(within: .zero)
    }
}
