/// A key of one of LMDB's pages, and what belongs to it.
struct LMDBNode {
    enum Content {
        /// Of a branch: the page below it.
        case page(UInt64)
        /// Of a leaf: where in the page the value is.
        case value(Range<Int>)
        /// Of a leaf: the first of the pages that have the value.
        case overflow(UInt64, byteCount: Int)
    }

    /// Where in its page it is.
    let place: Range<Int>
    let key: Range<Int>
    let content: Content
}
