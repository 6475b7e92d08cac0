/// Finds the word that somebody may have mistyped.
enum CommandLineSuggestion {
    /// `; did you mean …?` when a word shares most of its letters, else nothing.
    static func text(for written: String, among words: [String], prefix: String = "") -> String {
        let scored = words.map { (word: $0, score: likeness(written, $0)) }
        guard let best = scored.max(by: { $0.score < $1.score }), best.score >= 0.5 else { return "" }
        return "; did you mean `\(prefix)\(best.word)`?"
    }

    /// The share of neighbouring pairs of letters that two words have in common (Dice), from 0 to 1.
    static func likeness(_ left: String, _ right: String) -> Double {
        func pairs(_ word: String) -> [String] {
            let letters = Array("^" + word.lowercased() + "$")
            return zip(letters, letters.dropFirst()).map { "\($0)\($1)" }
        }
        var rest = pairs(right)
        let total = pairs(left).count + rest.count
        var common = 0
        for pair in pairs(left) {
            guard let index = rest.firstIndex(of: pair) else { continue }
            rest.remove(at: index)
            common += 1
        }
        return Double(2 * common) / Double(total)
    }
}
