/// A set of small numbers: a bit for each.
struct Flags {
    private var words: [UInt64] = []

    init() {}

    /// The numbers from 0 on, so many.
    init(first count: Int) {
        words = Array(repeating: .max, count: count / 64)
        if !count.isMultiple(of: 64) { words.append(1 << UInt64(count % 64) - 1) }
    }

    mutating func set(_ number: Int) {
        if number / 64 >= words.count {
            words += repeatElement(0, count: max(number / 64 + 1 - words.count, words.count))
        }
        words[number / 64] |= 1 << UInt64(number % 64)
    }

    /// Removes a number.
    ///
    /// - Returns: whether it was there.
    mutating func take(_ number: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(number % 64)
        guard number / 64 < words.count, words[number / 64] & bit != 0 else { return false }
        words[number / 64] &= ~bit
        return true
    }

    /// Removes the least number that is not less than `start`.
    mutating func takeFirst(from start: Int) -> Int? {
        var word = start / 64
        var mask = UInt64.max << UInt64(start % 64)
        while word < words.count {
            let bits = words[word] & mask
            if bits != 0 {
                let number = word * 64 + bits.trailingZeroBitCount
                words[word] &= ~(1 << UInt64(number % 64))
                return number
            }
            (word, mask) = (word + 1, .max)
        }
        return nil
    }
}
