/// Numbers as JSON writes them.
enum JSONNumber {
    /// Whether a text is one number, and nothing else.
    static func isOne(_ text: String) -> Bool {
        var rest = text.utf8[...]
        pass("-", of: &rest)
        let beginsWithZero = rest.first == UInt8(ascii: "0")
        let digits = passDigits(of: &rest)
        guard digits == 1 || digits > 1 && !beginsWithZero else { return false }
        if pass(".", of: &rest), passDigits(of: &rest) == 0 { return false }
        if pass("e", "E", of: &rest) {
            pass("+", "-", of: &rest)
            if passDigits(of: &rest) == 0 { return false }
        }
        return rest.isEmpty
    }

    /// - Returns: whether the text went on with one of the characters.
    @discardableResult
    private static func pass(_ characters: Unicode.Scalar..., of rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, characters.contains(Unicode.Scalar(first)) else { return false }
        rest.removeFirst()
        return true
    }

    /// - Returns: how many there were.
    private static func passDigits(of rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        rest.removeFirst(digits.count)
        return digits.count
    }
}
