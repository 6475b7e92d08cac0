import LiquidForecasting

/// What the series of each lane have told each other, in one partition: a part of the partition's state, a function of its
/// log alone.
final class LanePriors {
    private let blocks: [UnsafeMutableRawBufferPointer?]

    init(_ source: ForecastedSource) {
        blocks = source.lanes.map { lane in
            guard let model = lane.model else { return nil }
            let byteCount = source.models[model].forecaster.priorByteCount
            guard byteCount > 0 else { return nil }
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
            block.initializeMemory(as: UInt8.self, repeating: 0)
            return block
        }
    }

    deinit {
        for block in blocks { block?.deallocate() }
    }

    /// The block of a lane; nil where its model starts each series from nothing.
    subscript(lane: Int) -> UnsafeMutableRawPointer? { blocks[lane]?.baseAddress }

    /// Lets a lane know nothing.
    func clear(_ lane: Int) { blocks[lane]?.initializeMemory(as: UInt8.self, repeating: 0) }

    /// All there are, in the order of the lanes.
    var all: [UnsafeMutableRawBufferPointer] { blocks.compactMap(\.self) }
}
