import NumericKernels
import Testing

/// Eight numbers at a time give the bits of one at a time.
@Suite struct EightsTests {
    private static let odd: [Float] = [
        0, -0, 1, -1, 0.3, -87.5, 88.5, 1e-38, .leastNonzeroMagnitude, -1e30, 3e38, .infinity, -.infinity, .nan, 12.75,
        -2.5,
    ]

    /// - Returns: whether both are the same to the bit; NaN is NaN.
    private func isSame(_ left: Float, _ right: Float) -> Bool {
        left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
    }

    @Test func `functions of eight are those of one`() {
        var generator = SplitMix64(seed: 3)
        for round in 0..<2_000 {
            var (left, right) = (Eight.zero, Eight.zero)
            for lane in 0..<8 {
                let isOdd = round < 64
                left[lane] = isOdd ? Self.odd[(round + lane) % 16] : Float(generator.nextUnit() - 0.5) * 300
                right[lane] = isOdd ? Self.odd[(round / 4 + 5 * lane) % 16] : Float(generator.nextUnit()) * 200
            }
            for lane in 0..<8 {
                let (x, y) = (left[lane], right[lane])
                #expect(isSame(exponential(left)[lane], exponential(x)), "exponential of \(x)")
                #expect(isSame(logarithm(right)[lane], logarithm(y)), "logarithm of \(y)")
                #expect(isSame(larger(left, right)[lane], max(x, y)), "the larger of \(x) and \(y)")
                #expect(isSame(smaller(left, right)[lane], min(x, y)), "the smaller of \(x) and \(y)")
                #expect(isSame(clipped(left, to: right)[lane], clipped(x, to: y)), "\(x) clipped to \(y)")
                #expect(isSame(magnitudes(left)[lane], abs(x)), "the magnitude of \(x)")
            }
        }
    }

    @Test(arguments: 0...17) func `what lies behind a row stays`(count: Int) {
        var row = [Float](repeating: -1, count: count + 8)
        row.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            byEights(count) { place, mask in
                store(eight(start, at: place) + 3, to: start, at: place, where: mask)
            }
        }
        #expect(row[..<count].allSatisfy { $0 == 2 } && row[count...].allSatisfy { $0 == -1 })
    }

    @Test func `half precision is read as it is`() {
        let halves: [Float16] = [0, 1, -2.5, 6e4, 1e-7, .infinity, 0.333, -0.001]
        halves.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            for lane in 0..<8 { #expect(eight(start, at: 0)[lane] == Float(halves[lane])) }
        }
    }
}
