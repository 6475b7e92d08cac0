import LiquidCells

/// Where each part of a series' state stands in its block of bytes; a function of the horizon alone.
///
/// What is remembered of the last observations and origins stands in *windows*: the newest element first, at the index
/// ``BlockHeader/head``, older ones behind it. A new element goes before the newest; only every ``slack`` observations are
/// the windows moved back to their ends.
package struct BlockLayout: Equatable, Sendable {
    /// Features of the readout at most: a constant, the level cells, two for each rotating cell.
    static let featureLimit = 1 + LevelCells.count + 2 * RotatingCells.limit
    /// Experts that are mixed: the readout, persistence, seasonal naive, seasonal difference.
    static let expertCount = 4
    /// Longest seasonal lag that is looked for, in observations.
    static let lagLimit = 64
    /// Observations between two moves of the windows.
    static let slack = 4

    /// One part of a block.
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
    /// Elements of the windows of values, of differences, and of origins.
    let valueWindow: Int
    let differenceWindow: Int
    let originWindow: Int
    let header: Int
    let levelCells: Int
    let rotatingCells: Int
    let features: Int
    let gain: Int
    let autocorrelation: Int
    let values: Int
    let differences: Int
    let originScales: Int
    let originGains: Int
    let originLags: Int
    let originFeatures: Int
    let weights: Int
    let issued: Int
    let mixing: Int
    let errors: Int

    package init(horizon: Int) {
        var parts: [Part] = []
        var end = 0
        func add(_ name: String, _ byteCount: Int) -> Int {
            let offset = end
            parts.append(Part(name: name, offset: offset, byteCount: byteCount))
            end = (offset + byteCount + 63) / 64 * 64
            return offset
        }
        self.horizon = horizon
        valueWindow = Self.lagLimit + horizon + 1 + Self.slack
        differenceWindow = Self.lagLimit + 1 + Self.slack
        originWindow = horizon + Self.slack
        header = add("header", MemoryLayout<BlockHeader>.size)
        levelCells = add("level cells", LevelCells.byteCount)
        rotatingCells = add("rotating cells", RotatingCells.byteCount)
        features = add("features", 4 * Self.featureLimit)
        gain = add("gain", 4 * Self.featureLimit)
        autocorrelation = add("autocorrelation", 4 * (Self.lagLimit + 1))
        values = add("values", 8 * valueWindow)
        differences = add("scaled differences", 4 * differenceWindow)
        originScales = add("scales at origins", 4 * originWindow)
        originGains = add("gains at origins", 4 * originWindow)
        originLags = add("lags at origins", originWindow)
        originFeatures = add("features at origins", 2 * Self.featureLimit * originWindow)
        weights = add("readout", 4 * Self.featureLimit * horizon)
        issued = add("issued mixtures", 2 * horizon * horizon)
        mixing = add("expert mixing", 4 * 3 * Self.expertCount * horizon)
        errors = add("errors and intervals", 4 * 6 * horizon)
        self.parts = parts
        byteCount = end
    }
}
