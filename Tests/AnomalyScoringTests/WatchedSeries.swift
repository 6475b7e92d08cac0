import AnomalyScoring

/// One series under a detector; times are minutes.
final class WatchedSeries {
    let detector: AnomalyDetector
    let block: UnsafeMutableRawPointer
    /// Whether the newest observation ended an absence.
    private(set) var endedSilence = false

    init(_ settings: DetectorSettings) {
        detector = AnomalyDetector(settings)
        block = .allocate(byteCount: detector.blockByteCount, alignment: 64)
        detector.prepare(block)
    }

    deinit { block.deallocate() }

    func see(_ value: Double, at minute: Int64, now: Int64? = nil) -> Detection {
        endedSilence = detector.breakSilence(block)
        return detector.observe(
            block, value: value, at: minute * 60_000_000, now: now.map { $0 * 60_000_000 }, step: 60_000_000,
            expected: .nan, bounds: (.nan, .nan), forecast: nil)
    }

    func beSilent(until minute: Int64) -> Detection { detector.beSilent(block, until: minute * 60_000_000) }

    /// In whole minutes.
    var absentFrom: Int64? { detector.absentFrom(block).map { $0 / 60_000_000 } }

    var episode: Episode { detector.episode(block) }

    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: block, count: detector.blockByteCount)) }
}
