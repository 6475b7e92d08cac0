import Foundation
import Testing

/// Secrets stand wherever a pipeline may hold one; everything that comes out of it is looked through for them.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct SecretsTests {
    /// What every secret here begins with.
    private static let mark = "geheim"
    private let sandbox: Sandbox
    private let server: HookServer

    init() throws {
        sandbox = try Sandbox()
        server = try HookServer(log: sandbox.folder.appendingPathComponent("requests"))
        try sandbox.migrate()
        let lines = (0..<30).map {
            "k\t{\"cell\":\"cell-1\",\"ts\":\(1_700_000_000 + $0 * 60),\"load\":\($0 == 20 ? "\"x\"" : $0 == 25 ? "400" : "50")}"
        }
        try sandbox.produce(lines, partitions: 1)
        let told = try sandbox.folder.write("k\tx", to: "told.txt")
        let made = try sandbox.millrace(
            "produce", told, "--topic", sandbox.topic + "_told", "--partitions", "1", "--key-separator", "\t")
        try #require(made.status == 0, "\(made.standardError)")
        try sandbox.folder.write("Bearer geheim-file\n", to: "token")
    }

    private var environment: [String: String] {
        sandbox.environment.merging([
            "HOOK": "\(server.url)/geheim-path?t=geheim-query", "SASL": "geheim-sasl", "USER_PART": "geheim-user",
        ]) { $1 }
    }

    /// - Parameters:
    ///   - database: where PostgreSQL is.
    ///   - brokers: where Kafka is.
    ///   - port: where the web server is.
    ///   - path: what its answer is to be.
    private func pipeline(
        database: String, brokers: String, port: String? = nil, path: String = ""
    ) throws -> String {
        let port = port ?? server.port
        let text = """
            apiVersion: millrace/v1
            pipeline: secrets
            sources:
              cells:
                type: kafka
                brokers: '\(brokers)'
                topics: [\(sandbox.topic)]
                group: \(sandbox.topic)
                start: earliest
                kafka: {security.protocol: sasl_plaintext, sasl.mechanisms: PLAIN, sasl.username: me, sasl.password: 'geheim-inline', debug: all}
                key: [cell]
                time: {field: ts, unit: s}
                values: [load]
            models:
              load: {inputs: [all], forecaster: {type: liquid, step: 1m, horizon: 3}, detect: {range: [0, 100]}}
            alerts:
              noc: {models: [load], for: 1, resolve_after: 2m, to: [hook, named, chat, pager, bus]}
            sinks:
              pg: {type: postgres, url: '\(database)'}
              out: {type: file, path: out}
              hook: {type: webhook, url: {env: HOOK}, headers: {Authorization: {file: token}, X-Key: 'geheim-header'}}
              named: {type: webhook, url: 'http://${USER_PART}:geheim-word@127.0.0.1:\(port)\(path)/geheim-path'}
              chat: {type: webhook, payload: slack, url: 'http://127.0.0.1:\(port)\(path)/services/geheim-slack'}
              pager: {type: alertmanager, url: 'http://127.0.0.1:\(port)\(path)/geheim-prefix', headers: {X-Key: 'geheim-header'}}
              bus: {type: kafka, topic: \(sandbox.topic)_told, brokers: '\(brokers)', kafka: {security.protocol: sasl_plaintext, sasl.mechanisms: PLAIN, sasl.username: me, sasl.password: {env: SASL}}}
            state: {path: state, every: 100ms}
            runtime: {drain: 3s}
            """
        return try sandbox.folder.write(text, to: "secrets.yaml")
    }

    /// The database with a password, which a server that trusts everybody does not ask for.
    private func withPassword(_ url: String) -> String {
        url.replacing("millrace@", with: "millrace:geheim-database@")
    }

    private func nothingIsShown(_ output: Shell.Output, _ what: String) {
        for (name, text) in [("output", output.standardOutput), ("errors", output.standardError)] {
            let lines = text.split(separator: "\n").filter { $0.contains(Self.mark) }
            #expect(lines.isEmpty, "\(what), \(name): \(lines.prefix(3).joined(separator: "\n"))")
        }
    }

    private func run(_ pipeline: String, _ options: String...) throws -> Shell.Output {
        try Shell.run(
            Shell.program, ["run", pipeline, "--log-level", "debug"] + options, environment: environment)
    }

    @Test(.timeLimit(.minutes(3)), arguments: ["json", "human"]) func aRunTellsNone(format: String) throws {
        let file = try pipeline(database: withPassword(sandbox.database), brokers: sandbox.brokers)
        let output = try run(file, "--until-caught-up", "--format", format)
        #expect(output.status == 0, "\(output.standardError.suffix(2_000))")
        nothingIsShown(output, "a run")
        #expect(try server.requests().contains { "\($0)".contains("geheim-file") }, "the secrets were really used")
        #expect(try sandbox.ask("select count(*) > 0 from millrace.alert_event") == "t\n")
        try nothingIsStored()
    }

    /// Every way in which a receiver, the database or the brokers refuse.
    @Test(.timeLimit(.minutes(3))) func failuresTellNone() throws {
        let database = withPassword(sandbox.database)
        for (port, path) in [(server.port, "/echo"), ("1", "")] {
            let file = try pipeline(database: database, brokers: sandbox.brokers, port: port, path: path)
            nothingIsShown(try run(file, "--until-caught-up", "--format", "human"), "answers of \(port)\(path)")
            nothingIsShown(try sandbox(["alerts", "test", file]), "a test of receivers")
        }
        let unreachable = try pipeline(database: database, brokers: "127.0.0.1:1")
        nothingIsShown(try run(unreachable, "--until-caught-up"), "no broker")
        let wrong = withPassword("postgresql://millrace@127.0.0.1:1/none")
        nothingIsShown(try run(try pipeline(database: wrong, brokers: sandbox.brokers)), "no database")
        let nobody = sandbox.database.replacing("millrace@", with: "nobody:geheim-database@")
        nothingIsShown(try run(try pipeline(database: nobody, brokers: sandbox.brokers)), "no such user")
        let garbled = "postgresql://millrace:geheim database@h"
        nothingIsShown(try run(try pipeline(database: garbled, brokers: sandbox.brokers)), "no address")
        try nothingIsStored()
    }

    @Test(.timeLimit(.minutes(1))) func commandsTellNone() throws {
        let file = try pipeline(database: withPassword(sandbox.database), brokers: sandbox.brokers)
        for command in [["validate"], ["explain"], ["config", "show"]] {
            let output = try sandbox(command + [file])
            #expect(output.status == 0 && !output.standardOutput.isEmpty, "\(output.standardError)")
            nothingIsShown(output, command.joined(separator: " "))
        }
        let shown = try sandbox(["config", "show", file]).standardOutput
        #expect(shown.contains("sasl.username: me") && shown.contains("sasl.password: \"***\""), "\(shown)")
        #expect(shown.contains("url: {env: HOOK}") || shown.contains("env: HOOK"), "\(shown)")
        #expect(shown.contains("# max_per_minute: 60"), "\(shown)")
        let wrong = ["--url", "postgresql://nobody:geheim-database@127.0.0.1:1/x"]
        for command in [["series", "list"], ["db", "migrate"], ["alerts", "list"]] {
            nothingIsShown(try sandbox(command + wrong), command.joined(separator: " "))
        }
    }

    /// What a crash leaves on standard error has none either.
    @Test(.timeLimit(.minutes(1))) func aCrashTellsNone() throws {
        let file = try pipeline(database: withPassword(sandbox.database), brokers: sandbox.brokers)
        let program = try Shell.start(Shell.program, ["run", file], environment: environment)
        try sandbox.wait("the first rows", untilAnswered: "count(*) > 20 from millrace.observation")
        program.signal(SIGSEGV)
        // A signal from outside may let it go on behind its report.
        try sandbox.wait("the report") { program.standardError.contains("crashed") || !program.isRunning }
        // Whatever still writes the report holds the pipe that is read to its end.
        _ = try Shell.run(Shell.find("pkill"), ["-KILL", "-P", String(program.processIdentifier)])
        program.kill()
        nothingIsShown(try program.finish(), "a crash")
    }

    private func sandbox(_ arguments: [String]) throws -> Shell.Output {
        try Shell.run(Shell.program, arguments, environment: environment)
    }

    /// Tables, results and state.
    private func nothingIsStored() throws {
        let dump = try Shell.run(Shell.find("pg_dump"), ["--data-only", sandbox.database])
        #expect(dump.status == 0 && dump.standardOutput.contains("cell-1"), "\(dump.standardError)")
        nothingIsShown(dump, "the tables")
        let search = try Shell.run(
            "/bin/grep",
            ["-rla", Self.mark, "out", "state"].map {
                ["out", "state"].contains($0) ? sandbox.folder.appendingPathComponent($0).path : $0
            })
        #expect(search.status == 1 && search.standardOutput.isEmpty, "\(search.standardOutput)\(search.standardError)")
    }
}
