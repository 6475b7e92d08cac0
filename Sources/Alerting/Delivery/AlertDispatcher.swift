import StreamRuntime
package import Telemetry

/// Delivers what the outbox holds: one thread leads, decides with the outbox about once a second what is to be told to whom,
/// and is the only one that uses it; each receiver has a thread of its own, so that one that is away slows neither the stream
/// nor another receiver.
///
/// At least once, in order for each receiver: an outcome is noted as soon as it is known, and what was not noted is delivered
/// again under the same idempotency key.
package final class AlertDispatcher: Sendable {
    /// How long couriers may take to give up what is under way, and the outbox to note the last outcomes.
    private static let grace: Duration = .seconds(3)

    private let board: DeliveryBoard
    private let leader: NamedThread

    /// Starts to deliver.
    ///
    /// - Parameters:
    ///   - outbox: from now on used by one thread of the dispatcher alone.
    ///   - receivers: from now on each used by one thread of the dispatcher alone.
    package init(outbox: any AlertOutbox, receivers: [any AlertReceiver], log: Log) {
        let lines = receivers.map { DeliveryLine(receiver: $0.name, remindEvery: $0.remindEvery) }
        let board = DeliveryBoard(lines.map(\.counts))
        let couriers = receivers.enumerated().map { index, receiver in
            nonisolated(unsafe) let receiver = receiver
            return NamedThread(name: "to \(receiver.name)") {
                let courier = Courier(receiver, at: BoardDesk(board: board, courier: index), log: log)
                while let load = board.load(of: index) {
                    courier.carry(load)
                    board.unload(index)
                }
            }
        }
        nonisolated(unsafe) let outbox = outbox
        self.board = board
        leader = NamedThread(name: "alerts") {
            let leader = DeliveryLeader(outbox: outbox, lines: lines, board: board, log: log)
            leader.run()
            board.stop()
            let deadline = ContinuousClock.now + Self.grace
            for courier in couriers { _ = courier.join(until: deadline) }
            leader.close(by: deadline)
        }
    }

    /// Delivers what is due, as long as the receivers take it, and ends; what is left stays in the outbox for the next run.
    ///
    /// - Parameters:
    ///   - limit: the most time for it; some seconds more may pass until what is under way has been given up.
    ///   - awaitingStorms: whether to wait also for what becomes of incidents that may be part of a storm.
    /// - Returns: what became of it, for each receiver.
    package func finish(within limit: Duration, awaitingStorms: Bool = false) -> [DeliveryCounts] {
        board.finish(by: .now + limit, awaitingStorms: awaitingStorms)
        // A thread that cannot even give up is left behind: the program ends without it.
        _ = leader.join(until: .now + limit + Self.grace * 3)
        return counts
    }

    /// What became of it until now, for each receiver.
    package var counts: [DeliveryCounts] { board.counts }
}
