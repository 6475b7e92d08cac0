import AlertTesting
import Alerting
import StreamRuntime
import Synchronization

/// An outbox in memory, which outlives dispatchers.
final class MemoryOutbox: AlertOutbox, Sendable {
    struct Contents {
        var waiting: [String: [PendingDelivery]] = [:]
        var outcomes: [DeliveryOutcome] = []
        var firing: [Notification] = []
        var isElsewhere = false
        var takings = 1
        /// So many decisions fail for a reason that does not pass by itself.
        var brokenRoutings = 0
        /// So many outcomes cannot be noted.
        var lostNotes = 0
        var routings = 0
        /// So many decisions more find incidents that may be part of a storm; then these are to be delivered.
        var stormWait = 0
        var afterStorm: [String: [Notification]] = [:]
    }

    let contents = Mutex(Contents())

    init(_ waiting: [String: [Notification]] = [:]) {
        contents.withLock { contents in
            var number: Int64 = 0
            contents.waiting = waiting.mapValues { list in
                list.map {
                    number += 1
                    return Sample.delivery(number, $0)
                }
            }
        }
    }

    func waiting(for receiver: String) -> [String] {
        contents.withLock { $0.waiting[receiver, default: []].map(\.notification.idempotencyKey) }
    }

    var takings: Int { contents.withLock { $0.takings } }

    func lead(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool { contents.withLock { !$0.isElsewhere } }

    func route(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool {
        let isBroken = contents.withLock { contents in
            contents.routings += 1
            contents.brokenRoutings -= 1
            return contents.brokenRoutings >= 0
        }
        if isBroken { throw .unusable("the outbox is not as it should be") }
        contents.withLock { contents in
            contents.stormWait -= 1
            guard contents.stormWait == 0 else { return }
            for (receiver, list) in contents.afterStorm {
                contents.waiting[receiver, default: []] += list.map { Sample.delivery(1_000, $0) }
            }
        }
        return true
    }

    func awaitsStorms(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool {
        contents.withLock { $0.stormWait > 0 }
    }

    func pending(
        for receiver: String, limit: Int, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> [PendingDelivery] {
        contents.withLock { Array($0.waiting[receiver, default: []].prefix(limit)) }
    }

    func note(
        _ outcome: DeliveryOutcome, of delivery: PendingDelivery, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        let isLost = contents.withLock { contents in
            contents.lostNotes -= 1
            if contents.lostNotes >= 0 { return true }
            contents.outcomes.append(outcome)
            if case .failed = outcome { return false }
            for receiver in contents.waiting.keys {
                contents.waiting[receiver]?.removeAll { $0.number == delivery.number }
            }
            return false
        }
        if isLost { throw .interrupted("the database went away") }
    }

    func firing(at receiver: String, shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Notification] {
        contents.withLock { $0.firing }
    }
}
