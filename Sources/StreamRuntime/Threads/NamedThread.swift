import Foundation

/// A plain thread, for code that blocks in C or must not share Swift's cooperative pool.
package struct NamedThread: Sendable {
    private let finished = Reply<Bool>()

    /// Starts the thread.
    ///
    /// - Parameter name: at most 15 characters are seen by the system's tools.
    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        let finished = finished
        let thread = Thread {
            body()
            finished.answer(true)
        }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Waits for the thread's end.
    package func join() { _ = finished.wait() }

    /// Waits for the thread's end until `deadline`.
    ///
    /// - Returns: whether it has ended.
    package func join(until deadline: ContinuousClock.Instant) -> Bool { finished.wait(until: deadline) ?? false }
}
