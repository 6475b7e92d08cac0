import LiquidCells

/// What a group of series knows, a block of bytes as typed memory: a header, then running averages of what its mature
/// series know. The averages are rows by horizon, and one of the level cells' rates.
struct GroupPrior {
    private static let headerByteCount = 64

    private let layout: BlockLayout
    private let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer, _ layout: BlockLayout) {
        self.base = base
        self.layout = layout
    }

    /// - Parameter bounds: how many quantiles a series tracks for each horizon.
    /// - Returns: bytes of a block; a multiple of a cache line's 64.
    static func byteCount(_ layout: BlockLayout, bounds: Int) -> Int {
        // The readout; its error, the mixture's and their median; regrets and their squares.
        let rows = layout.featureCount + 3 + bounds + 2 * layout.expertCount
        return headerByteCount + (4 * (LevelCells.rateCount + rows * layout.horizon) + 63) / 64 * 64
    }

    var header: UnsafeMutablePointer<PriorHeader> { base.assumingMemoryBound(to: PriorHeader.self) }

    /// The level cells' rates.
    var rates: UnsafeMutablePointer<Float> { (base + Self.headerByteCount).assumingMemoryBound(to: Float.self) }

    /// One row of averages by horizon.
    func row(_ index: Int) -> UnsafeMutablePointer<Float> { rates + LevelCells.rateCount + index * layout.horizon }
}
