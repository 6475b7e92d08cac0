extension Timestamp {
    /// The moment that a text such as `2026-01-31T12:00:00.250Z` or `2026-01-31 13:00:00+01:00` names.
    ///
    /// Digits beyond the microsecond are dropped; a leap second is the second after it.
    /// - Returns: nil when the text is not of this form, or names a day that there is not.
    package init?(rfc3339 text: some StringProtocol) {
        var copy = String(text)
        let parsed = copy.withUTF8 { Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same of the text's bytes.
    package init?(rfc3339 text: UnsafeRawBufferPointer) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), year > 0, reader.take("-"), let month = reader.number(digits: 2),
            (1...12).contains(month), reader.take("-"), let day = reader.number(digits: 2),
            (1...Self.days(inMonth: month, of: year)).contains(day),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(digits: 2), hour < 24, reader.take(":"), let minute = reader.number(digits: 2),
            minute < 60, reader.take(":"), let second = reader.number(digits: 2), second <= 60
        else { return nil }
        var micros: Int64 = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            micros = fraction
        }
        guard let offset = reader.zone(), reader.isAtEnd else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        self.init(microseconds: seconds * 1_000_000 + micros)
    }

    /// Text such as `2026-01-31T12:00:00.250Z`, with milliseconds, or microseconds where they are not zero. Years beyond
    /// 1…9999 have as many digits, and the sign, that they need.
    package var rfc3339: String {
        let seconds = microseconds.floorDivided(by: 1_000_000)
        // The second in which the least moment lies begins before it, and cannot be named in microseconds.
        let fraction = microseconds &- seconds &* 1_000_000
        let days = seconds.floorDivided(by: 86_400)
        let time = seconds - days * 86_400
        let date = Self.date(daysSinceEpoch: days)
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(time / 3_600, 2)):\(Self.padded(time / 60 % 60, 2)):\(Self.padded(time % 60, 2))."
        text += fraction % 1_000 == 0 ? Self.padded(fraction / 1_000, 3) : Self.padded(fraction, 6)
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the Gregorian calendar, counted in eras of 400 years that begin on 1 March (Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms").
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
