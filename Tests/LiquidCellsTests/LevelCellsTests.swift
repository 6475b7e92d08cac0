import Foundation
import Testing

@testable import LiquidCells

@Suite final class LevelCellsTests {
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: LevelCells.byteCount, alignment: 64)
    private let constants = LevelCells.TimeConstants((0..<8).map { pow(1_000, Double($0) / 7) })

    deinit { memory.deallocate() }

    private func cells() -> LevelCells {
        let cells = LevelCells(memory)
        cells.prepare()
        return cells
    }

    private func input(_ difference: Float, _ span: Float) -> LevelCells.Input {
        LevelCells.Input(difference: difference, span: span, scale: 1, leastGain: 0)
    }

    @discardableResult
    private func advance(_ cells: LevelCells, _ input: LevelCells.Input) -> [Float] {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { features in
            guard let start = features.baseAddress else { return [] }
            cells.advance(input, constants, features: start)
            return Array(features)
        }
    }

    @Test func aSpanIsTheSameInOneStepOrInMany() {
        // After a jump the signal stays: while A is zero each cell approaches it as exp(-t/tau), exactly.
        let whole = cells()
        advance(whole, input(3, 0))
        advance(whole, input(0, 8))
        let once = whole.levels
        let parts = cells()
        advance(parts, input(3, 0))
        for span: Float in [1, 0.5, 4, 2.5] { advance(parts, input(0, span)) }
        for cell in 0..<LevelCells.count {
            #expect(abs(once[cell] - parts.levels[cell]) < 1e-5)
            let constant = pow(1_000, Double(cell) / 7)
            #expect(abs(Double(once[cell]) - -3 * exp(-8 / constant)) < 1e-5)
        }
    }

    @Test func theTraceIsTheDerivative() {
        // dx/dA by exact recurrence against the difference of two runs whose A differs a little.
        var signal = UInt64(88_172_645_463_325_252)
        func next() -> Float {
            signal ^= signal << 13
            signal ^= signal >> 7
            signal ^= signal << 17
            return Float(signal % 2_000) / 1_000 - 1
        }
        let inputs = (0..<60).map { _ in input(next(), 1 + next() / 2) }
        let rows = memory.assumingMemoryBound(to: SIMD8<Float>.self)
        // With the surprise and the direction frozen at one, only the constant of A is checked; it is the one whose input
        // does not itself depend on the state.
        func run(_ shift: Float) -> (levels: SIMD8<Float>, traces: SIMD8<Float>) {
            let run = cells()
            rows[1] = SIMD8(repeating: shift)
            for input in inputs { advance(run, input) }
            return (run.levels, rows[4])
        }
        let small: Float = 1e-2
        let (low, high, exact) = (run(-small), run(small), run(0))
        for cell in 0..<LevelCells.count {
            let difference = (high.levels[cell] - low.levels[cell]) / (2 * small)
            #expect(abs(difference - exact.traces[cell]) < 2e-3 + 0.02 * abs(difference), "cell \(cell)")
        }
    }

    @Test func featuresStayInBounds() {
        let run = cells()
        for step in 0..<2_000 {
            let features = advance(
                run,
                LevelCells.Input(
                    difference: step % 3 == 0 ? 1e30 : -1e30, span: Float(step % 7), scale: 1e-30, leastGain: 0))
            run.learn(from: SIMD8(repeating: step % 2 == 0 ? 1e12 : -1e12))
            for cell in 0..<LevelCells.count { #expect(abs(features[cell]) <= 15) }
        }
        for row in 0..<13 {
            let numbers = memory.assumingMemoryBound(to: SIMD8<Float>.self)[row]
            for cell in 0..<LevelCells.count { #expect(numbers[cell].isFinite) }
        }
    }

    @Test func learningMovesRatesAgainstTheError() {
        let run = cells()
        advance(run, input(1, 1))
        advance(run, input(1, 1))
        let before = run.timeConstants(constants)
        for _ in 0..<50 { run.learn(from: SIMD8(repeating: 1)) }
        let after = run.timeConstants(constants)
        for cell in 0..<LevelCells.count { #expect(before[cell] != after[cell]) }
    }
}
