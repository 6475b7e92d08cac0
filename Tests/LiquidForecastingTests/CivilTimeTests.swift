import Testing

@testable import LiquidForecasting

/// Where moments stand in a season, by the clock of a place and its holidays.
@Suite struct CivilTimeTests {
    private static let hour: Int64 = 3_600_000_000
    private static let day = 24 * hour

    /// Berlin's clock in 2025 and 2026, with the hours of UTC at which it changes.
    static let berlin: [CivilTime.Offset] = [
        .init(start: .min, ahead: hour), .init(start: 1_743_296_400_000_000, ahead: 2 * hour),
        .init(start: 1_761_440_400_000_000, ahead: hour), .init(start: 1_774_746_000_000_000, ahead: 2 * hour),
        .init(start: 1_792_890_000_000_000, ahead: hour),
    ]

    private func shift(_ calendar: CivilTime, _ time: Int64, _ period: Int64 = day) -> Int64 {
        calendar.stretch(at: time, inSeasonOf: period).shift
    }

    @Test func theHourOfTheDayIsTheClocksOnBothSidesOfBothChanges() {
        let calendar = CivilTime(offsets: Self.berlin, holidays: [])
        for (before, after) in zip(Self.berlin, Self.berlin.dropFirst()) {
            #expect(shift(calendar, after.start - 1) == before.ahead)
            #expect(shift(calendar, after.start) == after.ahead)
            #expect(calendar.stretch(at: after.start - 1, inSeasonOf: Self.day).end == after.start)
        }
        // 2025-03-30: 01:59 is followed by 03:00, and 2025-10-26 02:59 by 02:00.
        let (spring, autumn) = (Self.berlin[1].start, Self.berlin[2].start)
        func hours(_ time: Int64) -> Int64 { (time + shift(calendar, time)) % Self.day / Self.hour }
        #expect((-2...2).map { hours(spring + $0 * Self.hour) } == [0, 1, 3, 4, 5])
        #expect((-2...2).map { hours(autumn + $0 * Self.hour) } == [1, 2, 2, 3, 4])
        #expect(calendar.stretch(at: Self.berlin[4].start, inSeasonOf: Self.day).end == nil)
        #expect(shift(calendar, -8_000_000_000_000_000) == Self.hour)
    }

    @Test func aHolidayIsTheDayItIsLikeFromMidnightToMidnightOfTheClock() {
        // Thursday 2025-12-25 is like a Sunday, the day after like a Saturday.
        let christmas: Int64 = 20_447
        let calendar = CivilTime(
            offsets: Self.berlin,
            holidays: [.init(day: christmas + 1, weekday: 5), .init(day: christmas, weekday: 6)])
        let start = christmas * Self.day - Self.hour
        func days(_ time: Int64) -> Int64 { (shift(calendar, time, CivilTime.week) - Self.hour) / Self.day }
        #expect([start - 1, start, start + Self.day - 1].map(days) == [0, 3, 3])
        #expect([start + Self.day, start + 2 * Self.day - 1, start + 2 * Self.day].map(days) == [1, 1, 0])
        #expect(calendar.stretch(at: start, inSeasonOf: CivilTime.week).end == start + Self.day)
        #expect(shift(calendar, start) == Self.hour)
        #expect(shift(calendar, start, 2 * CivilTime.week) == Self.hour)
    }

    @Test func aHolidayOnWhichTheClockChangesHasTwentyThreeHours() {
        let sunday: Int64 = 20_177
        let calendar = CivilTime(offsets: Self.berlin, holidays: [.init(day: sunday, weekday: 0)])
        let (start, change) = (sunday * Self.day - Self.hour, Self.berlin[1].start)
        let away = -6 * Self.day
        #expect(shift(calendar, start - 1, CivilTime.week) == Self.hour)
        #expect(shift(calendar, start, CivilTime.week) == Self.hour + away)
        #expect(shift(calendar, change - 1, CivilTime.week) == Self.hour + away)
        #expect(shift(calendar, change, CivilTime.week) == 2 * Self.hour + away)
        #expect(shift(calendar, start + 23 * Self.hour - 1, CivilTime.week) == 2 * Self.hour + away)
        #expect(shift(calendar, start + 23 * Self.hour, CivilTime.week) == 2 * Self.hour)
    }

    @Test func calendarsThatDifferHaveFingerprintsOfTheirOwn() {
        let holiday = CivilTime.Holiday(day: 20_447, weekday: 6)
        let all = [
            CivilTime(offsets: [], holidays: []), CivilTime(offsets: Self.berlin, holidays: []),
            CivilTime(offsets: Self.berlin.dropLast(), holidays: []),
            CivilTime(offsets: Self.berlin, holidays: [holiday]),
            CivilTime(offsets: Self.berlin, holidays: [.init(day: 20_447, weekday: 5)]),
        ]
        #expect(Set(all.map(\.fingerprint)).count == all.count)
    }
}
