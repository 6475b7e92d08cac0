import TimeSeries

/// Tells people how a replay gets on: how fast it is, and how long it will take.
struct ReplayPace {
    private static let firstWord: Duration = .seconds(3)
    private static let interval: Duration = .seconds(30)

    private let start: ContinuousClock.Instant
    private let from: Int64
    private let to: Int64
    private var nextWord: ContinuousClock.Instant

    /// - Parameters:
    ///   - from: the first offset that is replayed.
    ///   - to: the first that is new.
    init(from: Int64, to: Int64, now: ContinuousClock.Instant = .now) {
        start = now
        self.from = from
        self.to = to
        nextWord = now + Self.firstWord
    }

    /// A sentence when one is due.
    mutating func word(at offset: Int64, now: ContinuousClock.Instant = .now) -> String? {
        guard now >= nextWord, offset > from, offset < to else { return nil }
        nextWord = now + Self.interval
        let elapsed = microseconds(now - start)
        let pace = Double(offset - from) / elapsed
        let left = SpanText.words(microseconds: Double(to - offset) / pace)
        return
            "\(to - offset) of \(to - from) records are left to replay, at \(Int64(pace * 1e6)) a second: about \(left)"
    }

    /// A sentence for the end.
    func end(now: ContinuousClock.Instant = .now) -> String {
        "\(to - from) records replayed in \(SpanText.words(microseconds: microseconds(now - start)))"
    }

    private func microseconds(_ duration: Duration) -> Double { max(1, duration / .microseconds(1)) }
}
