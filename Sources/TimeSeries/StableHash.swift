/// A hash that is the same in every process and every version: FNV-1a, 64 bits. Not for keys that somebody chooses.
package struct StableHash {
    /// Of all bytes added so far.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// Takes in more bytes. Where they were divided leaves no trace: whoever hashes parts says their lengths.
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
}
