@testable import Alerting

/// A courier's place with a clock of its own: waiting takes no time.
final class ManualDesk: CourierDesk {
    var now = ContinuousClock.now
    var isStopping = false
    /// Waits that are let happen before it is to stop.
    var waitsLeft = Int.max
    private(set) var reports: [CourierReport] = []

    func wait(until moment: ContinuousClock.Instant) -> Bool {
        waitsLeft -= 1
        if waitsLeft < 0 { isStopping = true }
        if !isStopping { now = max(now, moment) }
        return !isStopping
    }

    func waitForLead() -> Bool { !isStopping }

    func report(_ report: CourierReport) { reports.append(report) }
}
