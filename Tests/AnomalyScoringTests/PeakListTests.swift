import Testing

@testable import AnomalyScoring

/// Ranks of what is seen among the largest peaks before.
@Suite struct PeakListTests {
    private final class Memory {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: PeakList.byteCount, alignment: 16)
        var list: PeakList { PeakList(bytes) }
        var number: UInt32 = 0

        init() {
            bytes.initializeMemory(as: UInt8.self, repeating: 0, count: PeakList.byteCount)
            list.prepare()
        }
        deinit { bytes.deallocate() }

        @discardableResult
        func see(_ value: Float) -> Float {
            defer { number += 1 }
            return list.rarity(of: value, floor: 0.1, at: number, isWarm: number >= 30)
        }

        /// Small numbers, with a peak of each of some sizes in turn every hundred observations.
        func run(_ count: Int, peaks: [Float]) {
            for index in 0..<count { see(index % 100 == 50 ? peaks[index / 100 % peaks.count] : 0.01) }
        }
    }

    @Test func aRankIsAReturnPeriod() {
        let memory = Memory()
        memory.run(2_000, peaks: [4, 5, 6, 7, 8, 9, 10, 11])
        // One of twenty peaks was this large, two thousand observations long; the second largest, the third …
        let rarities = [Float(11.5), 10.5, 8.5, 6.5].map { size in
            let other = Memory()
            other.run(2_000, peaks: [4, 5, 6, 7, 8, 9, 10, 11])
            return other.see(size)
        }
        #expect(rarities == rarities.sorted(by: >) && rarities[0] > 2.8 && rarities[3] < 2.4)
    }

    @Test func anEpisodeLeavesOnePeak() {
        let (once, often) = (Memory(), Memory())
        for (memory, length) in [(once, 1), (often, 15)] {
            memory.run(1_000, peaks: [1, 1.2])
            for _ in 0..<length { memory.see(20) }
            for _ in 0..<100 - length { memory.see(0.01) }
        }
        #expect(abs(once.see(20) - often.see(20)) < 0.01)
    }

    @Test func peaksAreForgotten() {
        let memory = Memory()
        memory.run(1_000, peaks: [1])
        memory.see(50)
        memory.run(2_000, peaks: [1])
        let soon = memory.see(40)
        let other = Memory()
        other.run(1_000, peaks: [1])
        other.see(50)
        other.run(9_000, peaks: [1])
        #expect(other.see(40) > soon + 0.5)
        // By number, when somebody says so.
        let third = Memory()
        third.run(1_000, peaks: [1])
        third.see(50)
        third.run(2_000, peaks: [1])
        third.list.forget(from: 1_000, to: 1_000)
        #expect(third.see(40) > soon + 0.5)
    }

    @Test func nothingIsNoPeak() {
        let memory = Memory()
        for _ in 0..<1_000 { #expect(memory.see(0) == 0) }
        // Never seen in a thousand observations.
        #expect(abs(memory.see(1) - 3) < 0.01)
    }

    @Test func numbersMayGoRound() {
        let memory = Memory()
        memory.number = 65_000
        memory.run(2_000, peaks: [4, 5, 6, 7, 8, 9, 10, 11])
        let other = Memory()
        other.number = 5_000
        other.run(2_000, peaks: [4, 5, 6, 7, 8, 9, 10, 11])
        #expect(memory.see(9.5) == other.see(9.5))
    }
}
