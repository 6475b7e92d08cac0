import Foundation
import FoundationXML
import PipelineSpec
import Testing

/// What has to hold for the files of the repository.
@Suite struct RepositoryTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func files(_ folder: String, _ ending: String) -> [String] {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test(arguments: files("pipelines", ".yaml") + files("pipelines/files", ".yaml"))
    func shippedPipelinesAreInOrder(path: String) throws {
        let loaded = try PipelineFile.load(
            paths: [Self.root.appendingPathComponent(path).path], environment: ["MILLRACE_PG": "postgresql://x@y/z"])
        #expect(loaded.warnings.isEmpty)
        for source in loaded.spec.sources {
            if case .file(let file) = source.kind { #expect(FileManager.default.fileExists(atPath: file.resolvedPath)) }
        }
    }

    @Test func thereAreShippedPipelines() {
        #expect(Self.files("pipelines", ".yaml").count >= 4 && Self.files("pipelines/files", ".yaml").count >= 3)
    }

    @Test func theSchemaIsCurrent() throws {
        let current = try Self.text("pipelines/pipeline.schema.json") == PipelineFile.jsonSchema()
        #expect(current, "run: millrace schema > pipelines/pipeline.schema.json")
        _ = try JSONSerialization.jsonObject(with: Data(PipelineFile.jsonSchema().utf8))
    }

    @Test func theEmbeddedMigrationsAreCurrent() throws {
        let embedded = try Self.text("Sources/PostgresConnector/Migrations/EmbeddedMigrations.swift")
        let migrations = Self.files("sql/migrations", ".sql")
        #expect(migrations.count >= 3)
        for path in migrations {
            #expect(embedded.contains(try Self.text(path)), "run: ops/embed-migrations")
        }
    }

    @Test(arguments: ["bootstrap", "demo", "dev", "embed-migrations", "fuzz", "sanitize", "test", "../.ci/run"])
    func scriptsCanBeRun(name: String) throws {
        let path = Self.root.appendingPathComponent("ops/\(name)").path
        #expect(FileManager.default.isExecutableFile(atPath: path))
        let bash = Process()
        bash.executableURL = URL(fileURLWithPath: "/bin/bash")
        bash.arguments = ["-n", path]
        try bash.run()
        bash.waitUntilExit()
        #expect(bash.terminationStatus == 0)
    }

    @Test func theChartsOfIncidentsAreThoseThatAreShown() throws {
        let page = try Self.text("pipelines/incidents/README.md")
        let charts = Self.files("pipelines/incidents", ".svg").map {
            $0.split(separator: "/").last.map(String.init) ?? ""
        }
        let shown = page.matches(of: /!\[.+\]\((.+\.svg)\)/).map { String($0.1) }
        #expect(!charts.isEmpty && shown.sorted() == charts)
        let script = try Self.text("pipelines/incidents/draw")
        for chart in charts {
            #expect(script.contains("\"\(chart.dropLast(4))\""), "pipelines/incidents/draw does not make \(chart)")
            let parser = XMLParser(data: Data(try Self.text("pipelines/incidents/\(chart)").utf8))
            #expect(parser.parse(), "\(chart) is no XML")
        }
    }
}
