import Foundation
import Testing

/// `millrace backtest` on recorded data.
@Suite struct BacktestTests {
    private static let markets = "pipelines/files/markets.yaml"

    /// Without a variable that only sinks mention, as the shipped pipelines do.
    private func backtest(_ arguments: String...) throws -> Shell.Output {
        try Shell.run(Shell.program, ["backtest"] + arguments, environment: ["MILLRACE_PG": ""])
    }

    private func document(_ output: Shell.Output) throws -> [String: Any] {
        try #require(output.status == 0, "\(output.standardError)")
        let json = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8))
        return try #require(json as? [String: Any])
    }

    private func total(_ document: [String: Any], _ group: String = "overall") throws -> [String: Any] {
        try #require((document[group] as? [[String: Any]])?.last)
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["backbone", "cloud", "markets"])
    func shippedPipelinesAreScored(name: String) throws {
        let path = "pipelines/files/\(name).yaml"
        let document = try document(try backtest(path, "--format", "json"))
        let values = try #require(document["values"] as? [String: Any])
        let notUsed = try #require(values["not_used"] as? [String: Int])
        let counts = ["forecast", "warming"].map { values[$0] as? Int ?? -1 } + notUsed.values
        #expect(values["received"] as? Int == counts.reduce(0, +))
        let total = try total(document)
        let coverage = try #require(total["coverage"] as? [String: Double])
        #expect(abs((coverage["80"] ?? 0) - 0.8) < 0.05 && abs((coverage["95"] ?? 0) - 0.95) < 0.02)
        for ratio in ["ratio_persistence", "ratio_seasonal", "ratio_ewma", "mase"] {
            #expect((0.2...2).contains(total[ratio] as? Double ?? 0), "\(ratio)")
        }
        let series = try #require(document["series"] as? [[String: Any]])
        #expect(series.count == total["series"] as? Int)
        let text = try backtest(path)
        #expect(text.status == 0 && text.standardError.isEmpty)
        for word in ["/PERSIST", "worst by ratio", "warming up", "pipeline \(name)-files"] {
            #expect(text.standardOutput.contains(word))
        }
    }

    @Test(.timeLimit(.minutes(1))) func threadsChangeNothing() throws {
        func series(_ workers: String) throws -> String {
            let document = try document(try backtest(Self.markets, "--format", "json", "--workers", workers))
            let data = try JSONSerialization.data(
                withJSONObject: try #require(document["series"]), options: .sortedKeys)
            return String(decoding: data, as: UTF8.self)
        }
        #expect(try series("1") == series("3"))
    }

    @Test(.timeLimit(.minutes(1))) func aGateThatFailsSaysByHowMuch() throws {
        let passed = try backtest(Self.markets, "--gate", "ratio_seasonal<0.9, coverage80@h1 in 0.78..0.83")
        #expect(passed.status == 0 && passed.standardError.isEmpty)
        let failed = try backtest(Self.markets, "--gate", "mase<0.9,coverage95>0.9,ratio_ewma@h5<=0.1")
        #expect(failed.status == 65)
        let lines = failed.standardError.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines.allSatisfy { $0.contains(/^gate failed: (mase<0.9|ratio_ewma@h5<=0.1): it is [0-9]+\.[0-9]{4}$/) })
    }

    @Test(.timeLimit(.minutes(1))) func againstItselfThereIsNoDifference() throws {
        let document = try document(try backtest(Self.markets, "--against", Self.markets, "--format", "json"))
        let against = try #require(document["against"] as? [String: Any])
        #expect(against["direction"] as? Int == 0)
        let groups = try #require(against["differences"] as? [[String: Any]])
        let horizons = try #require(groups.first?["horizons"] as? [[String: Any]])
        #expect(horizons.count == 3)
        for horizon in horizons {
            for kind in ["absolute", "relative"] {
                let estimate = try #require(horizon[kind] as? [String: Double])
                #expect(estimate == ["value": 0, "low": 0, "high": 0])
            }
        }
        #expect(try backtest(Self.markets, "--against", Self.markets).standardOutput.contains("There is no difference"))
    }

    /// In a topic an hour after the message is the default; in a file in its place only a limit that somebody wrote counts.
    @Test(.timeLimit(.minutes(1))) func aFileInPlaceOfATopicHasNoLimitThatNobodyWrote() throws {
        func backtestRecorded(_ pipeline: String) throws -> Shell.Output {
            try backtest(pipeline, "--input", "pipelines/data/cloud.csv.gz", "--format", "json")
        }
        let ours = try document(try backtestRecorded("pipelines/cloud.yaml"))
        let values = try #require(ours["values"] as? [String: Any])
        let notUsed = try #require(values["not_used"] as? [String: Int])
        #expect(notUsed["time_in_future"] == nil && values["received"] as? Int == 56_509)
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = try String(
            contentsOf: Shell.root.appendingPathComponent("pipelines/cloud.yaml"), encoding: .utf8)
        let limited = text.replacing("unit: rfc3339", with: "unit: rfc3339, max_future: 1h")
        let written = try backtestRecorded(try folder.write(limited, to: "limited.yaml"))
        #expect((written.standardOutput + written.standardError).contains("time_in_future"))
    }

    @Test(.timeLimit(.minutes(1))) func theReportNeedsNothingElse() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).html")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try backtest(Self.markets, "--against", Self.markets, "--report", file.path).status == 0)
        let html = try String(contentsOf: file, encoding: .utf8)
        #expect(html.hasPrefix("<!doctype html>") && html.hasSuffix("</html>\n"))
        for reference in ["http", "src=", "href=", "url(", "@import", "<script", "//"] {
            #expect(!html.contains(reference), "\(reference)")
        }
        for tag in ["svg", "table", "section", "div", "p", "ul", "path", "style", "main"] {
            let opened = html.matches(of: try Regex("<\(tag)[ >]")).count
            #expect(opened > 0)
            if tag != "path" { #expect(opened == html.components(separatedBy: "</\(tag)>").count - 1, "\(tag)") }
        }
        #expect(html.components(separatedBy: "<svg").count - 1 == 10)
        #expect(!html.contains("nan") && !html.contains("inf"))
    }

    @Test(.timeLimit(.minutes(1))) func whatCannotBeDoneIsSaidInOneLine() throws {
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            return try folder.write(text, to: name)
        }
        let empty = try file("empty.csv", "")
        let header = try file("header.csv", "ts,symbol,close\n")
        let short = try file(
            "short.csv", "ts,symbol,close\n" + (0..<40).map { "\($0 * 86_400),A,1" }.joined(separator: "\n"))
        let unsorted = try file(
            "unsorted.csv",
            "ts,symbol,close\n" + (0..<2_000).map { "\((2_000 - $0) * 86_400),A,1" }.joined(separator: "\n"))
        let cases: [(arguments: [String], code: Int32, says: String)] = [
            (["--input", "missing.csv"], 69, "there is no file missing.csv"),
            (["--input", empty], 65, "is empty"),
            (["--input", header], 65, "there is nothing to read"),
            (["--input", short], 65, "no series is long enough"),
            (
                ["--input", unsorted], 65,
                "1,999 values were late, older than one of the same series before: sort the records"
            ),
            (["--input", "README.md"], 78, "has no column `symbol`"),
            (["--input", "other=\(short)"], 69, "there is no file other="),
            (["--input", "prices=\(short)", "--input", short], 64, "twice"),
            (["--input", short, "--from", "2026-01-01"], 64, "do not go together"),
            (["--from", "2026-01-01"], 64, "reads none"),
            (["--from", "yesterday"], 64, "such as 2026-01-31"),
            (["--gate", "masse<1"], 64, "did you mean `mase`?"),
            (["--gate", "coverage80 in 78..82"], 64, "coverage is a share, 0.78..0.82"),
            (["--gate", "mase@h6<1"], 64, "has 1 to 5"),
            (["--report", "/nowhere/at/all.html"], 64, "/nowhere/at"),
            (["--against", "pipelines/files/cloud.yaml"], 65, "no forecast in common"),
            (["--against", "pipelines/files/nope.yaml"], 78, "no such file"),
            (["--skip", "-1"], 64, "whole number"),
        ]
        for (arguments, code, says) in cases {
            let output = try Shell.run(Shell.program, ["backtest", Self.markets] + arguments)
            #expect(output.status == code, "\(arguments) \(output.standardError)")
            #expect(output.standardError.contains(says), "\(arguments) \(output.standardError)")
            #expect(output.standardOutput.isEmpty)
        }
        let stdin = try backtest("pipelines/stdin.yaml", "--against", "pipelines/stdin.yaml")
        #expect(stdin.status == 64 && stdin.standardError.contains("twice"))
        let unreachable = try Shell.run(
            Shell.program, ["backtest", "pipelines/backbone.yaml"],
            environment: ["KAFKA_BROKERS": "127.0.0.1:1", "MILLRACE_PG": ""])
        #expect(unreachable.status == 69 && unreachable.standardError.contains("127.0.0.1:1"))
    }
}
