import LiquidCells
import Testing

@testable import LiquidForecasting

/// Forecasts whose seasons follow a calendar.
@Suite struct CalendarTests {
    private static let day: Int64 = 86_400_000_000
    /// Monday 2025-01-06T00:00:00Z, in seconds.
    private static let monday = 1_736_121_600

    private static func settings(_ calendar: CivilTime?, horizon: Int = 24) -> ForecasterSettings {
        ForecasterSettings(horizon: horizon, stepMicroseconds: 3_600_000_000, calendar: calendar)
    }

    /// Mean absolute error over all horizons of the forecasts whose targets lie in `scored`, hours since ``monday``.
    private func error(_ values: [Double], _ calendar: CivilTime?, scored: [Range<Int>]) -> Double {
        let driver = Driver(Self.settings(calendar))
        var (sum, count) = (0.0, 0)
        for (hour, value) in values.enumerated() {
            guard let rows = driver.advance(to: value, at: Double(Self.monday + hour * 3_600)).1 else { continue }
            for target in hour + 1..<min(hour + 25, values.count) where scored.contains(where: { $0.contains(target) })
            {
                sum += abs(rows[target - hour - 1] - values[target])
                count += 1
            }
        }
        return sum / Double(count)
    }

    /// A signal that steps up at 8 and down at 18 of Berlin's clock, with noise.
    private func shopHours(_ count: Int, isClosed: (_ day: Int) -> Bool) -> [Double] {
        let clock = CivilTime(offsets: CivilTimeTests.berlin, holidays: [])
        var noise = Signal(seed: 5)
        return (0..<count).map { hour in
            let time = Int64(Self.monday + hour * 3_600) * 1_000_000
            let local = (time + clock.stretch(at: time, inSeasonOf: Self.day).shift) / 3_600_000_000
            let isOpen = (8..<18).contains(local % 24) && !isClosed(Int(local / 24))
            return (isOpen ? 100 : 20) + noise.normal()
        }
    }

    private func hours(since time: Int64) -> Int { Int(time / 1_000_000 - Int64(Self.monday)) / 3_600 }

    @Test func aDailySeasonSurvivesBothChangesOfTheClock() {
        let values = shopHours(24 * 330) { _ in false }
        let calendar = CivilTime(offsets: CivilTimeTests.berlin, holidays: [])
        // Mean absolute errors over the day, and the week, from the change on; measured: 3.2 instead of 9.2 and 1.3
        // instead of 3.9 in spring, 1.7 instead of 9.8 and 0.9 instead of 3.0 in autumn.
        for change in CivilTimeTests.berlin[1...2].map(\.start) {
            let start = hours(since: change)
            for hours in [24, 24 * 7] {
                let range = start..<start + hours
                #expect(error(values, calendar, scored: [range]) < 0.5 * error(values, nil, scored: [range]))
            }
        }
    }

    @Test func aHolidayIsForecastAsTheSundayItIsLike() {
        // 20,094 is Monday 2025-01-06; each fourth week a Wednesday is closed.
        let holidays = (0..<12).map { 20_094 + 2 + 28 * $0 }
        let values = shopHours(24 * 330) { ($0 + 3) % 7 == 6 || holidays.contains($0) }
        let plain = CivilTime(offsets: CivilTimeTests.berlin, holidays: [])
        let calendar = CivilTime(
            offsets: CivilTimeTests.berlin, holidays: holidays.map { .init(day: Int64($0), weekday: 6) })
        let scored = holidays.dropFirst(4).map { day in (day - 20_094) * 24..<(day - 20_094 + 1) * 24 }
        let after = scored.map { $0.upperBound..<$0.upperBound + 24 * 7 }
        // Mean absolute errors on holidays, and over the weeks after them; measured: 0.9 instead of 24.7, 1.2 instead of 3.5.
        #expect(error(values, calendar, scored: scored) < 0.1 * error(values, plain, scored: scored))
        #expect(error(values, calendar, scored: after) < 0.5 * error(values, plain, scored: after))
    }

    @Test func aCalendarWithoutChangesChangesNothing() {
        let values = Signal.seasonal(2_000)
        let (none, greenwich) = (
            Driver(Self.settings(nil)), Driver(Self.settings(CivilTime(offsets: [], holidays: [])))
        )
        for (hour, value) in values.enumerated() {
            let time = Double(Self.monday + hour * 3_600)
            #expect(none.advance(to: value, at: time).1 == greenwich.advance(to: value, at: time).1)
        }
        #expect(none.bytes == greenwich.bytes)
        #expect(none.forecaster.fingerprint != greenwich.forecaster.fingerprint)
    }

    @Test func theSameLogGivesTheSameBytes() {
        let calendar = CivilTime(offsets: CivilTimeTests.berlin, holidays: [.init(day: 20_180, weekday: 6)])
        let values = shopHours(24 * 100) { _ in false }
        let (first, second) = (Driver(Self.settings(calendar)), Driver(Self.settings(calendar)))
        for driver in [first, second] {
            for (hour, value) in values.enumerated() {
                _ = driver.advance(to: value, at: Double(Self.monday + hour * 3_600))
                // One of them is stopped and restored each day.
                if driver === second, hour % 24 == 7 { driver.restore(driver.bytes) }
            }
        }
        #expect(first.bytes == second.bytes)
    }

    @Test(arguments: [600.0, 3_600, 5_400, 90_000]) func walksLeadWhereLookUpsDo(step: Double) {
        let calendar = CivilTime(
            offsets: CivilTimeTests.berlin,
            holidays: [20_176, 20_177, 20_180].map { .init(day: $0, weekday: Int($0 % 7)) })
        let driver = Driver(
            ForecasterSettings(horizon: 96, stepMicroseconds: Int64(step * 1e6), calendar: calendar))
        for (index, value) in Signal.seasonal(2_000).enumerated() {
            _ = driver.advance(to: value, at: Double(Self.monday) + Double(index) * step)
        }
        let series = SeriesBlock(driver.block, driver.forecaster.layout)
        let (micros, change) = (Int64(step * 1e6), CivilTimeTests.berlin[1].start)
        var astray = 0
        for table in [series.season, series.longSeason] where table.period > 0 {
            for start in stride(from: change - 96 * micros, to: change + 8 * Self.day, by: Int(micros) * 3 / 2 + 1) {
                var done = 0
                while done < 96 {
                    let next = driver.forecaster.nextWalk(
                        around: table, from: start + Int64(done) * micros, step: micros, most: 96 - done)
                    var walk = next.walk
                    for index in done..<done + next.count {
                        let place = driver.forecaster.place(of: start + Int64(index + 1) * micros, in: table)
                        if table.guess(at: walk.next()) != table.guess(at: place) { astray += 1 }
                    }
                    done += next.count
                }
            }
        }
        #expect(astray == 0)
    }
}
