/// What was forecast of an observation before it arrived.
///
/// There is no way to learn without one: ``LiquidForecaster`` makes it from the state as the observation found it, and
/// learning consumes it. A forecast that was scored can so never have seen what it is scored on.
struct Prediction: ~Copyable {
    let expected: Double
    let lower80: Double
    let upper80: Double
    let lower95: Double
    let upper95: Double

    /// - Parameter header: of a block that has not learned from the observation.
    init(_ header: BlockHeader) {
        let hasIssued = header.hasIssued == 1
        expected = hasIssued ? header.expected : .nan
        lower80 = hasIssued ? header.lower80 : .nan
        upper80 = hasIssued ? header.upper80 : .nan
        lower95 = hasIssued ? header.lower95 : .nan
        upper95 = hasIssued ? header.upper95 : .nan
    }
}
