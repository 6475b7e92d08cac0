import Foundation
import TimeSeries

/// Makes recorded time pass as fast as asked.
struct Pace {
    private let speed: Double
    private let first: Timestamp
    private let start = ContinuousClock.now

    init(speed: Double, first: Timestamp) {
        self.speed = speed
        self.first = first
    }

    /// Waits until the moment at which something of this time is due.
    func wait(until time: Timestamp) {
        let due = start + .seconds((time.seconds - first.seconds) / speed)
        let remaining = ContinuousClock.now.duration(to: due)
        if remaining > .zero { Thread.sleep(forTimeInterval: remaining / .seconds(1)) }
    }
}
