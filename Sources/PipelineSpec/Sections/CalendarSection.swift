import Foundation

/// `calendar` of a forecaster.
enum CalendarSection {
    static let timeZone = Key(
        "time_zone", timeZoneKind, "The clock that seasons follow, such as Europe/Berlin.", default: "UTC")
    static let holidays = Key(
        "holidays", Kind<String>.text,
        "A file of days that are like a Sunday, or like the weekday beside them; taken from this file's folder.")
    static let keys: [any KeyDeclaration] = [timeZone, holidays]

    static var kind: Kind<CalendarSpec> {
        Kind(shape: Shape(schema: .section(keys), words: "a mapping with time_zone, holidays or both")) {
            node, context in
            guard let section = Section(node, "calendar", keys: keys, context) else { return nil }
            if !section.has(timeZone), !section.has(holidays) {
                context.note("`calendar` needs `time_zone`, `holidays` or both", at: node.mark)
            }
            let zone = section.value(timeZone)
            let days = section.value(holidays).flatMap { path in
                HolidayReader.read(path, at: section.mark(holidays), context)
            }
            return CalendarSpec(timeZone: zone, holidays: days)
        }
    }

    private static var timeZoneKind: Kind<TimeZoneSpec> {
        let words = "a time zone like Europe/Berlin"
        return Kind(shape: Shape(schema: .type("string"), words: words)) { node, context in
            guard let name = Kind<String>.text.read(node, context) else { return nil }
            if let zone = TimeZoneSpec(name: name) { return zone }
            let names = TimeZoneSpec.names(like: name).map { "`\($0)`" }
            let help =
                names.isEmpty
                ? "write UTC, or an area and a city like Europe/Berlin or America/New_York"
                : "did you mean \(names.joined(separator: " or "))?"
            context.note("there is no time zone `\(name)`; \(help)", at: node.mark)
            return nil
        }
    }
}
