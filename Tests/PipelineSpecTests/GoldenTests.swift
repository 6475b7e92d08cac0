import Foundation
import Testing

@testable import PipelineSpec

/// What is said of pipeline files that are wrong, word for word.
///
/// `MILLRACE_REGENERATE=1` rewrites what is expected: read the difference before committing it.
@Suite struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Golden")

    private static let cases: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    private static let environment = ["BROKERS": "b:9092", "STRUCTURE": "x\nsinks: {}", "PASSWORD": "hunter2"]

    @Test func thereAreCases() { #expect(Self.cases.count >= 12) }

    @Test(arguments: cases) func saysWhatIsExpected(name: String) throws {
        let path = Self.folder.appendingPathComponent(name).path
        let said: String
        do throws(SpecProblems) {
            let loaded = try PipelineFile.load(paths: [path], environment: Self.environment)
            said = (loaded.warnings.map { $0.rendered(colour: false) } + ["ok"]).joined(separator: "\n")
        } catch {
            said = error.rendered(colour: false)
        }
        let short = said.replacing(Self.folder.path + "/", with: "") + "\n"
        let expected = Self.folder.appendingPathComponent(name.replacing(".yaml", with: ".expected"))
        if ProcessInfo.processInfo.environment["MILLRACE_REGENERATE"] == "1" {
            try Data(short.utf8).write(to: expected)
        }
        #expect(short == (try String(contentsOf: expected, encoding: .utf8)))
        #expect(!short.contains("hunter2"))
    }

    @Test(arguments: ["whole.yaml", "detect.yaml", "alerts.yaml", "receivers.yaml"])
    func noPrefixOfAFileBringsItDown(name: String) throws {
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        for length in stride(from: 0, to: text.count, by: 3) {
            try Data(text.prefix(length).utf8).write(to: file)
            do throws(SpecProblems) {
                _ = try PipelineFile.load(paths: [file.path], environment: Self.environment)
            } catch {
                #expect(!error.problems.isEmpty)
            }
        }
    }
}
