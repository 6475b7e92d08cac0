import Foundation
import Testing

/// `millrace backtest` on a topic.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct BacktestTopicTests {
    private func values(_ output: Shell.Output) throws -> Int {
        try #require(output.status == 0, "\(output.standardError)")
        let json = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        return try #require((json?["values"] as? [String: Any])?["received"] as? Int)
    }

    @Test(.timeLimit(.minutes(2))) func rangesAreReadAndNothingIsLeftBehind() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 8, minutes: 200), partitions: 3)
        let pipeline = try sandbox.pipeline(start: "committed")
        let all = try sandbox.millrace("backtest", pipeline, "--format", "json")
        // Each record has two values; one more was sent to make the topic.
        #expect(try values(all) == 2 * (8 * 200 + 1))
        usleep(1_100_000)
        let middle = Date().formatted(.iso8601)
        usleep(1_100_000)
        try sandbox.produce(Stream.lines(keys: 8, minutes: 100), partitions: 3)
        #expect(try values(try sandbox.millrace("backtest", pipeline, "--to", middle, "--format", "json")) == 2 * 1_601)
        #expect(try values(try sandbox.millrace("backtest", pipeline, "--from", middle, "--format", "json")) == 2 * 801)
        let none = try sandbox.millrace("backtest", pipeline, "--from", "2100-01-01", "--format", "json")
        #expect(none.status == 65 && none.standardError.contains("nothing to read"))
        #expect(none.standardError.contains("not event time"))
        // Neither a schema in the database, nor state, nor an offset of the group: a run begins at the beginning.
        #expect(try sandbox.ask("select count(*) from pg_namespace where nspname = 'millrace'") == "0\n")
        #expect(!FileManager.default.fileExists(atPath: sandbox.folder.appendingPathComponent("state").path))
        try sandbox.migrate()
        let run = try sandbox.start(pipeline, "--until-caught-up", "--format", "json").finish()
        #expect(try Summary(run.standardError)["received"] == 2 * (1_601 + 801))
    }
}
