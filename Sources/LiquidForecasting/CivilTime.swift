/// The calendar that seasons follow: the clock of a place, daylight saving time and all, and its holidays.
///
/// Both are one thing to a seasonal table: from a moment on, places in it are looked up so much later. These *stretches*
/// are worked out once; a moment's is found by binary search, without allocation.
package struct CivilTime: Equatable, Sendable {
    /// From a moment on, the clock is so far ahead of UTC.
    package struct Offset: Sendable {
        /// Microseconds since 1970.
        package var start: Int64
        /// Microseconds.
        package var ahead: Int64

        package init(start: Int64, ahead: Int64) {
            self.start = start
            self.ahead = ahead
        }
    }

    /// A day that is like another day of the week.
    package struct Holiday: Sendable {
        /// Days since 1970-01-01 in civil time.
        package var day: Int64
        /// Days since Monday, 0…6.
        package var weekday: Int

        package init(day: Int64, weekday: Int) {
            self.day = day
            self.weekday = weekday
        }
    }

    private struct Stretch: Equatable {
        /// Microseconds since 1970.
        var start: Int64
        /// From a moment to the place of it in a season, in microseconds.
        var shift: Int64
    }

    package static let week = 7 * day
    private static let day: Int64 = 86_400_000_000

    /// For seasons of a week, and for all others: without holidays. By start, which is the least one for the first.
    private let ofWeek: [Stretch]
    private let ofOthers: [Stretch]

    /// - Parameters:
    ///   - offsets: by start, less than a day each; the first one is also that of all moments before. None is UTC.
    ///   - holidays: each day once.
    /// - Complexity: O(offsets · holidays).
    package init(offsets: [Offset], holidays: [Holiday]) {
        precondition(holidays.allSatisfy { (0...6).contains($0.weekday) }, "there are seven days of the week")
        let clock = offsets.isEmpty ? [Offset(start: .min, ahead: 0)] : offsets
        let days = holidays.sorted { $0.day < $1.day }
        var (ofWeek, ofOthers): ([Stretch], [Stretch]) = ([], [])
        for (index, offset) in clock.enumerated() {
            let start = index == 0 ? .min : offset.start
            let end = index + 1 < clock.count ? clock[index + 1].start : .max
            Self.add(Stretch(start: start, shift: offset.ahead), to: &ofOthers)
            Self.add(Stretch(start: start, shift: offset.ahead), to: &ofWeek)
            for holiday in days {
                let begins = holiday.day * Self.day - offset.ahead
                guard begins < end, begins + Self.day > start else { continue }
                let shift = offset.ahead + Self.daysAway(holiday) * Self.day
                Self.add(Stretch(start: max(start, begins), shift: shift), to: &ofWeek)
                if begins + Self.day < end {
                    Self.add(Stretch(start: begins + Self.day, shift: offset.ahead), to: &ofWeek)
                }
            }
        }
        self.ofWeek = ofWeek
        self.ofOthers = ofOthers
    }

    /// Days from a holiday to the day of its week that it is like. 1970-01-01 was a Thursday.
    private static func daysAway(_ holiday: Holiday) -> Int64 {
        let weekday = ((holiday.day + 3) % 7 + 7) % 7
        return Int64(holiday.weekday) - weekday
    }

    private static func add(_ stretch: Stretch, to stretches: inout [Stretch]) {
        if stretches.last?.start == stretch.start { stretches.removeLast() }
        if stretches.last?.shift != stretch.shift { stretches.append(stretch) }
    }

    /// What to add to a moment for its place in a season, and when that changes next.
    ///
    /// - Parameters:
    ///   - time, period: microseconds.
    /// - Returns: end: nil for never.
    /// - Complexity: O(log(offsets + holidays)), no allocation.
    func stretch(at time: Int64, inSeasonOf period: Int64) -> (shift: Int64, end: Int64?) {
        let stretches = period == Self.week ? ofWeek : ofOthers
        var (low, high) = (0, stretches.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].start <= time { low = middle } else { high = middle }
        }
        return (stretches[low].shift, high < stretches.count ? stretches[high].start : nil)
    }

    /// Differs between calendars that send a moment to different places.
    var fingerprint: String {
        [ofOthers, ofWeek].map { $0.map { "\($0.start)+\($0.shift)" }.joined(separator: ",") }.joined(separator: ";")
    }
}
