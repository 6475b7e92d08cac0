import TimeSeries

/// Reads files of holidays: a date a line, such as `2026-12-25` or `2026-12-24 Saturday`, `#` before a comment.
enum HolidayReader {
    /// A word of a line, and the column in which it begins, counted from 1.
    private typealias Word = (text: String, column: Int)

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// - Parameters:
    ///   - path: taken from the folder of the file that names it.
    ///   - mark: where it is named.
    /// - Returns: nil when the file cannot be read. Every line that cannot be used is noted.
    static func read(_ path: String, at mark: Mark, _ context: DecodingContext) -> HolidaysSpec? {
        let file = context.shown(path, at: mark)
        let text: String
        do throws(NamedFile.Problem) {
            text = try NamedFile.text(of: context.resolve(path, at: mark))
        } catch {
            switch error {
            case .missing, .isFolder, .unreadable:
                context.note(
                    "there is no file \(file) that can be read; paths are taken from the folder of this file", at: mark)
            case .tooLarge, .notUTF8: context.note("the file \(file) \(error.words)", at: mark)
            }
            return nil
        }
        context.add(text, of: file)
        var lines: [Int64: Int] = [:]
        var holidays: [HolidaysSpec.Holiday] = []
        for (index, line) in context.lines(of: file).enumerated() {
            let words = words(of: line)
            guard let first = words.first else { continue }
            func note(_ message: String, _ word: Word) {
                context.note(message, at: Mark(file: file, line: index + 1, column: word.column))
            }
            guard let holiday = holiday(words, note) else { continue }
            if let before = lines[holiday.day] {
                note("\(first.text) stands in line \(before) already; remove one of them", first)
            } else {
                lines[holiday.day] = index + 1
                holidays.append(holiday)
            }
        }
        return HolidaysSpec(path: path, holidays: holidays.sorted { $0.day < $1.day })
    }

    private static func holiday(_ words: [Word], _ note: (String, Word) -> Void) -> HolidaysSpec.Holiday? {
        guard let moment = Timestamp(rfc3339: "\(words[0].text)T00:00:00Z") else {
            note("`\(words[0].text)` is no date; write one like 2026-12-25", words[0])
            return nil
        }
        var weekday = Weekday.sunday
        if words.count > 1 {
            guard let found = Weekday.allCases.first(where: { $0.rawValue.lowercased() == words[1].text.lowercased() })
            else {
                let names = Weekday.allCases.map(\.rawValue).joined(separator: ", ")
                note("`\(words[1].text)` is no day of the week; write one of \(names), or # before a comment", words[1])
                return nil
            }
            weekday = found
        }
        if words.count > 2 {
            note("a line ends behind the day of the week; write # before a comment", words[2])
            return nil
        }
        return .init(day: moment.microseconds / microsecondsPerDay, countsAs: weekday)
    }

    /// The words before a comment. A byte order mark, which some editors write, is no part of them.
    private static func words(of line: Substring) -> [Word] {
        var words: [Word] = []
        var isInside = false
        for (index, scalar) in line.unicodeScalars.enumerated() {
            if scalar == "#" { break }
            if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                isInside = false
            } else if isInside {
                words[words.count - 1].text.unicodeScalars.append(scalar)
            } else {
                words.append((String(scalar), index + 1))
                isInside = true
            }
        }
        return words
    }
}
