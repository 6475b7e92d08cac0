import Foundation
import NumericKernels
import Testing

@Suite struct ExponentialTests {
    @Test func `the relative error stays below its bound`() {
        var worst = 0.0
        for step in 0...35_000 {
            let x = Float(-87 + Double(step) * 0.005)
            let exact = exp(Double(x))
            worst = max(worst, abs(Double(exponential(x)) - exact) / exact)
        }
        #expect(worst < 2e-7)
    }

    @Test func `zero gives one, and absurd arguments stay finite`() {
        #expect(exponential(0) == 1)
        #expect(exponential(.infinity).isFinite)
        #expect(exponential(-.infinity) > 0)
        #expect(exponential(.nan).isFinite)
    }
}
