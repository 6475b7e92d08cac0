/// ln x in each lane: the same steps as ``logarithm(_:)-(Float)``, and the same error. NaN is taken as the smallest
/// normal number.
@inlinable @inline(__always)
package func logarithm(_ x: SIMD16<Float>) -> SIMD16<Float> {
    let bounded = pointwiseMin(
        SIMD16(repeating: .greatestFiniteMagnitude), pointwiseMax(SIMD16(repeating: .leastNormalMagnitude), x))
    let shifted = unsafeBitCast(bounded, to: SIMD16<UInt32>.self) &+ (0x3F80_0000 - 0x3F35_04F3)
    // An integer below 2²³ becomes a float by standing behind the bits of 2²³.
    let biased = unsafeBitCast((shifted &>> 23) | 0x4B00_0000, to: SIMD16<Float>.self)
    let k = biased - (8_388_608 + 127)
    let m = unsafeBitCast((shifted & 0x007F_FFFF) &+ 0x3F35_04F3, to: SIMD16<Float>.self)
    let z = (m - 1) / (m + 1)
    let square = z * z
    var p = square * 0.222_222_22 + 0.285_714_3
    p = p * square + 0.4
    p = p * square + 0.666_666_7
    return k * 0.693_359_4 + ((p * square * z + 2 * z) - k * 2.121_944_4e-4)
}
