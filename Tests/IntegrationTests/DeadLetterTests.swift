import Foundation
import Testing

/// What could not be used is listed, shown, sent again and removed, by `millrace dlq`.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct DeadLetterTests {
    /// Records of the year 2099, which the pipeline refuses for their time, with good ones before them.
    private static func lines(_ keys: [String]) -> [String] {
        let good = (0..<30).map { "a\t{\"cell\":\"a\",\"ts\":\(1_700_000_000_000 + $0 * 60_000),\"load\":\($0)}" }
        let future = (0..<40).flatMap { minute in
            keys.map { "\($0)\t{\"cell\":\"\($0)\",\"ts\":\(4_100_000_000_000 + minute * 60_000),\"load\":\(minute)}" }
        }
        return good + future + ["a\tnonsense", "a\t{\"cell\":\"a\",\"ts\":1700000000000,\"load\":1}"]
    }

    /// The same pipeline, which takes any time.
    private func mended(_ sandbox: Sandbox, _ file: String) throws -> String {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return try sandbox.folder.write(
            text.replacing("unit: ms}", with: "unit: ms, max_future: 40000d}"), to: "mended.yaml")
    }

    /// Messages of a topic as another client reads them: `key|headers|partition|value`.
    private func messages(_ sandbox: Sandbox, _ topic: String) throws -> [String] {
        let output = try Shell.run(
            Shell.find("kcat"),
            ["-b", sandbox.brokers, "-t", topic, "-C", "-e", "-q", "-f", "%k|%h|%p|%s\n", "-X", "check.crcs=true"])
        try #require(output.status == 0, "\(output.standardError)")
        return output.standardOutput.split(separator: "\n").map(String.init)
    }

    /// What a running pipeline refuses again while it is sent is not sent again by the same replay.
    @Test(.timeLimit(.minutes(2))) func aReplayIntoARunningPipelineEnds() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce((0..<1_200).map { "a\tnonsense \($0)" }, partitions: 1)
        let file = try sandbox.pipeline()
        let run = try sandbox.start(file)
        let letters = "count(*) from millrace.dead_letter"
        try sandbox.wait("the letters", untilAnswered: "(select \(letters)) = 1201")
        let replayed = try sandbox.millrace("dlq", "replay", file, "--force")
        #expect(
            replayed.standardOutput.hasPrefix("1,201 records sent"),
            "\(replayed.standardOutput)\(replayed.standardError)")
        try sandbox.wait("those that are refused again", untilAnswered: "(select \(letters)) = 2402")
        run.terminate()
        #expect(try run.finish().status == 0)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsMendedIsSentAgainInOrderAndOnce() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce(Self.lines(["b", "c", "d"]), partitions: 2)
        let file = try sandbox.pipeline()
        try sandbox.catchUp(file)
        let listed = try sandbox.millrace("dlq", "list", "--pipeline", "under-test", "--limit", "1")
        #expect(listed.standardOutput.contains("time_in_future      120") && listed.standardOutput.contains("late"))
        // What the file refuses, and what is late, is left; nothing is sent that would only come back.
        let useless = try sandbox.millrace("dlq", "replay", file, "--dry-run")
        #expect(useless.standardOutput.hasPrefix("0 records would be sent\n"), "\(useless.standardOutput)")
        let better = try mended(sandbox, file)
        let rehearsal = try sandbox.millrace("dlq", "replay", better, "--dry-run")
        #expect(
            rehearsal.standardOutput == """
                120 records would be sent: \(sandbox.topic) 120
                1 record late, not after the newest of their series, left; --force sends them
                1 record refused by this file too (key_missing), left; --force sends them
                1 record refused by this file too (malformed), left; --force sends them

                """, "\(rehearsal.standardOutput)\(rehearsal.standardError)")
        #expect(try sandbox.ask("select count(replayed_at) from millrace.dead_letter") == "0\n")
        let part = try sandbox.millrace("dlq", "replay", better, "--key", "b", "--limit", "10")
        #expect(part.standardOutput == "10 records sent: \(sandbox.topic) 10\n", "\(part.standardError)")
        let rest = try sandbox.millrace("dlq", "replay", better)
        #expect(rest.standardOutput.hasPrefix("110 records sent"), "\(rest.standardOutput)\(rest.standardError)")
        let again = try sandbox.millrace("dlq", "replay", better).standardOutput
        #expect(again.hasPrefix("0 records sent\n"))
        #expect(again.hasSuffix("120 letters whose records were sent before, left\n"), "\(again)")
        // Where the other copy of the key went to, byte for byte, in order, with the place that it came from.
        let sent = try messages(sandbox, sandbox.topic).filter { $0.contains("millrace-replay-of") }
        let origins = try sandbox.ask(
            """
            select convert_from(key, 'UTF8') || '|millrace-replay-of=' || topic || '/' || partition || '/' || "offset"
                   || '|' || partition || '|' || convert_from(payload, 'UTF8')
            from millrace.dead_letter where replayed_at is not null order by "offset"
            """
        ).split(separator: "\n").map(String.init)
        for key in ["b|", "c|", "d|"] {
            #expect(sent.filter { $0.hasPrefix(key) } == origins.filter { $0.hasPrefix(key) })
        }
        #expect(sent.count == 120)
        try sandbox.catchUp(better)
        let learned =
            "select key, max(observations) from millrace.forecast_latest join millrace.series using (series_id) group by key order by key"
        #expect(try sandbox.ask(learned) == "a|30\nb|40\nc|40\nd|40\n")
        let purged = try sandbox.millrace("dlq", "purge", "--replayed", "--dry-run")
        #expect(purged.standardOutput == "120 dead letters would be removed\n")
        #expect(try sandbox.millrace("dlq", "purge").status == 64)
        #expect(try sandbox.millrace("dlq", "purge", "--replayed").standardOutput == "120 dead letters removed\n")
        #expect(try sandbox.ask("select count(*) from millrace.dead_letter") == "3\n")
    }

    @Test(.timeLimit(.minutes(1))) func whatIsSentButNotMarkedIsSentAgainAndLearnedOnce() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce(Self.lines(["b"]), partitions: 1)
        let file = try sandbox.pipeline()
        try sandbox.catchUp(file)
        let better = try mended(sandbox, file)
        // As if it were killed between the topic's answer and the database's.
        try sandbox.ask(
            """
            create function millrace.fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create trigger fail before update on millrace.dead_letter execute function millrace.fail()
            """)
        let killed = try sandbox.millrace("dlq", "replay", better)
        #expect(killed.status == 69 && killed.standardError.contains("no"), "\(killed.standardError)")
        try sandbox.ask("drop trigger fail on millrace.dead_letter")
        #expect(try sandbox.millrace("dlq", "replay", better).standardOutput.hasPrefix("40 records sent"))
        #expect(try messages(sandbox, sandbox.topic).count { $0.contains("millrace-replay-of") } == 80)
        try sandbox.catchUp(better)
        let learned =
            "select count(*), max(number) from millrace.observation join millrace.series using (series_id) where key = 'b'"
        #expect(try sandbox.ask(learned) == "40|40\n")
    }

    @Test(.timeLimit(.minutes(1))) func hostileBytesAreShownAndWrittenAsTheyWere() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        let payloads: [[UInt8]] = [
            Array("\u{1B}[2J{\u{202E}".utf8), [0xFF, 0x00, 0x7F, 0xC3],
            Array("{\"a\":\n\"ü\u{0007}".utf8.filter { $0 != 10 }),
        ]
        let lines = payloads.map { Array("k\t".utf8) + $0 }.joined(separator: [10])
        let input = sandbox.folder.appendingPathComponent("bytes.txt")
        try Data(Array(lines)).write(to: input)
        let sent = try sandbox.millrace(
            "produce", input.path, "--topic", sandbox.topic, "--partitions", "1", "--key-separator", "\t")
        try #require(sent.status == 0, "\(sent.standardError)")
        try sandbox.catchUp(try sandbox.pipeline())
        for (index, payload) in payloads.enumerated() {
            let number = try sandbox.ask("select letter_id from millrace.dead_letter where \"offset\" = \(index)")
                .trimmingCharacters(in: .newlines)
            for command in [["show", number], ["show", number, "--format", "json"], ["list"]] {
                let shown = try Shell.run(Shell.program, ["dlq"] + command, environment: sandbox.environment)
                #expect(shown.status == 0 && !shown.standardOutput.contains("\u{1B}"), "\(shown.standardError)")
                if command.last != "json" {
                    #expect(!shown.standardOutput.unicodeScalars.contains { $0.properties.isBidiControl })
                }
            }
            let raw = Pipe()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Shell.program)
            process.arguments = ["dlq", "show", number, "--payload"]
            process.environment = sandbox.environment
            process.standardOutput = raw
            try process.run()
            #expect(Array(raw.fileHandleForReading.readDataToEndOfFile()) == payload)
            process.waitUntilExit()
        }
        #expect(try sandbox.millrace("dlq", "show", "99").status == 65)
        #expect(try sandbox.millrace("dlq", "show", "x").status == 64)
    }

    @Test(.timeLimit(.minutes(1))) func aTopicKeepsEveryLetterThatTheTableHasAcrossKills() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce(Stream.lines(keys: 6, minutes: 600), partitions: 2)
        let rejects = sandbox.topic + ".rejects"
        let file = try sandbox.pipeline(
            sink: "  pg: {type: postgres}\n  rejects: {type: kafka, topic: \(rejects)}",
            extra: "dead_letter: {to: [pg, rejects]}")
        let missing = try sandbox.start(file, "--until-caught-up").finish()
        #expect(missing.status == 69 && missing.standardError.contains("sink rejects"), "\(missing.standardError)")
        let empty = sandbox.folder.appendingPathComponent("empty.txt")
        try Data().write(to: empty)
        try sandbox.millrace("produce", empty.path, "--topic", rejects, "--partitions", "1", "--key-separator", "\t")
        for share in [400, 1_500] {
            let run = try sandbox.start(file)
            try sandbox.wait("progress", untilAnswered: "sum(next_offset) > \(share) from millrace.progress")
            run.kill()
        }
        try sandbox.catchUp(file)
        let kept = try sandbox.ask(
            """
            select topic || '/' || partition || '/' || "offset" || '/' || reason || '|' || coalesce(convert_from(payload, 'UTF8'), '')
            from millrace.dead_letter
            """
        ).split(separator: "\n").map(String.init)
        let written = try messages(sandbox, rejects).map { message in
            let parts = message.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            let letter = parts[1].split(separator: ",").first { $0.hasPrefix("millrace-letter=") } ?? ""
            return "\(letter.dropFirst("millrace-letter=".count))|\(parts[3])"
        }
        #expect(kept.count > 20 && Set(written) == Set(kept))
        #expect(
            try sandbox.ask(
                "select count(*) from (select distinct partition, \"offset\", reason from millrace.dead_letter) d")
                == "\(kept.count)\n")
    }
}
