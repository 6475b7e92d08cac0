/// A page as it stands in LMDB's file (format 1): a header, where its nodes are, room, and the nodes up to its end.
///
/// Source: the comments on `MDB_page` and `MDB_node` in LMDB's mdb.c.
struct LMDBPage {
    enum Kind: UInt16 {
        case branch = 1
        case leaf = 2
        case overflow = 4
        case meta = 8
    }

    static let headerBytes = 16

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var number: UInt64 { number(at: 0) }
    /// Nil where it is of no kind that is written.
    var kind: Kind? { Kind(rawValue: number(at: 10)) }
    /// How many pages one has that overflows.
    var span: UInt32 { number(at: 12) }

    func number<Number: FixedWidthInteger>(at offset: Int) -> Number {
        bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }

    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    /// The nodes in their order; nil unless they fill the page from where its room ends.
    func nodes(of kind: Kind) -> [LMDBNode]? {
        let (lower, upper) = (Int(number(at: 12) as UInt16), Int(number(at: 14) as UInt16))
        guard lower > Self.headerBytes, lower % 2 == 0, lower <= upper, upper <= bytes.count else { return nil }
        var nodes: [LMDBNode] = []
        for slot in stride(from: Self.headerBytes, to: lower, by: 2) {
            guard let node = node(at: Int(number(at: slot) as UInt16), of: kind) else { return nil }
            nodes.append(node)
        }
        var end = upper
        for node in nodes.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
            guard node.place.lowerBound == end else { return nil }
            end = node.place.upperBound
        }
        return end == bytes.count ? nodes : nil
    }

    private func node(at start: Int, of kind: Kind) -> LMDBNode? {
        guard start >= Self.headerBytes, start + 8 <= bytes.count else { return nil }
        let low: UInt32 = number(at: start)
        let flags: UInt16 = number(at: start + 4)
        let keyEnd = start + 8 + Int(number(at: start + 6) as UInt16)
        guard kind == .leaf else {
            return node(start..<keyEnd, .page(UInt64(low) | UInt64(flags) << 32))
        }
        switch flags {
        case 0: return node(start..<keyEnd + Int(low), .value(keyEnd..<keyEnd + Int(low)), keyEnd)
        case 1 where keyEnd + 8 <= bytes.count:
            return node(start..<keyEnd + 8, .overflow(number(at: keyEnd), byteCount: Int(low)), keyEnd)
        default: return nil
        }
    }

    /// Nodes have an even number of bytes.
    private func node(_ range: Range<Int>, _ content: LMDBNode.Content, _ keyEnd: Int? = nil) -> LMDBNode? {
        let end = (range.upperBound + 1) & ~1
        guard end <= bytes.count else { return nil }
        return LMDBNode(
            place: range.lowerBound..<end, key: range.lowerBound + 8..<(keyEnd ?? range.upperBound), content: content)
    }
}
