import Testing
import TimeSeries

@testable import StreamRuntime

@Suite struct OfferedFeedbackTests {
    private let partition = PartitionID(source: "s", topic: "numbers", partition: 0)

    private func feedback(_ number: Int64, _ key: String?) -> Feedback {
        Feedback(number: number, verdict: .expected, model: nil, key: key, metric: nil, from: nil, to: nil)
    }

    /// Brings the series of a number.
    private func add(_ number: Int64, to program: SumProgram) {
        var batch = RecordBatch(partition: partition)
        Array("\(number)".utf8).withUnsafeBytes { batch.append(offset: 0, timestamp: nil, key: nil, value: $0) }
        var epoch = Epoch(partition: partition, startingAt: 0, firstIntroduced: 0)
        program.advance(through: 0..<1, of: batch.sealed(), recording: false, into: &epoch)
    }

    @Test func whatIsAboutNoSeriesWaitsForIt() {
        let program = SumProgram()
        var offered = OfferedFeedback(taken: [7])
        #expect(offered.offer([feedback(1, "1"), feedback(2, nil), feedback(7, "0")], to: program).isEmpty)
        #expect(offered.waiting.map(\.number) == [1, 2])
        add(0, to: program)
        // Found once more, since another partition has come.
        #expect(
            offered.offer([feedback(1, "1"), feedback(3, "0"), feedback(7, "0")], to: program).map(\.number) == [3])
        #expect(offered.offerAgain(to: program).map(\.number) == [2])
        #expect(offered.offerAgain(to: program).isEmpty)
        add(1, to: program)
        #expect(offered.offerAgain(to: program).map(\.number) == [1] && offered.waiting.isEmpty)
        #expect(offered.offer((1...3).map { feedback($0, nil) }, to: program).isEmpty, "each is taken in once")
    }

    @Test func theNewestWait() {
        let program = SumProgram()
        var offered = OfferedFeedback(taken: [])
        let limit = Int64(OfferedFeedback.limit)
        #expect(offered.offer((1...limit).map { feedback(2 * $0, "1") }, to: program).isEmpty)
        // One that was written before others and is found after them.
        #expect(offered.offer([feedback(1, "1"), feedback(5, "1")], to: program).isEmpty)
        #expect(offered.waiting.count == OfferedFeedback.limit)
        #expect(offered.waiting.prefix(2).map(\.number) == [4, 5] && offered.waiting.last?.number == 2 * limit)
        add(1, to: program)
        let taken = offered.offerAgain(to: program).map(\.number)
        #expect(taken.count == OfferedFeedback.limit && taken == taken.sorted())
        // What no longer waited is found when it is read again.
        #expect(offered.offer([feedback(1, "1"), feedback(2, "1")], to: program).map(\.number) == [1, 2])
    }
}
