/// eˣ of eight numbers by range reduction and a polynomial, so that results do not depend on the C library or the vector width.
///
/// ```
/// x = k·ln 2 + r,  |r| ≤ ln 2 / 2,  eˣ = 2ᵏ·eʳ
/// ```
///
/// Relative error below 2·10⁻⁷ for −87 ≤ x ≤ 88; arguments outside, and NaN, are taken as an end.
@inlinable @inline(__always)
package func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let bounded = smaller(SIMD8(repeating: 88), larger(SIMD8(repeating: -87), x))
    // Adding 1.5·2²³ rounds to an integer, which then stands in the lowest bits.
    let shifted = bounded * 1.442_695 + 12_582_912
    let k = shifted - 12_582_912
    let r = (bounded - k * 0.693_359_4) + k * 2.121_944_4e-4
    var p: SIMD8<Float> = r * 1.987_569_1e-4 + 1.398_199_9e-3
    p = p * r + 8.333_452e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_5e-1
    p = p * r + 0.5
    let fraction = (p * r) * r + r + 1
    return fraction * numbers(of: (bits(of: shifted) &+ 127) &<< 23)
}

/// eˣ of one number.
@inlinable @inline(__always)
package func exponential(_ x: Float) -> Float { exponential(SIMD8(repeating: x))[0] }
