/// How long to leave a receiver alone that failed: twice as long each time, from 1…2 s to 2½…5 min, by chance within these
/// bounds, so that what failed together does not come back together.
struct Backoff {
    static let shortest: Duration = .seconds(1)
    static let longest: Duration = .seconds(300)
    /// A receiver that asks for more is not believed.
    static let longestAsked: Duration = .seconds(3_600)

    private var failures = 0

    /// It works again.
    mutating func reset() { failures = 0 }

    /// The time to wait after one more failure.
    ///
    /// - Parameter asked: how long the receiver asks to wait, at least.
    mutating func wait(asked: Duration?, using generator: inout some RandomNumberGenerator) -> Duration {
        let bound = min(Self.shortest * (2 << min(failures, 16)), Self.longest)
        failures += 1
        let chosen = bound * Double.random(in: 0.5...1, using: &generator)
        return max(chosen, min(asked ?? .zero, Self.longestAsked))
    }
}
