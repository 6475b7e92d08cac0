/// Numbers that look random and are the same on every machine: xorshift64* (Vigna, An experimental exploration of
/// Marsaglia's xorshift generators, scrambled, 2016). The tests' signals and the reference's rows come from it too.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// Uniform in 0..<1.
    mutating func uniform() -> Double {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
    }
}
