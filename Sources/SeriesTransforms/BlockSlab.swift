import Glibc

/// Memory for the blocks of one model's series, in large pieces that never move.
///
/// A piece is as long as a huge page, and asks for one: blocks are visited in the order of the keys in the log, which is
/// as good as random.
final class BlockSlab {
    private static let pieceBytes = 2 << 20

    private let blockByteCount: Int
    private let blocksPerPiece: Int
    private var pieces: [UnsafeMutableRawPointer] = []
    private var count = 0

    init(blockByteCount: Int) {
        self.blockByteCount = blockByteCount
        blocksPerPiece = max(1, Self.pieceBytes / blockByteCount)
    }

    deinit {
        for piece in pieces { free(piece) }
    }

    /// A new block, aligned to a cache line; its bytes are zero.
    func allocate() -> UnsafeMutableRawPointer {
        if count == pieces.count * blocksPerPiece { addPiece() }
        let block = pieces[count / blocksPerPiece] + count % blocksPerPiece * blockByteCount
        count += 1
        memset(block, 0, blockByteCount)
        return block
    }

    private func addPiece() {
        let size = max(blocksPerPiece * blockByteCount, Self.pieceBytes)
        var piece: UnsafeMutableRawPointer?
        guard posix_memalign(&piece, Self.pieceBytes, size) == 0, let piece else {
            preconditionFailure("no memory for \(size) more bytes of series; lower state.max_series")
        }
        madvise(piece, size, MADV_HUGEPAGE)
        pieces.append(piece)
    }
}
