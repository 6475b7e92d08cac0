import Foundation
import Testing

@testable import KafkaConnector

@Suite struct MemberNameTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    @Test func isTakenOverOnceItsHolderIsGone() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var first = MemberName(in: folder, for: "p-s")
        let second = try #require(MemberName(in: folder, for: "p-s"))
        let text = first?.text
        #expect(text != second.text && text?.hasPrefix("millrace-") == true)
        first = nil
        #expect(try #require(MemberName(in: folder, for: "p-s")).text == text)
    }

    @Test func thereIsNoneWhereNothingCanBeWritten() {
        #expect(MemberName(in: "/proc/nowhere", for: "p-s") == nil)
    }
}
