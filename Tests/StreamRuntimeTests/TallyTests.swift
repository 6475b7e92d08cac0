import Testing

@testable import StreamRuntime

@Suite struct TallyTests {
    @Test func `a value that nobody accounts for is noticed`() {
        var tally = Tally()
        tally.received = 2
        tally[.forecast] = 1
        #expect(!tally.addsUp)
        tally[.late] = 1
        #expect(tally.addsUp)
    }
}
