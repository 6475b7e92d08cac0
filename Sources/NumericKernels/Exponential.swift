/// eˣ by range reduction and a polynomial, so that results do not depend on the C library or the vector width.
///
/// ```
/// x = k·ln 2 + r,  |r| ≤ ln 2 / 2,  eˣ = 2ᵏ·eʳ
/// ```
///
/// Relative error below 2·10⁻⁷ for −87 ≤ x ≤ 88; arguments outside are taken as the nearer end. NaN gives NaN.
@inlinable
package func exponential(_ x: Float) -> Float {
    guard x == x else { return x }
    let bounded = min(88, max(-87, x))
    let k = (bounded * 1.442_695).rounded()
    // ln 2 in two parts, the first with few enough bits for k·high to be exact.
    let r = (bounded - k * 0.693_359_4) + k * 2.121_944_4e-4
    var p: Float = 1.987_569_1e-4
    p = p * r + 1.398_199_9e-3
    p = p * r + 8.333_452e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_5e-1
    p = p * r + 0.5
    let fraction = (p * r) * r + r + 1
    return fraction * Float(bitPattern: UInt32(Int32(k) + 127) << 23)
}
