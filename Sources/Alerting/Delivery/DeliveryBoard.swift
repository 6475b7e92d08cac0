import StreamRuntime

/// Where the thread that leads and those of the couriers hand things to each other.
///
/// `@unchecked Sendable`: every access to the stored properties is inside `condition.locked`.
final class DeliveryBoard: @unchecked Sendable {
    /// What happened since somebody last looked.
    struct News {
        /// With the courier's number, in the order in which each told them.
        var reports: [(courier: Int, report: CourierReport)]
        /// Which couriers had nothing to do when the reports were taken.
        var isIdle: [Bool]
        /// Whose newest attempt failed.
        var isFailing: [Bool]
    }

    private let condition = Condition()
    private var loads: [CourierLoad?]
    private var isFailing: [Bool]
    /// Whose load was taken back.
    private var isRecalled: [Bool]
    /// Until when this process certainly leads.
    private var trusted: ContinuousClock.Instant?
    private var reports: [(courier: Int, report: CourierReport)] = []
    /// Whether a courier has become idle since somebody last looked.
    private var hasUnloaded = false
    private var published: [DeliveryCounts]
    private var isStopping = false
    private var end: ContinuousClock.Instant?
    private var waitsForStorms = false

    /// - Parameter counts: of each courier's receiver, to begin with.
    init(_ counts: [DeliveryCounts]) {
        published = counts
        loads = Array(repeating: nil, count: counts.count)
        isFailing = Array(repeating: false, count: counts.count)
        isRecalled = isFailing
    }

    // What the thread that leads does.

    /// When everything has to be over; nil while nobody said so.
    var deadline: ContinuousClock.Instant? { condition.locked { end } }

    /// Whether the end waits for incidents that may be part of a storm.
    var awaitsStorms: Bool { condition.locked { waitsForStorms } }

    /// What the couriers told since the last call.
    func news() -> News {
        condition.locked {
            defer { (reports, hasUnloaded) = ([], false) }
            return News(reports: reports, isIdle: loads.map { $0 == nil }, isFailing: isFailing)
        }
    }

    /// Gives an idle courier something to do.
    func give(_ load: CourierLoad, to courier: Int) {
        condition.locked {
            loads[courier] = load
            isRecalled[courier] = false
            condition.wake()
        }
    }

    /// Takes back what couriers have been given: each ends what it is about and begins nothing more of it.
    func recall() {
        condition.locked {
            isRecalled = loads.map { $0 != nil }
            condition.wake()
        }
    }

    /// Couriers may deliver until that moment.
    func trust(until moment: ContinuousClock.Instant) {
        condition.locked {
            trusted = moment
            condition.wake()
        }
    }

    /// Waits until a courier has told something or is idle, the end was asked for, or that moment.
    func waitForNews(until moment: ContinuousClock.Instant) {
        condition.locked {
            let wasEnding = end != nil
            while reports.isEmpty, !hasUnloaded, wasEnding == (end != nil), ContinuousClock.now < moment {
                condition.wait(until: moment)
            }
        }
    }

    /// Lets others see what became of it until now.
    func publish(_ counts: [DeliveryCounts]) { condition.locked { published = counts } }

    // What others do.

    var counts: [DeliveryCounts] { condition.locked { published } }

    /// Asks for the end, by that moment. Later calls change nothing.
    func finish(by moment: ContinuousClock.Instant, awaitingStorms: Bool) {
        condition.locked {
            if end == nil { (end, waitsForStorms) = (moment, awaitingStorms) }
            condition.wake()
        }
    }

    /// Tells the couriers to begin nothing any more.
    func stop() {
        condition.locked {
            isStopping = true
            condition.wake()
        }
    }

    // What the couriers do.

    /// Whether it is to begin nothing more of what it was given.
    func isStopped(_ courier: Int) -> Bool { condition.locked { mustStop(courier) } }

    /// What a courier is to do, as soon as there is something; nil at the end.
    func load(of courier: Int) -> CourierLoad? {
        condition.locked {
            while loads[courier] == nil, !isStopping { condition.wait() }
            return isStopping ? nil : loads[courier]
        }
    }

    /// A courier has done what it was given.
    func unload(_ courier: Int) {
        condition.locked {
            loads[courier] = nil
            hasUnloaded = true
            condition.wake()
        }
    }

    func report(_ report: CourierReport, of courier: Int) {
        condition.locked {
            isFailing[courier] = report.isFailure
            reports.append((courier, report))
            condition.wake()
        }
    }

    /// - Returns: false when it is to stop instead.
    func wait(until moment: ContinuousClock.Instant, _ courier: Int) -> Bool {
        condition.locked {
            while !mustStop(courier), ContinuousClock.now < moment { condition.wait(until: moment) }
            return !mustStop(courier)
        }
    }

    /// Waits until this process certainly leads.
    ///
    /// - Returns: false when it is to stop instead.
    func waitForTrust(_ courier: Int) -> Bool {
        condition.locked {
            while !mustStop(courier), trusted.map({ ContinuousClock.now >= $0 }) ?? true { condition.wait() }
            return !mustStop(courier)
        }
    }

    /// Asked inside `condition.locked`.
    private func mustStop(_ courier: Int) -> Bool { isStopping || isRecalled[courier] }
}
