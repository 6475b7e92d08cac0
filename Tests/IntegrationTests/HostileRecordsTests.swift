import Foundation
import Testing

/// Records that were made to do harm: through decoding, tables, dead letters, result files, and what people read of them.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct HostileRecordsTests {
    /// Keys that are kept as they are.
    private static let keys = [
        #"a"b\c'd"#, "line\nbreak\r\ttab", "'; drop table millrace.series; --", "\u{1B}[2J\u{1B}]0;title\u{7}",
        "\u{202E}desrever\u{2066}", "${HOME}$(id)`id`", "%s%n\\", "=cmd|' /C calc'!A1",
        String(repeating: "🗼", count: 250),
    ]
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.migrate()
    }

    private func pipeline(_ name: String, _ format: String, sinks: String) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: \(name)
            sources:
              s: {type: file, path: in.\(format == "json" ? "jsonl" : "csv"), key: [k], time: {field: t, unit: s}, values: [v]}
            models:
              m: {inputs: [all], forecaster: {type: liquid, step: 1m, horizon: 2}, detect: {range: [0, 100]}}
            sinks:
            \(sinks)
            state: {store: none}
            """
        return try sandbox.folder.write(text, to: "\(name).yaml")
    }

    /// Records of a minute, as JSON and as a row of CSV.
    private func write(_ keys: [String], broken: [Data], brokenRows: [Data]) throws {
        var lines = Data()
        var rows = Data("k,t,v\n".utf8)
        for minute in 0..<25 {
            for key in keys {
                let value = minute == 20 ? 400 : 50 + minute % 3
                let object: [String: Any] = ["k": key, "t": 1_700_000_000 + minute * 60, "v": value]
                lines += try JSONSerialization.data(withJSONObject: object) + Data("\n".utf8)
                let quoted = key.replacing("\"", with: "\"\"")
                rows += Data("\"\(quoted)\",\(1_700_000_000 + minute * 60),\(value)\n".utf8)
            }
        }
        for record in broken { lines += record + Data("\n".utf8) }
        for record in brokenRows { rows += record + Data("\n".utf8) }
        try lines.write(to: sandbox.folder.appendingPathComponent("in.jsonl"))
        try rows.write(to: sandbox.folder.appendingPathComponent("in.csv"))
    }

    private func isPlain(_ text: String, _ what: String) {
        let isHarmless = text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || scalar == "\t"
                || scalar.properties.generalCategory != .control && !scalar.properties.isBidiControl
        }
        #expect(isHarmless, "\(what): \(text.prefix(500).debugDescription)")
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["json", "csv"]) func nothingIsHarmed(format: String) throws {
        let long = String(repeating: "x", count: 1 << 20)
        let broken = [
            Data(#"{"k":"nul\#("\\")u0000","t":1700000000,"v":1}"#.utf8),
            Data(#"{"k":"\#(long)","t":1700000000,"v":1}"#.utf8),
            Data(#"{"k":""#.utf8) + Data([0xFF, 0xFE]) + Data(#"","t":1700000000,"v":1}"#.utf8),
        ]
        let brokenRows = [
            Data([0x6E, 0x00]) + Data(",1700000000,1".utf8), Data("\(long),1700000000,1".utf8),
            Data([0xFF, 0xFE]) + Data(",1700000000,1".utf8),
        ]
        // A row of CSV keeps the breaks of lines inside its quotes.
        try write(Self.keys, broken: broken, brokenRows: brokenRows)
        let sinks = "  pg: {type: postgres}\n  out: {type: file, path: out-\(format)}"
        let output = try sandbox.start(try pipeline("hostile", format, sinks: sinks), "--format", "human").finish()
        #expect(output.status == 0, "\(output.standardError)")
        isPlain(output.standardError, "the log")
        #expect(try sandbox.ask("select count(distinct key) from millrace.series") == "\(Self.keys.count)\n")
        for key in Self.keys {
            let tag = "$millrace_test$"
            #expect(
                try sandbox.ask("select count(*) from millrace.series where key = \(tag)\(key)\(tag)") == "1\n",
                "\(key)")
        }
        #expect(try sandbox.ask("select count(*) from millrace.dead_letter") == "3\n")
        try resultsAreJSON(sandbox.folder.appendingPathComponent("out-\(format)"))
        try peopleReadPlainText()
    }

    private func resultsAreJSON(_ folder: URL) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }
        #expect(names.count >= 3)
        for name in names {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            for line in text.split(separator: "\n") {
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            }
        }
    }

    private func peopleReadPlainText() throws {
        let list = try sandbox.millrace("series", "list")
        #expect(list.status == 0 && list.standardOutput.contains("drop table"), "\(list.standardError)")
        isPlain(list.standardOutput, "series list")
        for key in Self.keys {
            let shown = try sandbox.millrace("series", "show", key)
            #expect(shown.status == 0, "\(key.debugDescription): \(shown.standardError)")
            isPlain(shown.standardOutput, "series show")
        }
        isPlain(try sandbox.millrace("alerts", "list").standardOutput, "alerts list")
        isPlain(try sandbox.millrace("series", "show", "\u{1B}[2Jnowhere").standardError, "a series that is not there")
    }
}
