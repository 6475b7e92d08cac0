/// Numbers the keys of a partition 0, 1, 2 … in the order in which they are added, and finds them by their bytes.
///
/// An open-addressing hash table over one arena of bytes: no allocation and no text for a key that is known. The hash is
/// seeded anew in each process, so that keys cannot be chosen to collide; nothing that leaves this type depends on it.
struct KeyDirectory {
    private static let seed = UInt64.random(in: .min ... .max) | 1

    private var arena: [UInt8] = []
    /// Where each key ends in the arena.
    private var ends: [Int] = []
    /// Upper half of each key's hash, to pass over most others without looking at their bytes.
    private var tags: [UInt32] = []
    /// Numbers of keys by hash; -1 where free. Its size is a power of two, at least a third of it free.
    private var slots: [Int32] = Array(repeating: -1, count: 16)

    var count: Int { ends.count }

    /// The bytes of a key.
    func bytes(of number: Int) -> ArraySlice<UInt8> { arena[start(of: number)..<ends[number]] }

    /// The number of a key that was added.
    func number(of key: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if tags[number] == UInt32(truncatingIfNeeded: hash >> 32), isKey(number, equalTo: key) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a key that is not there yet.
    ///
    /// - Returns: its number.
    mutating func add(_ key: UnsafeRawBufferPointer) -> Int {
        if (count + 1) * 3 > slots.count * 2 { grow() }
        let hash = Self.hash(key)
        let number = count
        arena.append(contentsOf: key)
        ends.append(arena.count)
        tags.append(UInt32(truncatingIfNeeded: hash >> 32))
        occupy(hash, with: number)
        return number
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for number in 0..<count {
            let hash = arena.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[range(of: number)])) }
            occupy(hash, with: number)
        }
    }

    private mutating func occupy(_ hash: UInt64, with number: Int) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number)
    }

    private func start(of number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }

    private func range(of number: Int) -> Range<Int> { start(of: number)..<ends[number] }

    private func isKey(_ number: Int, equalTo key: UnsafeRawBufferPointer) -> Bool {
        let range = range(of: number)
        guard range.count == key.count else { return false }
        return arena.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).elementsEqual(key) }
    }

    private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash = seed &+ UInt64(key.count)
        var index = 0
        while index + 8 <= key.count {
            hash = mixed(hash ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < key.count {
            rest = rest << 8 | UInt64(key[index])
            index += 1
        }
        return mixed(mixed(hash ^ rest))
    }

    /// Folds a 128-bit product, so that every bit of the input reaches every bit of the result.
    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
