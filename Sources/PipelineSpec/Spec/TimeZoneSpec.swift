import Foundation

/// A time zone: its name, and its clock against UTC.
package struct TimeZoneSpec: Equatable, Sendable {
    /// From a moment on, the clock is so far ahead of UTC.
    package struct Offset: Equatable, Sendable {
        /// Microseconds since 1970.
        package var start: Int64
        /// Microseconds; negative west of Greenwich.
        package var ahead: Int64
    }

    /// A name of the IANA time zone database, such as `Europe/Berlin`.
    package let name: String
    /// By start; the first one is that of 1990, changes from 2060 on are left out.
    package let offsets: [Offset]

    /// 1990-01-01T00:00:00Z and 2060-01-01T00:00:00Z, in seconds since 1970.
    private static let years = (from: 631_152_000.0, to: 2_840_140_800.0)

    /// - Parameter name: `UTC`, or one with an area. Abbreviations such as `CST` mean several zones, or one without its
    ///   daylight saving time; they are not taken.
    /// - Returns: nil when there is no such time zone.
    /// - Complexity: O(changes of its clock), mostly 140.
    package init?(name: String) {
        guard name == "UTC" || name.contains("/") && !name.contains(".."), let zone = TimeZone(identifier: name) else {
            return nil
        }
        self.name = name
        var moment = Date(timeIntervalSince1970: Self.years.from)
        var offsets: [Offset] = []
        while true {
            let ahead = Int64(zone.secondsFromGMT(for: moment)) * 1_000_000
            if offsets.last?.ahead != ahead {
                offsets.append(Offset(start: Int64(moment.timeIntervalSince1970) * 1_000_000, ahead: ahead))
            }
            guard let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment,
                next.timeIntervalSince1970 < Self.years.to
            else { break }
            moment = next
        }
        self.offsets = offsets
    }

    /// The names that somebody may have meant, at most three, the most likely first; also by the city alone.
    static func names(like written: String) -> [String] {
        let wanted = written.lowercased().replacing(" ", with: "_")
        let city = Array(lastPart(of: wanted))
        let limit = min(2, city.count / 3)
        return TimeZone.knownTimeZoneIdentifiers
            .compactMap { name in
                let known = name.lowercased()
                return Suggestion.distance(city, Array(lastPart(of: known)), atMost: limit).map { byCity in
                    let whole = Suggestion.distance(Array(wanted), Array(known), atMost: wanted.count + known.count)
                    return (name: name, city: byCity, whole: whole ?? .max)
                }
            }
            .sorted { ($0.city, $0.whole, $0.name) < ($1.city, $1.whole, $1.name) }
            .prefix(3).map(\.name)
    }

    private static func lastPart(of name: String) -> String { name.split(separator: "/").last.map(String.init) ?? "" }
}
