import Glibc
import StreamRuntime

/// Memory for the blocks of one model's series, in large pieces that never move.
///
/// A piece is as long as a huge page, and asks for one: blocks are visited in the order of the keys in the log, which is
/// as good as random.
final class BlockSlab {
    private static let hugePageBytes = 2 << 20
    private static let pageBytes = 4 << 10

    private let blockByteCount: Int
    private let blocksPerPiece: Int
    private let pieceBytes: Int
    private let isHuge: Bool
    private let budget: MemoryBudget
    private var pieces: [UnsafeMutableRawPointer] = []
    private var count = 0

    /// - Parameter limit: the most blocks there may be; where they are few, a piece is no longer than they are.
    init(blockByteCount: Int, limit: Int, within budget: MemoryBudget) {
        self.blockByteCount = blockByteCount
        self.budget = budget
        blocksPerPiece = max(1, min(limit, Self.hugePageBytes / blockByteCount))
        isHuge = blocksPerPiece < limit || blocksPerPiece * blockByteCount >= Self.hugePageBytes
        pieceBytes = max(blocksPerPiece * blockByteCount, isHuge ? Self.hugePageBytes : 0)
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

    private func addPiece() throws(ConnectorError) {
        var piece: UnsafeMutableRawPointer?
        let isWithin = budget.take(pieceBytes)
        guard isWithin, posix_memalign(&piece, isHuge ? Self.hugePageBytes : Self.pageBytes, pieceBytes) == 0, let piece
        else {
            if isWithin { budget.give(pieceBytes) }
            throw .unusable(
                """
                there is no memory for more series: their models may take \(budget.limit >> 20) MiB in this process, four \
                fifths of what it has. Lower state.max_series, which counts for each partition, share the topic among more \
                processes, or give them more memory
                """)
        }
        if isHuge { madvise(piece, pieceBytes, MADV_HUGEPAGE) }
        pieces.append(piece)
    }
}
