/// What one of the two first pages of LMDB's file says of all others.
struct LMDBMeta {
    /// A tree of pages.
    struct Tree {
        let flags: UInt16
        let depth: UInt16
        /// Nil where it is empty.
        let root: UInt64?
    }

    static let byteCount = LMDBPage.headerBytes + 136

    let pageBytes: Int
    /// Of pages that are free, by the transactions that freed them.
    let free: Tree
    let main: Tree
    let lastPage: UInt64
    let transaction: UInt64

    /// - Parameter page: at least ``byteCount`` bytes.
    /// - Returns: nil when it is none that LMDB would have written here.
    init?(_ page: LMDBPage) {
        let start = LMDBPage.headerBytes
        let pageBytes = Int(page.number(at: start + 24) as UInt32)
        guard page.kind == .meta, page.number(at: start) as UInt32 == 0xBEEF_C0DE,
            page.number(at: start + 4) as UInt32 == 1,
            512...32_768 ~= pageBytes, pageBytes & (pageBytes - 1) == 0
        else { return nil }
        self.pageBytes = pageBytes
        free = Self.tree(page, at: start + 24)
        main = Self.tree(page, at: start + 72)
        lastPage = page.number(at: start + 120)
        transaction = page.number(at: start + 128)
    }

    private static func tree(_ page: LMDBPage, at offset: Int) -> Tree {
        let root: UInt64 = page.number(at: offset + 40)
        return Tree(
            flags: page.number(at: offset + 4), depth: page.number(at: offset + 6), root: root == .max ? nil : root)
    }
}
