import Foundation
import Testing

/// What a run tells over HTTP while it runs is what its tables and its last words say.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct StatusTests {
    @Test(.timeLimit(.minutes(10))) func theCountsOfEachPartitionAddUpWhileItRuns() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 16, minutes: 200), partitions: 4)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline(http: "127.0.0.1:0"), "--format", "json")
        let page = try StatusPages(run)
        try sandbox.wait("a run that is ready") { try page.isReady() }
        #expect(try page.get("/livez").body == "alive\n")
        try sandbox.wait("the end of the log") {
            let metrics = try page.metrics()
            // At any moment, for each partition.
            for (labels, received) in metrics["millrace_values_received_total"] ?? [:] {
                let parts = (metrics["millrace_values_total"] ?? [:]).filter { $0.key.hasPrefix(labels) }
                #expect(parts.count == 6 && parts.values.reduce(0, +) == received, "\(labels)")
            }
            return (metrics["millrace_lag_records"]?.values.reduce(0, +)) == 0
                && (metrics["millrace_values_received_total"]?.values.reduce(0, +) ?? 0) == 2 * 3_201
        }
        let metrics = try page.metrics()
        #expect(metrics["millrace_values_received_total"]?.count == 4)
        #expect(metrics["millrace_identity_violations_total"]?.values.reduce(0, +) == 0)
        #expect((metrics["millrace_commit_seconds_count"]?["sink=\"pg\""] ?? 0) > 4)
        #expect(metrics["millrace_source_assigned"] == ["source=\"cells\"": 1])
        #expect((metrics["process_resident_memory_bytes"]?[""] ?? 0) > 1e7)
        #expect(metrics["millrace_ready"] == ["": 1])
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)")
        let summary = try Summary(output.standardError)
        for name in ["forecast", "warming", "late", "filtered", "dead_lettered"] {
            let counted = (metrics["millrace_values_total"] ?? [:]).filter {
                $0.key.hasSuffix("disposition=\"\(name)\"")
            }
            #expect(counted.values.reduce(0, +) == Double(summary[name]), "\(name)")
        }
        #expect(
            try sandbox.ask("select count(*) from millrace.forecast")
                == "\(Int((metrics["millrace_values_total"] ?? [:]).filter { $0.key.contains("\"forecast\"") }.values.reduce(0, +)))\n"
        )
    }

    @Test(.timeLimit(.minutes(10))) func aDatabaseThatOwesAnAnswerMakesItNotReady() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 4, minutes: 60), partitions: 1)
        try sandbox.migrate()
        let lock = try sandbox.lock("millrace.observation")
        defer { lock.kill() }
        let run = try sandbox.start(try sandbox.pipeline(drain: "1s", http: "127.0.0.1:0"))
        let page = try StatusPages(run)
        try sandbox.wait("a reason") { try page.reasons().contains { $0.hasPrefix("sink pg: no answer for") } }
        #expect(try page.get("/readyz").code == 503)
        #expect(try page.get("/livez").code == 200)
        try sandbox.unlock()
        try sandbox.wait("the database") { try page.isReady() }
        run.terminate()
        #expect(try run.finish().status == 0)
    }

    @Test(.timeLimit(.minutes(10))) func aPortThatIsUsedIsAClearError() throws {
        let sandbox = try Sandbox()
        try sandbox.produce([], partitions: 1)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline(http: "127.0.0.1:0"))
        let page = try StatusPages(run)
        let output = try sandbox.start(try sandbox.pipeline(http: page.address), "--format", "human").finish()
        #expect(output.status == 69)
        #expect(output.standardError.contains("runtime: http: \(page.address) is used already"))
        run.terminate()
        #expect(try run.finish().status == 0)
    }
}
