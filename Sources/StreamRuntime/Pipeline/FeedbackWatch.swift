import Telemetry

/// Looks from time to time whether people have written what they think of anomalies, and tells every worker. What cannot be
/// read holds up nothing: it is tried again.
///
/// `@unchecked Sendable`: the readers are used on its thread alone once it has started.
final class FeedbackWatch: @unchecked Sendable {
    private static let warningInterval: Duration = .seconds(300)

    private let readers: [(reader: any FeedbackReader, clock: SinkClock)]
    private let workers: [PartitionWorker]
    private let call: FeedbackCall
    private let every: Duration
    private let state: RunState
    private let log: Log
    private var lastWarning: ContinuousClock.Instant?

    init(
        _ readers: [(reader: any FeedbackReader, clock: SinkClock)], _ workers: [PartitionWorker], _ call: FeedbackCall,
        _ settings: RuntimeSettings, _ state: RunState, _ log: Log
    ) {
        self.log = log
        self.readers = readers
        self.workers = workers
        self.call = call
        self.state = state
        every = settings.feedbackEvery
    }

    /// Watches until there is an answer, or the run stops.
    func thread(until ended: Reply<Bool>) -> NamedThread {
        NamedThread(name: "feedback") { [self] in
            var next = ContinuousClock.now
            while ended.wait(until: min(next, .now + RunState.patience)) == nil, !state.isStopping {
                guard next <= .now else { continue }
                look(until: ended)
                next = .now + every
            }
        }
    }

    private func look(until ended: Reply<Bool>) {
        let isAllWanted = call.take()
        for (reader, clock) in readers {
            do throws(ConnectorError) {
                let isOver = { [state] in state.isStopping || ended.wait(until: .now) != nil }
                try clock.time { () throws(ConnectorError) in
                    try reader.read(all: isAllWanted, shouldGiveUp: isOver) { found in
                        for worker in workers { worker.ask(.feedback(found)) }
                    }
                }
                let time = ContinuousClock.now
                let orders = try reader.orders(shouldGiveUp: isOver)
                if !orders.isEmpty { for worker in workers { worker.ask(.orders(orders, readAt: time)) } }
            } catch {
                if isAllWanted { call.make() }
                // What could not be read in time is read by the next run.
                if state.isStopping || ended.wait(until: .now) != nil { return }
                if case .fenced = error { state.fail(error) } else { warn(error) }
            }
        }
    }

    private func warn(_ error: ConnectorError) {
        guard lastWarning.map({ ContinuousClock.now - $0 >= Self.warningInterval }) ?? true else { return }
        lastWarning = .now
        log.warning("feedback is not taken into account at the moment, and waits: \(error.description)")
    }
}
