/// Where each part of a series' state stands in its block of bytes; a function of the horizon alone.
package struct BlockLayout: Equatable, Sendable {
    /// Features of the readout: a constant, the level cells, two for each rotating cell.
    static let featureCount = 24
    /// Level cells, their time constants spaced geometrically from 1 to 1,000 steps.
    static let levelCellCount = 11
    static let rotatingCellCount = ForecasterSettings.periodLimit
    /// Experts that are mixed: the readout, persistence, seasonal naive, seasonal difference.
    static let expertCount = 4
    /// Longest seasonal lag that is looked for, in observations.
    static let lagLimit = 64

    /// One part: its name, where it starts, and its size in bytes.
    package struct Part: Equatable, Sendable {
        package let name: String
        package let offset: Int
        package let byteCount: Int
    }

    package let horizon: Int
    /// All parts, in the order in which they stand.
    package let parts: [Part]
    /// The size of a block: a multiple of a cache line's 64 bytes.
    package let byteCount: Int

    package init(horizon: Int) {
        self.horizon = horizon
        var parts: [Part] = []
        var end = 0
        func add(_ name: String, _ byteCount: Int) {
            parts.append(Part(name: name, offset: end, byteCount: byteCount))
            end += (byteCount + 31) / 32 * 32
        }
        add("header", 192)
        add("values", 8 * Self.ringCount(horizon))
        add("scaled differences", 4 * Self.ringCount(horizon))
        add("autocorrelation", 4 * (Self.lagLimit + 1))
        add("level cells", 4 * Self.levelCellCount * (1 + 3 + 3 + 3 + 3))
        add("rotating cells", 4 * Self.rotatingCellCount * 2)
        add("gain", 4 * Self.featureCount)
        add("readout", 4 * Self.featureCount * horizon)
        add("features at origins", 2 * Self.featureCount * horizon)
        add("issued mixtures", 2 * horizon * horizon)
        add("origins", 16 * horizon)
        add("expert mixing", 4 * 3 * Self.expertCount * horizon)
        add("errors and intervals", 4 * (1 + 1 + 1 + 4) * horizon)
        self.parts = parts
        byteCount = (end + 63) / 64 * 64
    }

    /// Observations that the ring of values holds.
    static func ringCount(_ horizon: Int) -> Int { lagLimit + horizon + 2 }
}
