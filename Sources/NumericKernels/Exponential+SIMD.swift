/// eˣ in each lane: the same steps as ``exponential(_:)-(Float)``, and the same error.
@inlinable @inline(__always)
package func exponential(_ x: SIMD16<Float>) -> SIMD16<Float> {
    let bounded = pointwiseMin(SIMD16(repeating: 88), pointwiseMax(SIMD16(repeating: -87), x))
    // Adding 1.5·2²³ rounds to an integer, which then stands in the lowest bits.
    let shifted = bounded * 1.442_695 + 12_582_912
    let k = shifted - 12_582_912
    let r = (bounded - k * 0.693_359_4) + k * 2.121_944_4e-4
    var p = r * 1.987_569_1e-4 + 1.398_199_9e-3
    p = p * r + 8.333_452e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_5e-1
    p = p * r + 0.5
    let fraction = (p * r) * r + r + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &+ 127) &<< 23
    return fraction * unsafeBitCast(exponent, to: SIMD16<Float>.self)
}
