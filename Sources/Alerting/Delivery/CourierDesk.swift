/// What a courier knows of the world around it.
protocol CourierDesk {
    var now: ContinuousClock.Instant { get }
    /// Whether to begin nothing more of what is being carried, and to give up what is under way.
    var isStopping: Bool { get }

    /// Waits until that moment.
    ///
    /// - Returns: false when it is to stop instead.
    func wait(until moment: ContinuousClock.Instant) -> Bool

    /// Waits until this process is known to be the one that delivers.
    ///
    /// - Returns: false when it is to stop instead.
    func waitForLead() -> Bool

    /// Tells what came of an attempt.
    func report(_ report: CourierReport)
}
