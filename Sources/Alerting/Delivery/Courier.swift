import Telemetry

/// Delivers to one receiver, in order: one attempt at a time, at most as many in a minute as the receiver wants, and after
/// failures the longer apart the more there were. Works on the thread that calls it.
final class Courier {
    /// Between two warnings about the same receiver.
    private static let warningInterval: Duration = .seconds(300)

    private let receiver: any AlertReceiver
    private let desk: any CourierDesk
    private let log: Log
    private var backoff = Backoff()
    private var cap: RateCap
    private var generator = SystemRandomNumberGenerator()
    /// When the receiver may be tried again that failed.
    private var resumes: ContinuousClock.Instant?
    private var lastWarning: ContinuousClock.Instant?
    private var lastRefusal: ContinuousClock.Instant?

    init(_ receiver: any AlertReceiver, at desk: any CourierDesk, log: Log) {
        self.receiver = receiver
        self.desk = desk
        self.log = log
        cap = RateCap(perMinute: receiver.perMinute)
    }

    /// Returns when everything has been delivered or refused, or at once when it is to stop. A reminder is tried once.
    func carry(_ load: CourierLoad) {
        switch load {
        case .deliveries(let deliveries):
            for delivery in deliveries where !desk.isStopping { deliver(delivery) }
        case .reminder(let firing):
            guard mayTry() else { return }
            let failure = attempt { receiver throws(DeliveryFailure) in
                try receiver.remind(of: firing, shouldGiveUp: { [desk] in desk.isStopping })
            }
            guard !desk.isStopping || failure == nil else { return }
            if let failure, !failure.isPassing { warn(ofRefusal: failure) }
            desk.report(.reminded(failure.map { !$0.isPassing } ?? true))
        }
    }

    private func deliver(_ delivery: PendingDelivery) {
        var delivery = delivery
        while mayTry() {
            let failure = attempt { receiver throws(DeliveryFailure) in
                try receiver.deliver(delivery.notification, shouldGiveUp: { [desk] in desk.isStopping })
            }
            guard let failure else {
                desk.report(.tried(delivery, .delivered))
                return
            }
            guard failure.isPassing else {
                warn(ofRefusal: failure)
                desk.report(.tried(delivery, .refused(failure.description)))
                return
            }
            // What was given up has not failed.
            guard !desk.isStopping else { return }
            desk.report(.tried(delivery, .failed(failure.description)))
            delivery.attempts += 1
        }
    }

    /// Waits until the next attempt is allowed.
    private func mayTry() -> Bool {
        while let moment = [cap.opens, resumes].compactMap({ $0 }).max(), moment > desk.now {
            guard desk.wait(until: moment) else { return false }
        }
        return desk.waitForLead()
    }

    private func attempt(
        _ body: (any AlertReceiver) throws(DeliveryFailure) -> Void
    ) -> DeliveryFailure? {
        cap.count(desk.now)
        do throws(DeliveryFailure) {
            try body(receiver)
        } catch {
            if error.isPassing {
                resumes = desk.now + backoff.wait(asked: error.retryAfter, using: &generator)
                if !desk.isStopping { warn(of: error) }
            } else {
                succeed()
            }
            return error
        }
        succeed()
        return nil
    }

    /// The receiver answered, whatever it thinks of what it was told.
    private func succeed() {
        backoff.reset()
        resumes = nil
        guard lastWarning != nil else { return }
        lastWarning = nil
        log.info("sink \(receiver.name): answers again", ["sink": .text(receiver.name)])
    }

    private func warn(of failure: DeliveryFailure) {
        guard lastWarning.map({ desk.now - $0 >= Self.warningInterval }) ?? true else { return }
        lastWarning = desk.now
        log.warning("\(failure.description); trying again, alerts wait meanwhile", ["sink": .text(receiver.name)])
    }

    private func warn(ofRefusal failure: DeliveryFailure) {
        guard lastRefusal.map({ desk.now - $0 >= Self.warningInterval }) ?? true else { return }
        lastRefusal = desk.now
        log.warning(
            "\(failure.description); the alert is not sent again, `millrace alerts list --all` shows it",
            ["sink": .text(receiver.name)])
    }
}
