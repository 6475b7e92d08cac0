/// A fast generator whose numbers depend on its seed alone (Steele, Lea and Flood 2014).
package struct SplitMix64: RandomNumberGenerator {
    @usableFromInline var state: UInt64

    package init(seed: UInt64) { state = seed }

    @inlinable
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 to `bound` − 1, by the upper half of a product: the bias is below 2⁻³² for bounds in use here.
    @inlinable
    package mutating func next(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// Uniform in 0..<1, in steps of 2⁻⁵³.
    @inlinable
    package mutating func nextUnit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
