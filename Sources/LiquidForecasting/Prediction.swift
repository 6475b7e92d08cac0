/// What was forecast of an observation before it arrived.
///
/// There is no way to learn without one: ``LiquidForecaster`` makes it from the state as the observation found it, and
/// learning consumes it. A forecast that was scored can so never have seen what it is scored on.
struct Prediction: ~Copyable {
    /// NaN when there was no forecast that reached the observation.
    let expected: Double

    init(expected: Double) { self.expected = expected }
}
