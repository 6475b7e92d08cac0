import Foundation
import NumericKernels
import Testing

@Suite struct LogarithmTests {
    @Test func `the error stays below its bound from the smallest to the largest number`() {
        var worst = 0.0
        for pattern in stride(from: Float.leastNormalMagnitude.bitPattern, to: Float.infinity.bitPattern, by: 60_013) {
            let x = Float(bitPattern: pattern)
            let exact = log(Double(x))
            worst = max(worst, abs(Double(logarithm(x)) - exact) / max(1, abs(exact)))
        }
        #expect(worst < 2e-7)
    }

    @Test func `one gives zero, and absurd arguments stay finite`() {
        #expect(logarithm(1) == 0)
        #expect(logarithm(0).isFinite)
        #expect(logarithm(.infinity).isFinite)
        #expect(logarithm(.nan).isFinite)
    }
}
