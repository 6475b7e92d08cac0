import Foundation
import Testing

/// The form of the Swift files, as CONTRIBUTING.md promises it: one reads a file, and a function, at a sitting.
@Suite struct FormTests {
    private static let longestFile = 300
    private static let longestFunction = 70

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let paths: [String] = ["Sources", "Tests"].flatMap { folder in
        let all = FileManager.default.subpaths(atPath: root.appendingPathComponent(folder).path) ?? []
        return all.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("EmbeddedMigrations.swift") }
            .map { "\(folder)/\($0)" }
    }

    private static func lines(_ path: String) throws -> [Substring] {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func filesAreShort() throws {
        #expect(Self.paths.count > 150)
        for path in Self.paths {
            let count = try Self.lines(path).count
            #expect(count <= Self.longestFile, "\(path) has \(count) lines")
        }
    }

    @Test func aFileHasOneType() throws {
        let declaration =
            /(@[\w():, ]+ )*((package|public|private|fileprivate|final|indirect) )*(struct|class|enum|actor|protocol) \w.*/
        for path in Self.paths {
            let types = try Self.lines(path).filter { $0.wholeMatch(of: declaration) != nil }
            #expect(types.count <= 1, "\(path) declares \(types.joined(separator: " and "))")
        }
    }

    @Test func functionsAreShort() throws {
        let start = /( *)(@\w+(\([^)]*\))? )*(\w+ )*(func|init|deinit|subscript)\b.*/
        for path in Self.paths {
            let lines = try Self.lines(path)
            for (index, line) in lines.enumerated() {
                guard let indent = line.wholeMatch(of: start)?.1 else { continue }
                let length = lines[index...].prefix { $0 != "\(indent)}" }.prefix(Self.longestFunction + 1)
                let ends = length.dropFirst().contains {
                    $0.hasPrefix("\(indent)") && !$0.hasPrefix("\(indent) ") && !$0.hasPrefix("\(indent))")
                }
                #expect(ends || length.count <= Self.longestFunction, "\(path):\(index + 1) is a long function")
            }
        }
    }
}
