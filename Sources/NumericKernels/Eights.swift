/// Eight numbers that are computed with side by side, as formulas for one are: each operation gives each the bits that it would
/// give one alone, so that results do not depend on where in a row a number stands.
package typealias Eight = SIMD8<Float>

/// Goes through `count` numbers of rows, eight at a time.
///
/// - Parameter body: is given where eight begin, and which of them are among the numbers: all, but perhaps of the last. What lies
///   behind a row's end is read too, and has to be memory; ``store(_:to:at:where:)`` leaves it as it is.
@inlinable @inline(__always)
package func byEights(_ count: Int, _ body: (Int, SIMDMask<SIMD8<Int32>>) -> Void) {
    var start = 0
    while start < count {
        body(start, SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) .< SIMD8(repeating: Int32(truncatingIfNeeded: count &- start)))
        start &+= 8
    }
}

/// Eight numbers of a row.
@inlinable @inline(__always)
package func eight(_ row: UnsafePointer<Float>, at start: Int) -> SIMD8<Float> {
    UnsafeRawPointer(row + start).loadUnaligned(as: SIMD8<Float>.self)
}

/// Eight numbers of a row of half precision.
@inlinable @inline(__always)
package func eight(_ row: UnsafePointer<Float16>, at start: Int) -> SIMD8<Float> {
    SIMD8<Float>(UnsafeRawPointer(row + start).loadUnaligned(as: SIMD8<Float16>.self))
}

/// Puts those of eight numbers into a row that belong to it.
@inlinable @inline(__always)
package func store(
    _ numbers: SIMD8<Float>, to row: UnsafeMutablePointer<Float>, at start: Int, where mask: SIMDMask<SIMD8<Int32>>
) {
    let old = eight(row, at: start)
    UnsafeMutableRawPointer(row + start).storeBytes(
        of: old.replacing(with: numbers, where: mask), as: SIMD8<Float>.self)
}

/// The larger one of each pair, as Swift's `max` of two numbers.
@inlinable @inline(__always)
package func larger(_ left: SIMD8<Float>, _ right: SIMD8<Float>) -> SIMD8<Float> {
    left.replacing(with: right, where: right .>= left)
}

/// The smaller one of each pair, as Swift's `min` of two numbers.
@inlinable @inline(__always)
package func smaller(_ left: SIMD8<Float>, _ right: SIMD8<Float>) -> SIMD8<Float> {
    left.replacing(with: right, where: right .< left)
}

/// The nearest numbers to `x` in −limit…limit, as ``clipped(_:to:)`` of one.
@inlinable @inline(__always)
package func clipped(_ x: SIMD8<Float>, to limit: SIMD8<Float>) -> SIMD8<Float> { smaller(limit, larger(-limit, x)) }

/// The magnitudes.
@inlinable @inline(__always)
package func magnitudes(_ x: SIMD8<Float>) -> SIMD8<Float> {
    numbers(of: bits(of: x) & 0x7FFF_FFFF)
}

/// The bits of eight numbers, and eight numbers of their bits.
@inlinable @inline(__always)
package func bits(of numbers: SIMD8<Float>) -> SIMD8<UInt32> { unsafeBitCast(numbers, to: SIMD8<UInt32>.self) }

@inlinable @inline(__always)
package func numbers(of bits: SIMD8<UInt32>) -> SIMD8<Float> { unsafeBitCast(bits, to: SIMD8<Float>.self) }

/// Eight numbers of a row of double precision.
@inlinable @inline(__always)
package func eight(_ row: UnsafePointer<Double>, at start: Int) -> SIMD8<Double> {
    UnsafeRawPointer(row + start).loadUnaligned(as: SIMD8<Double>.self)
}

/// Puts those of eight numbers into a row that stand before its `count`-th.
@inlinable @inline(__always)
package func store(_ numbers: SIMD8<Double>, to row: UnsafeMutablePointer<Double>, at start: Int, of count: Int) {
    guard count &- start < 8 else {
        UnsafeMutableRawPointer(row + start).storeBytes(of: numbers, as: SIMD8<Double>.self)
        return
    }
    for lane in 0..<count &- start { row[start + lane] = numbers[lane] }
}
