/// A key of a partition's file: one letter, and big-endian numbers, so that the order of bytes is that of the numbers.
enum LMDBKey: Equatable {
    /// The number of the newest draft.
    case writer
    case head(generation: Int64)
    case entry(number: Int, generation: Int64)

    /// The longest one.
    static let mostBytes = 511

    var bytes: [UInt8] {
        switch self {
        case .writer: [UInt8(ascii: "w")]
        case .head(let generation): [UInt8(ascii: "h")] + Self.bigEndian(UInt64(bitPattern: generation))
        case .entry(let number, let generation):
            [UInt8(ascii: "e")] + Self.bigEndian(UInt32(truncatingIfNeeded: number))
                + Self.bigEndian(UInt64(bitPattern: generation))
        }
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        switch (bytes.first, bytes.count) {
        case (UInt8(ascii: "w"), 1): self = .writer
        case (UInt8(ascii: "h"), 9): self = .head(generation: Self.generation(bytes, at: 1))
        case (UInt8(ascii: "e"), 13):
            let number = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
            self = .entry(number: Int(number), generation: Self.generation(bytes, at: 5))
        default: return nil
        }
    }

    private static func generation(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int64 {
        Int64(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
