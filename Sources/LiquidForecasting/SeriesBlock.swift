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
    var rotatingCells: RotatingCells { RotatingCells(base + layout.rotatingCells) }
    /// The features of the newest observation.
    var features: UnsafeMutablePointer<Float> { at(layout.features) }
    /// P, the diagonal of the readout's covariance.
    var gain: UnsafeMutablePointer<Float> { at(layout.gain) }
    var autocorrelation: UnsafeMutablePointer<Float> { at(layout.autocorrelation) }
    /// Window of observations.
    var values: UnsafeMutablePointer<Double> { at(layout.values) }
    /// Window of differences in units of the scale.
    var differences: UnsafeMutablePointer<Float> { at(layout.differences) }
    /// Windows of what was known at each origin: scale, 1/g, seasonal lag.
    var originScales: UnsafeMutablePointer<Float> { at(layout.originScales) }
    var originGains: UnsafeMutablePointer<Float> { at(layout.originGains) }
    var originLags: UnsafeMutablePointer<UInt8> { at(layout.originLags) }

    /// Window of one feature at the origins.
    func originFeatures(_ feature: Int) -> UnsafeMutablePointer<Float16> {
        at(layout.originFeatures + 2 * feature * layout.originWindow)
    }

    /// The readout's weights for one feature, by horizon.
    func weights(_ feature: Int) -> UnsafeMutablePointer<Float> { at(layout.weights + 4 * feature * layout.horizon) }

    /// What was issued for the observation with this number by the origins before it, the nearest first.
    func issued(forObservation number: Int64) -> UnsafeMutablePointer<Float16> {
        at(layout.issued + 2 * layout.horizon * Int(number % Int64(layout.horizon)))
    }

    /// Of one expert, by horizon: discounted regret, its discounted square, and share of the mixture.
    func regrets(_ expert: Int) -> UnsafeMutablePointer<Float> { mixing(expert) }
    func squares(_ expert: Int) -> UnsafeMutablePointer<Float> { mixing(BlockLayout.expertCount + expert) }
    func shares(_ expert: Int) -> UnsafeMutablePointer<Float> { mixing(2 * BlockLayout.expertCount + expert) }

    /// By horizon: the running size of the readout's error.
    var errors: UnsafeMutablePointer<Float> { at(layout.errors) }
    /// By horizon: the running mean square of the issued forecasts' error.
    var variances: UnsafeMutablePointer<Float> { at(layout.errors + 4 * layout.horizon) }
    /// By horizon: one tracked quantile of the issued forecasts' error in units of its size; 0…3 from low to high.
    func quantiles(_ level: Int) -> UnsafeMutablePointer<Float> { at(layout.errors + 4 * (2 + level) * layout.horizon) }

    private func mixing(_ row: Int) -> UnsafeMutablePointer<Float> { at(layout.mixing + 4 * row * layout.horizon) }

    @inline(__always)
    private func at<Element>(_ offset: Int) -> UnsafeMutablePointer<Element> {
        (base + offset).assumingMemoryBound(to: Element.self)
    }

    /// Makes room for a new element before the newest of each window.
    ///
    /// - Returns: its index.
    func advanceHead() -> Int {
        if header.pointee.head == 0 {
            move(values, layout.valueWindow)
            move(differences, layout.differenceWindow)
            move(originScales, layout.originWindow)
            move(originGains, layout.originWindow)
            move(originLags, layout.originWindow)
            for feature in 0..<BlockLayout.featureLimit { move(originFeatures(feature), layout.originWindow) }
            header.pointee.head = Int32(BlockLayout.slack)
        }
        header.pointee.head -= 1
        return Int(header.pointee.head)
    }

    /// Moves the newest elements of a window to its end.
    private func move<Element>(_ window: UnsafeMutablePointer<Element>, _ count: Int) {
        let kept = count - BlockLayout.slack
        memmove(window + BlockLayout.slack, window, kept * MemoryLayout<Element>.stride)
    }
}
