import Testing
import TimeSeries

@testable import StreamRuntime

/// What time a quiet partition is told.
@Suite struct QuietTimeTests {
    private func time(_ newest: Int64?, _ quiet: Duration, clock: Int64 = 1_000_000_000) -> Int64 {
        PartitionWorker.time(
            after: newest.map { Timestamp(microseconds: $0) }, quietFor: quiet, clock: Timestamp(microseconds: clock)
        ).microseconds
    }

    @Test func eventTimeGoesOnAsTheClockDoesAndNeverAheadOfIt() {
        // Old data: as far as the clock has moved since its newest record came.
        #expect(time(5_000, .seconds(60)) == 60_005_000)
        #expect(time(5_000, .microseconds(1_500)) == 6_500)
        #expect(time(5_000, .nanoseconds(999)) == 5_000)
        #expect(time(5_000, .zero) == 5_000)
        #expect(time(-3_000_000, .seconds(2)) == -1_000_000)
        // Data of now: records came later than they say, and the clock is the end.
        #expect(time(990_000_000, .seconds(60)) == 1_000_000_000)
        #expect(time(940_000_000, .seconds(60)) == 1_000_000_000)
        #expect(time(939_999_999, .seconds(60)) == 999_999_999)
        // Of a source whose clock is ahead: not a later time than the newest, so that no tick comes of it.
        #expect(time(1_500_000_000, .seconds(60)) == 1_000_000_000)
        #expect(time(nil, .seconds(60)) == 1_000_000_000)
    }

    @Test func whatIsBeyondAllTimesIsTheClock() {
        #expect(time(.max - 1, .seconds(60)) == 1_000_000_000)
        #expect(time(0, .seconds(Int64.max)) == 1_000_000_000)
        #expect(time(.min, .seconds(60)) == .min + 60_000_000)
    }
}
