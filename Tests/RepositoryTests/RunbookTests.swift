import Foundation
import Testing

/// What the runbooks quote is what the program says.
@Suite struct RunbookTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appendingPathComponent("ops/runbooks")

    private static let pages: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
    }()

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// All Swift files, with texts of several lines as they are said.
    private static let sources: String = {
        let folder = root.appendingPathComponent("Sources").path
        let paths = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.hasSuffix(".swift") }
        return paths.compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
            .joined(separator: "\n").replacing(/\\\n */, with: "")
    }()

    @Test(arguments: pages) func everyQuotationIsSaid(page: String) throws {
        let quotations = try Self.text(page).split(separator: "\n").filter { $0.hasPrefix("> ") }
        #expect(!quotations.isEmpty)
        for quotation in quotations {
            let parts = quotation.dropFirst(2).split(separator: "…")
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.filter(\.isLetter).count >= 3 }
            #expect(!parts.isEmpty, "\(quotation)")
            for part in parts { #expect(Self.sources.contains(part), "nothing says: \(part)") }
        }
    }

    @Test(arguments: pages) func everyPageSaysWhatToDo(page: String) throws {
        let text = try Self.text(page)
        let headings = text.matches(of: /(?m)^## (.+)$/).map { String($0.1) }
        #expect(headings == ["What you see", "What it means", "What to do"])
        for link in text.matches(of: /\]\(([a-z-]+\.md)\)/) { #expect(Self.pages.contains(String(link.1))) }
    }

    @Test func theIndexHasEveryPage() throws {
        let index = try Self.text("README.md")
        let listed = index.matches(of: /\]\(([a-z-]+\.md)\)/).map { String($0.1) }
        #expect(listed.sorted() == Self.pages && Self.pages.count > 20)
    }
}
