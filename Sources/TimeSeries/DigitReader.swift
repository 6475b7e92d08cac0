/// Takes the parts of a written time from its bytes.
struct DigitReader {
    private let text: UnsafeRawBufferPointer
    private var position = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    /// Exactly so many digits.
    mutating func number(digits: Int) -> Int64? {
        guard text.count - position >= digits else { return nil }
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Digits behind a point, in millionths; at least one.
    mutating func fraction() -> Int64? {
        var micros: Int64 = 0
        var unit: Int64 = 100_000
        let start = position
        while let digit = digit() {
            micros += digit * unit
            unit /= 10
        }
        return position > start ? micros : nil
    }

    /// `Z`, or the offset from it in minutes.
    mutating func zone() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }

    private mutating func digit() -> Int64? {
        guard position < text.count, case let byte = text[position], byte >= 0x30, byte <= 0x39 else { return nil }
        position += 1
        return Int64(byte - 0x30)
    }
}
