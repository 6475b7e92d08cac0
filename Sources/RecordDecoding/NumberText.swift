import CSimdJSON

/// Numbers written as text.
enum NumberText {
    /// The number that the whole text is, blanks around it aside; infinite where it is too large, or says so.
    static func parse(_ text: UnsafeRawBufferPointer) -> Double? {
        var rest = text[...]
        while rest.first == 0x20 { rest.removeFirst() }
        while rest.last == 0x20 { rest.removeLast() }
        let characters = UnsafeRawBufferPointer(rebasing: rest).bindMemory(to: CChar.self)
        var number = 0.0
        guard millrace_parse_number(characters.baseAddress, characters.count, &number) != 0 else { return nil }
        return number
    }
}
