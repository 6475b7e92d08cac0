/// The nearest number to `x` in −limit…limit; `limit` is not negative, NaN gives −limit.
@inlinable @inline(__always)
package func clipped(_ x: Float, to limit: Float) -> Float { min(limit, max(-limit, x)) }
