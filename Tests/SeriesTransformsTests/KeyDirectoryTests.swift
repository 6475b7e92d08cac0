import Testing

@testable import SeriesTransforms

@Suite struct KeyDirectoryTests {
    private func find(_ key: String, in directory: KeyDirectory) -> Int? {
        Array(key.utf8).withUnsafeBytes { directory.number(of: $0) }
    }

    @Test func numbersKeysInTheirOrderAndFindsThem() {
        var directory = KeyDirectory()
        let keys = (0..<5_000).map { "cell-\($0 * 7919 % 100_003)" + String(repeating: "x", count: $0 % 19) }
        for (number, key) in keys.enumerated() {
            #expect(find(key, in: directory) == nil)
            #expect(Array(key.utf8).withUnsafeBytes { directory.add($0) } == number)
        }
        for (number, key) in keys.enumerated() {
            #expect(find(key, in: directory) == number)
            #expect(Array(directory.bytes(of: number)) == Array(key.utf8))
        }
        #expect(find("cell", in: directory) == nil)
    }
}
