import Foundation
import Testing

@testable import LiquidCells

@Suite final class RotatingCellsTests {
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: RotatingCells.byteCount, alignment: 64)
    private var features = [Float](repeating: 0, count: 2 * RotatingCells.limit)

    init() { memory.initializeMemory(as: UInt8.self, repeating: 0, count: RotatingCells.byteCount) }

    deinit { memory.deallocate() }

    @Test func periodsShorterThanThreeStepsAreLeftOut() {
        let cells = RotatingCells(memory)
        #expect(cells.prepare(periodsSeconds: [86_400, 100, 3_600], step: 1_200) == 2)
        #expect(cells.activePeriods(count: 2) == [86_400, 3_600])
    }

    @Test func theyFollowASeasonWhateverTheSpan() {
        let cells = RotatingCells(memory)
        let count = cells.prepare(periodsSeconds: [86_400], step: 3_600)
        var (time, last) = (0.0, 0.0)
        for step in 0..<3_000 {
            let span = step == 0 ? 0 : [1_800.0, 3_600, 5_400, 900][step % 4]
            time += span
            let value = 7 * sin(2 * .pi * time / 86_400)
            cells.turn(by: span, count: count)
            features.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                cells.advance(
                    difference: Float(value - last), scale: 1, leastGain: 1 / Float(step + 1), count: count,
                    features: start)
            }
            last = value
        }
        // The pair swings as far as the signal does, and its real part is where the signal is.
        #expect(abs(cells.amplitudes(count: 1)[0] - 7) < 0.4)
        #expect(abs(Double(features[0]) / 0.333 - last) < 0.6)
    }
}
