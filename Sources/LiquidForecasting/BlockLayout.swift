import LiquidCells

/// Where each part of a series' state stands in its block of bytes; a function of the settings alone.
///
/// What is remembered of the last ticks and origins stands in *windows*: the newest element first, at an index of the
/// header, older ones behind it. A new element goes before the newest; only every ``slack`` elements are the windows moved
/// back to their ends.
package struct BlockLayout: Equatable, Sendable {
    /// Features of the readout that every series has: a constant, the level cells, the lags; two for each covariate follow.
    static let ownFeatures = 1 + LevelCells.count + lagFeatures
    /// Features that are the signal's last differences.
    static let lagFeatures = 3
    /// Longest seasonal lag that is looked for, in steps.
    static let lagLimit = 48
    /// Elements between two moves of the windows.
    static let slack = 4
    /// Knots of the seasonal tables: the season, its last repetition, the longer season.
    static let knots = (64, 64, 168)
    /// Rows of numbers by horizon that every series has; two more for each level follow.
    static let fixedRows = 12

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
    /// Elements of the windows of values and differences at ticks, and of origins.
    let valueWindow: Int
    let differenceWindow: Int
    let originWindow: Int
    /// Origins whose issued forecasts are remembered.
    let originLimit: Int
    let expertCount: Int
    /// Features of the readout.
    let featureCount: Int
    let header: Int
    let levelCells: Int
    let tables: (Int, Int, Int)
    let covariates: Int
    let features: Int
    let gain: Int
    let covariance: Int
    let autocorrelation: Int
    let values: Int
    let differences: Int
    let expectation: Int
    let originTimes: Int
    let originMoments: Int
    let originValues: Int
    let originTicks: Int
    let originSeasons: Int
    let originScales: Int
    let originGains: Int
    let originFractions: Int
    let originLags: Int
    let originFeatures: Int
    let weights: Int
    let issued: Int
    let issuedSizes: Int
    let regrets: Int
    let rows: Int

    package init(_ settings: ForecasterSettings) {
        var parts: [Part] = []
        var end = 0
        func add(_ name: String, _ byteCount: Int) -> Int {
            let offset = end
            parts.append(Part(name: name, offset: offset, byteCount: byteCount))
            end = (offset + byteCount + 31) / 32 * 32
            return offset
        }
        let horizon = settings.horizon
        let seasons = min(settings.seasonsMicroseconds.count, 2)
        self.horizon = horizon
        originLimit = horizon + 2
        expertCount = Expert.counts[seasons]
        featureCount = Self.ownFeatures + 2 * settings.covariates
        valueWindow = Self.lagLimit + horizon + 3 + Self.slack
        differenceWindow = Self.lagLimit + 1 + Self.slack
        originWindow = originLimit + Self.slack
        header = add("header", MemoryLayout<BlockHeader>.size)
        levelCells = add("level cells", LevelCells.byteCount)
        tables = (
            add("season", seasons > 0 ? SeasonalTable.byteCount(capacity: Self.knots.0) : 0),
            add("last season", seasons > 0 ? SeasonalTable.byteCount(capacity: Self.knots.1) : 0),
            add("long season", seasons > 1 ? SeasonalTable.byteCount(capacity: Self.knots.2) : 0)
        )
        covariates = add("covariates", MemoryLayout<Covariate>.stride * settings.covariates)
        features = add("features", 4 * featureCount)
        gain = add("gain", 4 * featureCount)
        covariance = add("covariance of the readout", 4 * featureCount * featureCount)
        values = add("values", 4 * valueWindow)
        differences = add("scaled differences", 4 * differenceWindow)
        expectation = add("expectation", 8 * (1 + 2 * settings.levels.count))
        originTimes = add("times of origins", 8 * originWindow)
        originMoments = settings.counting == .time ? originTimes : add("moments of origins", 8 * originWindow)
        originValues = add("values at origins", 8 * originWindow)
        originTicks = add("ticks of origins", 4 * originWindow)
        originSeasons = add("seasons at origins", 3 * 4 * originWindow)
        originScales = add("scales at origins", 4 * originWindow)
        originGains = add("gains at origins", 2 * featureCount * originWindow)
        originFractions = add("fractions of ticks at origins", 4 * originWindow)
        originLags = add("lags at origins", originWindow)
        originFeatures = add("features at origins", 2 * featureCount * originWindow)
        weights = add("readout", 4 * featureCount * horizon)
        issued = add("issued mixtures", 2 * horizon * originLimit)
        issuedSizes = add("issued sizes of errors", 2 * horizon * originLimit)
        regrets = add("regrets of experts", 4 * 2 * expertCount * horizon)
        rows = add("errors and intervals", 4 * (Self.fixedRows + 2 * settings.levels.count) * horizon)
        // Behind the rows, since what follows a row is read with its end.
        autocorrelation = add("autocorrelation", 4 * (Self.lagLimit + 1))
        self.parts = parts
        byteCount = (end + 63) / 64 * 64
    }

    package static func == (left: BlockLayout, right: BlockLayout) -> Bool {
        left.parts == right.parts && left.byteCount == right.byteCount
    }
}
