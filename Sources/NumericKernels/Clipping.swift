/// The nearest number to `x` in −limit…limit; `limit` is not negative, NaN gives −limit.
@inlinable @inline(__always)
package func clipped(_ x: Float, to limit: Float) -> Float { min(limit, max(-limit, x)) }

/// The same for each lane.
@inlinable @inline(__always)
package func clipped(_ x: SIMD16<Float>, to limit: SIMD16<Float>) -> SIMD16<Float> {
    pointwiseMin(limit, pointwiseMax(-limit, x))
}
