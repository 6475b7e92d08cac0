import StreamRuntime
import Telemetry

/// Decides with the outbox what is to be told to whom, hands it to the couriers, and notes what came of it. All on one thread.
final class DeliveryLeader {
    /// Between two looks for what is new.
    private static let interval: Duration = .seconds(1)
    /// Between two tries with an outbox that fails for a reason that does not pass by itself.
    private static let pause: Duration = .seconds(10)
    private static let warningInterval: Duration = .seconds(300)
    /// For how long a courier may believe that this process leads, unless it has been seen again since.
    private static let trust: Duration = .seconds(5)
    /// A courier is given so much at once: few, since it can be reminded only in between.
    private static let loadSize = 20

    private let outbox: any AlertOutbox
    private let board: DeliveryBoard
    private let log: Log
    private var lines: [DeliveryLine]
    /// What came of attempts and has not been noted in the outbox.
    private var unnoted: [(courier: Int, report: CourierReport)] = []
    private var leads = false
    /// The number of the taking by which couriers have what they have.
    private var taking: Int?
    private var nextRouting = ContinuousClock.now
    /// Whether it was decided what is to be told since the end was asked for.
    private var hasRoutedLast = false
    private var lastWarning: ContinuousClock.Instant?
    /// Until when the outbox is waited for; nil as long as the end was not asked for.
    private var closing: ContinuousClock.Instant?

    init(outbox: any AlertOutbox, lines: [DeliveryLine], board: DeliveryBoard, log: Log) {
        self.outbox = outbox
        self.lines = lines
        self.board = board
        self.log = log
    }

    /// Works until the end was asked for and what was due has been delivered, or cannot be at the moment.
    func run() {
        while true {
            let deadline = board.deadline
            var next = ContinuousClock.now + Self.interval
            do throws(ConnectorError) {
                if try turn(isEnding: deadline != nil), try !awaitsStorms() { return }
                next = nextRouting
            } catch {
                if case .interrupted = error {} else { warn(error) }
                next = .now + Self.pause
            }
            if let deadline {
                guard ContinuousClock.now < deadline else { return }
                next = min(next, deadline)
            }
            board.waitForNews(until: next)
        }
    }

    /// Notes what came of the last attempts, and counts what is left.
    func close(by deadline: ContinuousClock.Instant) {
        closing = deadline
        do throws(ConnectorError) {
            unnoted += board.news().reports
            try note()
            if leads {
                for index in lines.indices {
                    lines[index].counts.waiting =
                        try outbox.pending(
                            for: lines[index].receiver, limit: DeliveryCounts.mostCounted, shouldGiveUp: shouldGiveUp
                        ).count
                }
            }
        } catch {
            warn(error)
        }
        board.publish(lines.map(\.counts))
    }

    /// One look at everything.
    ///
    /// - Returns: whether nothing is left to do.
    private func turn(isEnding: Bool) throws(ConnectorError) -> Bool {
        let news = board.news()
        unnoted += news.reports
        try note()
        board.publish(lines.map(\.counts))
        if ContinuousClock.now >= nextRouting || (isEnding && !hasRoutedLast) {
            try route()
            hasRoutedLast = isEnding
        }
        guard leads else { return isEnding }
        var isSettled = true
        for index in lines.indices {
            if news.isIdle[index], try handOut(to: index, reminds: !isEnding) {
                isSettled = false
            } else if !news.isIdle[index], !news.isFailing[index] {
                isSettled = false
            }
        }
        return isEnding && isSettled
    }

    /// Whether the end waits for what is undecided.
    private func awaitsStorms() throws(ConnectorError) -> Bool {
        guard leads, board.awaitsStorms else { return false }
        return try outbox.awaitsStorms(shouldGiveUp: shouldGiveUp)
    }

    private func route() throws(ConnectorError) {
        nextRouting = .now + Self.interval
        let asked = ContinuousClock.now
        leads = try outbox.lead(shouldGiveUp: shouldGiveUp)
        if !leads || outbox.takings != taking {
            taking = leads ? outbox.takings : nil
            // Whoever led meanwhile has told what couriers have here, and more behind it.
            board.recall()
            for index in lines.indices { lines[index].mayHaveMore = true }
        }
        guard leads else { return }
        board.trust(until: asked + Self.trust)
        guard try outbox.route(shouldGiveUp: shouldGiveUp) else { return }
        for index in lines.indices { lines[index].mayHaveMore = true }
    }

    /// Gives an idle courier something to do.
    ///
    /// - Returns: whether there was something.
    private func handOut(to courier: Int, reminds: Bool) throws(ConnectorError) -> Bool {
        let receiver = lines[courier].receiver
        if reminds, lines[courier].wantsReminder(at: .now), let every = lines[courier].remindEvery {
            let firing = try outbox.firing(at: receiver, shouldGiveUp: shouldGiveUp)
            lines[courier].nextReminder = .now + every
            if !firing.isEmpty {
                board.give(.reminder(firing), to: courier)
                return true
            }
        }
        guard lines[courier].mayHaveMore else { return false }
        let pending = try outbox.pending(for: receiver, limit: Self.loadSize, shouldGiveUp: shouldGiveUp)
        lines[courier].mayHaveMore = pending.count == Self.loadSize
        guard !pending.isEmpty else { return false }
        board.give(.deliveries(pending), to: courier)
        return true
    }

    private func note() throws(ConnectorError) {
        while let (courier, report) = unnoted.first {
            switch report {
            case .reminded(let isDone):
                if !isDone { lines[courier].nextReminder = nil }
            case .tried(let delivery, let outcome):
                try outbox.note(outcome, of: delivery, shouldGiveUp: shouldGiveUp)
                switch outcome {
                case .delivered: lines[courier].counts.delivered += 1
                case .failed: lines[courier].counts.failed += 1
                case .refused: lines[courier].counts.refused += 1
                }
            }
            unnoted.removeFirst()
        }
    }

    private func shouldGiveUp() -> Bool {
        guard let deadline = closing ?? board.deadline else { return false }
        return ContinuousClock.now >= deadline
    }

    private func warn(_ error: ConnectorError) {
        guard lastWarning.map({ ContinuousClock.now - $0 >= Self.warningInterval }) ?? true else { return }
        lastWarning = .now
        log.warning("alerts cannot be delivered at the moment, and wait: \(error.description)")
    }
}
