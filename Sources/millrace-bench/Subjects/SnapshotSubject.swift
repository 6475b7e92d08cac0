/// What snapshots add to the time that records wait, and how long a state takes to come back.
struct SnapshotSubject: Subject {
    static let name = "snapshots"
    static let about = "what snapshots add to the time that records wait; how long a restore takes"

    /// Records a second: below what one worker does, or they would queue without any snapshot.
    private static let pace = 4_000

    func measure(_ effort: Effort) throws -> [Figure] {
        var figures: [Figure] = []
        let seconds = effort.repetitions > 1 ? 60 : 5
        for series in Set([min(100_000, effort.series), effort.series]).sorted() {
            let name = "\(BenchReport.number(Double(series))) series"
            let plain = try SnapshotBenchmark(series: series, pace: Self.pace, seconds: seconds, every: nil).run()
            figures.append(Figure("wait of a record, p99, \(name), no snapshots", "ms", [plain.p99]))
            for (words, every) in [("every 5 s", Duration.seconds(5)), ("without a pause", .zero)] {
                let outcome = try SnapshotBenchmark(series: series, pace: Self.pace, seconds: seconds, every: every)
                    .run()
                figures.append(
                    Figure("added by snapshots \(words), p99, \(name)", "ms", [outcome.p99 - plain.p99], goal: 50))
                guard every > .zero else { continue }
                figures.append(
                    Figure(
                        "restore of \(name)", "s", [outcome.restored == series ? outcome.restoreSeconds : .nan],
                        goal: series == 1_000_000 ? 15 : nil))
                figures.append(Figure("file of \(name)", "MiB", [Double(outcome.fileBytes >> 20)]))
            }
        }
        return figures
    }
}
