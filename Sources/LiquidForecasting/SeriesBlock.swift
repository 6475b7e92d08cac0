import Glibc
import LiquidCells

/// A series' block of bytes as typed memory.
struct SeriesBlock {
    let layout: BlockLayout
    private let base: UnsafeMutableRawPointer

    @inline(__always)
    init(_ base: UnsafeMutableRawPointer, _ layout: BlockLayout) {
        self.base = base
        self.layout = layout
    }

    var header: UnsafeMutablePointer<BlockHeader> { at(layout.header) }
    var levelCells: LevelCells { LevelCells(base + layout.levelCells) }
    /// Of the shortest active season: what is usual, and what was last; and the next longer season on top of it.
    var season: SeasonalTable { SeasonalTable(base + layout.tables.0, capacity: BlockLayout.knots.0) }
    var lastSeason: SeasonalTable { SeasonalTable(base + layout.tables.1, capacity: BlockLayout.knots.1) }
    var longSeason: SeasonalTable { SeasonalTable(base + layout.tables.2, capacity: BlockLayout.knots.2) }
    /// What the newest forecast says of one step ahead: the mean, then the bounds by level.
    var expectation: UnsafeMutablePointer<Double> { at(layout.expectation) }
    /// What is remembered of each covariate.
    var covariates: UnsafeMutablePointer<Covariate> { at(layout.covariates) }
    /// The features of the newest observation.
    var features: UnsafeMutablePointer<Float> { at(layout.features) }
    /// What an error of the newest observation's forecasts says of each weight.
    var gain: UnsafeMutablePointer<Float> { at(layout.gain) }
    /// P, the covariance of the readout's weights: rows of a symmetric matrix.
    var covariance: UnsafeMutablePointer<Float> { at(layout.covariance) }
    var autocorrelation: UnsafeMutablePointer<Float> { at(layout.autocorrelation) }
    /// Window of the signal at ticks, relative to the anchor.
    var values: UnsafeMutablePointer<Float> { at(layout.values) }
    /// Window of differences between ticks, in units of the scale.
    var differences: UnsafeMutablePointer<Float> { at(layout.differences) }
    /// Windows of what was known at each origin: time on the clock of horizons, value, the lowest bits of its tick and how far past it in steps,
    /// scale, seasonal lag.
    var originTimes: UnsafeMutablePointer<Int64> { at(layout.originTimes) }
    /// The same since 1970; where horizons are times, this is the window of ``originTimes`` and not looked at.
    var originMoments: UnsafeMutablePointer<Int64> { at(layout.originMoments) }
    var originValues: UnsafeMutablePointer<Double> { at(layout.originValues) }
    var originTicks: UnsafeMutablePointer<Int32> { at(layout.originTicks) }
    var originFractions: UnsafeMutablePointer<Float> { at(layout.originFractions) }
    var originScales: UnsafeMutablePointer<Float> { at(layout.originScales) }
    var originLags: UnsafeMutablePointer<UInt8> { at(layout.originLags) }

    /// Window of one table's value at the origins, 0…2; NaN where it was not known.
    func originSeasons(_ table: Int) -> UnsafeMutablePointer<Float> {
        at(layout.originSeasons + 4 * table * layout.originWindow)
    }

    /// Window of one feature's gain at the origins; 0 where an origin cannot be learned from.
    func originGains(_ feature: Int) -> UnsafeMutablePointer<Float16> {
        at(layout.originGains &+ 2 &* feature &* layout.originWindow)
    }

    /// Window of one feature at the origins.
    func originFeatures(_ feature: Int) -> UnsafeMutablePointer<Float16> {
        at(layout.originFeatures &+ 2 &* feature &* layout.originWindow)
    }

    /// The readout's weights for one feature, by horizon.
    func weights(_ feature: Int) -> UnsafeMutablePointer<Float> { at(layout.weights &+ 4 &* feature &* layout.horizon) }

    /// By horizon, what was issued by origins whose number and horizon (from 1) have this sum; and what size its error was
    /// thought to have.
    func issued(_ sum: Int64) -> UnsafeMutablePointer<Float16> { at(layout.issued + issuedOffset(sum)) }
    func issuedSizes(_ sum: Int64) -> UnsafeMutablePointer<Float16> { at(layout.issuedSizes + issuedOffset(sum)) }

    private func issuedOffset(_ sum: Int64) -> Int {
        2 * layout.horizon * Int(truncatingIfNeeded: UInt64(bitPattern: sum) % UInt64(layout.originLimit))
    }

    /// Of one expert, by horizon: discounted regret, and its discounted square.
    func regrets(_ expert: Int) -> UnsafeMutablePointer<Float> { at(layout.regrets &+ 8 &* expert &* layout.horizon) }
    func squares(_ expert: Int) -> UnsafeMutablePointer<Float> {
        at(layout.regrets &+ (8 &* expert &+ 4) &* layout.horizon)
    }

    /// By horizon: the running size of the readout's error.
    var errors: UnsafeMutablePointer<Float> { row(0) }
    /// By horizon: the running mean square of the issued mixtures' error.
    var variances: UnsafeMutablePointer<Float> { row(1) }
    /// By horizon: how many targets have arrived.
    var lessons: UnsafeMutablePointer<Float> { row(2) }
    /// By horizon: 1 for a forecast that is issued as it is, less where small moves are suppressed.
    var firmness: UnsafeMutablePointer<Float> { row(3) }
    /// By horizon: running absolute error of the mixture, and of persistence.
    var absoluteErrors: UnsafeMutablePointer<Float> { row(4) }
    var persistenceErrors: UnsafeMutablePointer<Float> { row(5) }
    /// By horizon: median of the mixture's error in units of its size.
    var medians: UnsafeMutablePointer<Float> { row(6) }
    /// By horizon: regression of the target on the season's change.
    var seasonCrosses: UnsafeMutablePointer<Float> { row(7) }
    var seasonSquares: UnsafeMutablePointer<Float> { row(8) }
    /// By horizon: cross products of what comes with the distance from one table, 0…2.
    func distanceCrosses(_ table: Int) -> UnsafeMutablePointer<Float> { row(9 + table) }
    /// By horizon: one tracked quantile of the mixture's error in units of its size; for each level the lower, then the upper.
    func quantiles(_ bound: Int) -> UnsafeMutablePointer<Float> { row(BlockLayout.fixedRows + bound) }

    private func row(_ index: Int) -> UnsafeMutablePointer<Float> { at(layout.rows + 4 * index * layout.horizon) }

    @inline(__always)
    private func at<Element>(_ offset: Int) -> UnsafeMutablePointer<Element> {
        (base + offset).assumingMemoryBound(to: Element.self)
    }

    /// Makes room for a new origin before the newest one in each window of origins.
    ///
    /// - Returns: its index.
    func advanceOrigins() -> Int {
        if header.pointee.head == 0 {
            move(originTimes, layout.originWindow)
            if layout.originMoments != layout.originTimes { move(originMoments, layout.originWindow) }
            move(originValues, layout.originWindow)
            move(originTicks, layout.originWindow)
            move(originFractions, layout.originWindow)
            move(originScales, layout.originWindow)
            move(originLags, layout.originWindow)
            for table in 0..<3 { move(originSeasons(table), layout.originWindow) }
            for feature in 0..<layout.featureCount {
                move(originFeatures(feature), layout.originWindow)
                move(originGains(feature), layout.originWindow)
            }
            header.pointee.head = Int32(BlockLayout.slack)
        }
        header.pointee.head -= 1
        return Int(header.pointee.head)
    }

    /// The same for the windows of ticks.
    func advanceTicks() -> Int {
        if header.pointee.tickHead == 0 {
            move(values, layout.valueWindow)
            move(differences, layout.differenceWindow)
            header.pointee.tickHead = Int32(BlockLayout.slack)
        }
        header.pointee.tickHead -= 1
        return Int(header.pointee.tickHead)
    }

    /// Moves the newest elements of a window to its end.
    private func move<Element>(_ window: UnsafeMutablePointer<Element>, _ count: Int) {
        let kept = count - BlockLayout.slack
        memmove(window + BlockLayout.slack, window, kept * MemoryLayout<Element>.stride)
    }
}
