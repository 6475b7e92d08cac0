/// ln x of eight numbers by splitting off the exponent and an atanh series, so that results do not depend on the C library or the
/// vector width.
///
/// ```
/// x = 2ᵏ·m,  √½ ≤ m < √2,  z = (m − 1)/(m + 1),  ln m = 2·(z + z³/3 + z⁵/5 + z⁷/7 + z⁹/9)
/// ```
///
/// Absolute error below 2·10⁻⁷·max(1, |ln x|) for normal positive x; what is smaller, and NaN, is taken as the smallest
/// normal number, infinity as the largest.
@inlinable @inline(__always)
package func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let least = SIMD8<Float>(repeating: .leastNormalMagnitude)
    let bounded = smaller(SIMD8(repeating: .greatestFiniteMagnitude), larger(least, x))
    let shifted = bits(of: bounded) &+ (0x3F80_0000 - 0x3F35_04F3)
    // An integer below 2²³ becomes a float by standing behind the bits of 2²³.
    let k = numbers(of: (shifted &>> 23) | 0x4B00_0000) - (8_388_608 + 127)
    let m = numbers(of: (shifted & 0x007F_FFFF) &+ 0x3F35_04F3)
    let z = (m - 1) / (m + 1)
    let square = z * z
    var p: SIMD8<Float> = square * 0.222_222_22 + 0.285_714_3
    p = p * square + 0.4
    p = p * square + 0.666_666_7
    let ratio = p * square * z + 2 * z
    return k * 0.693_359_4 + (ratio - k * 2.121_944_4e-4)
}

/// ln x of one number.
@inlinable @inline(__always)
package func logarithm(_ x: Float) -> Float { logarithm(SIMD8(repeating: x))[0] }
