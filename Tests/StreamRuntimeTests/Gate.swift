import Synchronization

@testable import StreamRuntime

/// Holds up whoever passes, until it is opened.
final class Gate: Sendable {
    private let isOpen = Mutex(false)
    private let arrivals = Mutex(0)

    func pass() {
        arrivals.withLock { $0 += 1 }
        while !isOpen.withLock({ $0 }) { pause() }
    }

    /// Waits until somebody stands before it.
    func waitForArrival() {
        while arrivals.withLock({ $0 }) == 0 { pause() }
    }

    func open() { isOpen.withLock { $0 = true } }

    private func pause() { _ = Reply<Bool>().wait(until: .now + .milliseconds(2)) }
}
