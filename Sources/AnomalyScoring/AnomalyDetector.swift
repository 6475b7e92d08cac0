/// Looks for anomalies of a series, in one pass, in a block of bytes of fixed size.
package struct AnomalyDetector: Sendable {
    package let settings: DetectorSettings

    package init(_ settings: DetectorSettings) { self.settings = settings }

    /// Bytes of the block of one series, a multiple of 64; to be aligned to 64 bytes.
    package var blockByteCount: Int { (MemoryLayout<Episode>.stride + 63) / 64 * 64 }

    /// Differs between detectors that would read each other's blocks wrongly, or learn on from them differently.
    package var fingerprint: String { settings.fingerprint }

    /// Makes `block` that of a series that has seen nothing.
    package func prepare(_ block: UnsafeMutableRawPointer) {
        block.initializeMemory(as: UInt8.self, repeating: 0, count: blockByteCount)
        block.initializeMemory(as: Episode.self, repeating: Episode(), count: 1)
    }

    /// Looks at an observation from which the forecaster has just learned.
    ///
    /// - Parameters:
    ///   - time: in microseconds since 1970, after that of the observation before.
    ///   - step: of the series, in microseconds; 0 while it is not known.
    ///   - expected: what the forecast issued before had said of it; NaN where it said nothing.
    ///   - bounds: lower and upper of the widest interval that goes with `expected`; NaN likewise.
    ///   - means: the forecast that was issued after it, H numbers; nil where none was.
    package func observe(
        _ block: UnsafeMutableRawPointer, value: Double, at time: Int64, step: Int64, expected: Double,
        bounds: (lower: Double, upper: Double), means: UnsafePointer<Double>?
    ) -> Detection { Detection() }

    /// Event time from which on the series is absent; nil when it never is, has no observation yet, or is absent already.
    package func absentFrom(_ block: UnsafeMutableRawPointer) -> Int64? { nil }

    /// Tells that the series has been silent until now; begins the episode of an absence.
    ///
    /// - Parameter time: at least ``absentFrom(_:)``.
    package func beSilent(_ block: UnsafeMutableRawPointer, until time: Int64) -> Detection { Detection() }

    /// The episode of the newest change, or that is under way.
    package func episode(_ block: UnsafeMutableRawPointer) -> Episode { block.load(as: Episode.self) }

    /// What each view said at the episode's peak, largest first: a stable word and log10 of a return period.
    package func contributions(_ block: UnsafeMutableRawPointer) -> [(evidence: String, score: Double)] { [] }

    /// Takes in what a user says.
    ///
    /// - Parameters:
    ///   - verdict: `false_alarm` raises the threshold of this series; `confirmed` keeps what was seen from becoming normal;
    ///     `expected` does that, and reports nothing between the times.
    ///   - from, to: event times in microseconds since 1970.
    package func take(_ verdict: UserVerdict, from: Int64, to: Int64, _ block: UnsafeMutableRawPointer) {}

    /// Whether `expected` feedback covers a time, so that the forecaster should not learn from what is seen there.
    package func isShielded(_ block: UnsafeMutableRawPointer, at time: Int64) -> Bool { false }
}
