/// How much is measured.
struct Effort {
    /// How often each figure is taken.
    let repetitions: Int
    /// Series where it is about many.
    let series: Int
    /// Events of one repetition.
    let events: Int

    /// What figures that are published come from.
    static let full = Effort(repetitions: 5, series: 1_000_000, events: 400_000)
    /// Whether everything runs, and about where it stands.
    static let quick = Effort(repetitions: 1, series: 20_000, events: 100_000)
}
