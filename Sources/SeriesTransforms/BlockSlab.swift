import Glibc
import StreamRuntime

/// Memory for the blocks of one model's series, in large pieces that never move.
///
/// A piece is as long as a huge page, and asks for one: blocks are visited in the order of the keys in the log, which is
/// as good as random.
final class BlockSlab {
    private static let leastPieceBytes = 2 << 20

    private let blockByteCount: Int
    private let blocksPerPiece: Int
    private let budget: MemoryBudget
    private var pieces: [UnsafeMutableRawPointer] = []
    private var count = 0

    init(blockByteCount: Int, within budget: MemoryBudget) {
        self.blockByteCount = blockByteCount
        self.budget = budget
        blocksPerPiece = max(1, Self.leastPieceBytes / blockByteCount)
    }

    deinit {
        for piece in pieces { free(piece) }
        budget.give(pieces.count * pieceBytes)
    }

    /// A new block, aligned to a cache line; its bytes are zero.
    ///
    /// - Throws: ``ConnectorError/unusable(_:)`` when there is no memory for it.
    func allocate() throws(ConnectorError) -> UnsafeMutableRawPointer {
        if count == pieces.count * blocksPerPiece { try addPiece() }
        let block = pieces[count / blocksPerPiece] + count % blocksPerPiece * blockByteCount
        count += 1
        memset(block, 0, blockByteCount)
        return block
    }

    private var pieceBytes: Int { max(blocksPerPiece * blockByteCount, Self.leastPieceBytes) }

    private func addPiece() throws(ConnectorError) {
        var piece: UnsafeMutableRawPointer?
        let isWithin = budget.take(pieceBytes)
        guard isWithin, posix_memalign(&piece, Self.leastPieceBytes, pieceBytes) == 0, let piece else {
            if isWithin { budget.give(pieceBytes) }
            throw .unusable(
                """
                there is no memory for more series: their models may take \(budget.limit >> 20) MiB in this process, four \
                fifths of what it has. Lower state.max_series, which counts for each partition, share the topic among more \
                processes, or give them more memory
                """)
        }
        madvise(piece, pieceBytes, MADV_HUGEPAGE)
        pieces.append(piece)
    }
}
