/// Finds what somebody may have meant.
package enum Suggestion {
    /// `; did you mean …?` when one of the names is close to what was written, else nothing.
    ///
    /// - Parameter prefix: stands before each name where it is written, such as `--`.
    package static func text(for written: String, among names: [String], prefix: String = "") -> String {
        closest(to: written, among: names).map { "; did you mean `\(prefix)\($0)`?" } ?? ""
    }

    /// The name that is close to what was written; nil when none is.
    static func closest(to written: String, among names: [String]) -> String? {
        let limit = max(1, min(3, written.count / 2))
        return names.map { (name: $0, distance: distance(written.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Edits of one character, and swaps of neighbours, that turn one text into the other (Damerau and Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
