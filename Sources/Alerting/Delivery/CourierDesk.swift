/// What a courier knows of the world around it.
protocol CourierDesk {
    var now: ContinuousClock.Instant { get }
    /// Whether to begin nothing any more, and to give up what is under way.
    var isStopping: Bool { get }

    /// Waits until that moment.
    ///
    /// - Returns: false when it is to stop instead.
    func wait(until moment: ContinuousClock.Instant) -> Bool

    /// Tells what came of an attempt.
    func report(_ report: CourierReport)
}
