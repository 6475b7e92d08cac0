/// One number for all entries of a snapshot: finds one that is missing, of another snapshot, or in the place of another.
struct SnapshotDigest {
    private(set) var value: UInt64 = 0

    init() {}

    /// - Parameter checks: the check value of each entry, in the order of their numbers.
    init(of checks: [UInt32]) {
        for (number, check) in checks.enumerated() { add(number, check) }
    }

    mutating func add(_ number: Int, _ check: UInt32) {
        var word = UInt64(number) << 32 | UInt64(check)
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        value &+= word ^ word >> 31
    }
}
