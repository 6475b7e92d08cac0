import NumericKernels
import Testing

@Suite struct SplitMix64Tests {
    @Test func numbersAreThoseOfTheAuthors() {
        // The first of the published implementation from seed 0.
        var random = SplitMix64(seed: 0)
        #expect(
            (0..<3).map { _ in random.next() } == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
    }

    @Test func numbersAreAsWideAsAskedFor() {
        var random = SplitMix64(seed: 1)
        var counts = Array(repeating: 0, count: 7)
        var sum = 0.0
        for _ in 0..<7_000 {
            counts[random.next(below: 7)] += 1
            let unit = random.nextUnit()
            #expect((0..<1).contains(unit))
            sum += unit
        }
        #expect(counts.allSatisfy { (800...1_200).contains($0) })
        #expect(abs(sum / 7_000 - 0.5) < 0.02)
    }
}
