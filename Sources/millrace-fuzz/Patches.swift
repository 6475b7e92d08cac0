/// Edits of bytes that are in order, so that most inputs get past the first check of a reader. The first byte of an input is
/// 0 for bytes that stand for themselves; else groups of four follow: a place in two bytes, and two bytes that are put there.
/// An odd first byte cuts the result off at the last place.
enum Patches {
    static func apply(_ input: UnsafeRawBufferPointer, to sound: [UInt8]) -> [UInt8] {
        guard let choice = input.first, choice != 0, !sound.isEmpty else { return Array(input.dropFirst()) }
        var bytes = sound
        var last = 0
        for start in stride(from: 1, to: input.count - 3, by: 4) {
            let place = (Int(input[start]) << 8 | Int(input[start + 1])) % bytes.count
            bytes[place] = input[start + 2]
            if place + 1 < bytes.count { bytes[place + 1] = input[start + 3] }
            last = place
        }
        if choice & 1 == 1, input.count > 4 { bytes.removeSubrange(last...) }
        return bytes
    }
}
