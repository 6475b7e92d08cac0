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
        let wanted = Array(written.lowercased())
        return names.compactMap { name in
            distance(wanted, Array(name.lowercased()), atMost: limit).map { (name: name, distance: $0) }
        }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Edits of one character, and swaps of neighbours, that turn one text into the other (Damerau and Levenshtein).
    ///
    /// - Returns: nil when there are more than `limit`; at once where the lengths say so, however long a text is.
    static func distance(_ a: [Character], _ b: [Character], atMost limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
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
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
