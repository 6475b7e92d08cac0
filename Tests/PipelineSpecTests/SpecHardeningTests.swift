import Foundation
import Testing

@testable import PipelineSpec

/// Pipeline files that were made to do harm, or that hold what nobody may see.
@Suite struct SpecHardeningTests {
    private static let environment = ["MILLRACE_PG": "postgresql://u@h/d", "TOKEN": "geheim-env"]

    private static let sound = """
        apiVersion: millrace/v1
        pipeline: p
        sources:
          s: {type: stdin, key: [k], time: {field: t, unit: s}, values: [a]}
        models:
          m: {inputs: [s.a], forecaster: {type: liquid, step: 1m, horizon: 3}}
        sinks:
          out: {type: stdout}

        """

    /// What is said of a file.
    private func said(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        do throws(SpecProblems) {
            _ = try PipelineFile.load(paths: [file.path], environment: Self.environment)
            return "ok"
        } catch {
            return error.rendered(colour: false)
        }
    }

    @Test func theFileIsInOrder() throws { #expect(try said(Self.sound) == "ok") }

    /// A secret stands beside something that is wrong, so that its line is shown.
    @Test(arguments: [
        "  pg: {type: postgres, url: 'postgresql://u:geheim@h/d', typo: 1}",
        "  pg: {type: postgres, urll: 'postgresql://u:geheim@h/d'}",
        "  pg: {type: postgres, url: 'host=h password=geheim dbname=d', typo: 1}",
        "  pg: {type: postgres, urll: \"host=h password = 'geheim' dbname=d\"}",
        "  hook: {type: webhook, url: 'https://h/services/geheim?t=geheim', typo: 1}",
        "  hook: {type: webhook, ur: https://h/services/geheim}",
        "  hook: {type: webhook, url: 'https://h/', headers: {X-Mine: geheim}, typo: 1}",
        "  hook: {type: webhook, url: 'https://h/', header: {Authorization: Bearer geheim}}",
        "  hook: {type: webhook, url: 'https://h/', heads: {api-key: 'geheim'}}",
        "  bus: {type: kafka, topic: t, kafka: {sasl.password: geheim, acks: 0}}",
        "  bus: {type: kafka, topic: t, kafkas: {sasl.password: \"geheim\"}}",
        "  bus: {type: kafka, topic: t, kafka: {sasl.password: geheim}}: }",
        "  bus: {type: kafka, topic: t, kafka: {ssl.key.pem: geheim, group.id: [}}",
    ])
    func noMessageShowsASecret(line: String) throws {
        let said = try said(Self.sound + line + "\n")
        #expect(said != "ok" && !said.contains("geheim"), "\(said)")
        #expect(said.contains(line.prefix(6)), "the line is shown: \(said)")
    }

    @Test func theCaretStandsWhereItStood() throws {
        let line = "  pg: {type: postgres, url: 'postgresql://u:geheim@h/d', typo: 1}"
        let lines = try said(Self.sound + line + "\n").split(separator: "\n")
        #expect(lines[1] == "    pg: {type: postgres, url: 'postgresql://********@h/*', typo: 1}")
        #expect(lines[2].prefix { $0 == " " }.count == 59)
        #expect(SourceLine.shown("sasl.password: {env: X}, b: 1") == "sasl.password: {env: X}, b: 1")
        #expect(SourceLine.shown("sasl.password: ${X} # b") == "sasl.password: ${X} # b")
        #expect(SourceLine.shown("key: [token]") == "key: [token]")
        #expect(SourceLine.shown("url: http://host:80, a") == "url: http://host:80, a")
    }

    @Test func nothingTurnsATerminalOver() throws {
        let said = try said(Self.sound + "  \"\\e[2J\\r\\u202Eevil\": {type: stdout}\n  \u{202E}x: {type: no}\n")
        #expect(said != "ok")
        #expect(!said.contains("\u{1B}") && !said.contains("\r") && !said.contains("\u{202E}"), "\(said)")
    }

    /// What YAML has beyond values: nothing of it is done.
    @Test func tagsAreNotFollowed() throws {
        for tag in ["!!python/object/apply:os.system", "!include", "!!binary", "!<tag:x,2020:run>", "!ruby/object:Gem"]
        {
            let text = Self.sound.replacing("pipeline: p", with: "pipeline: \(tag) p")
            #expect(try said(text) == "ok")
        }
        #expect(try said(Self.sound.replacing("pipeline: p", with: "pipeline: !include /etc/passwd")) != "ok")
        #expect(try said(Self.sound.replacing("pipeline: p", with: "pipeline: $(touch /tmp/x)")) != "ok")
        #expect(try said(Self.sound.replacing("pipeline: p", with: "pipeline: `id`")) != "ok")
    }

    /// Ten lists of ten lists of ten …: a small file, a huge tree.
    @Test(.timeLimit(.minutes(1))) func aliasesDoNotMultiply() throws {
        let bomb = (1...12).map {
            "x\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]"
        }
        #expect(try said("x0: &a0 [1]\n" + bomb.joined(separator: "\n")).contains("more than 100000 values"))
        #expect(try said("a: &a [*a]\n").contains("not defined above"))
        #expect(try said(String(repeating: "[", count: 10_000)).contains("nested deeper"))
        #expect(try said(String(repeating: "- ", count: 10_000)).contains("nested deeper"))
        #expect(try said(Self.sound + "x: \(String(repeating: "${TOKEN}", count: 10_000))\n") != "ok")
    }

    @Test(.timeLimit(.minutes(1))) func longNamesAreRefusedAtOnce() throws {
        let long = String(repeating: "x", count: 100_000)
        #expect(try said(Self.sound + "\(long): 1\n") != "ok")
        let zone = "calendar: {time_zone: \(long)/Berlin}"
        #expect(try said(Self.sound.replacing("horizon: 3", with: "horizon: 3, \(zone)")) != "ok")
    }

    /// Files that never end, or are no text.
    @Test(.timeLimit(.minutes(1)), arguments: ["/dev/zero", "/dev/urandom", "/proc/self/mem", "/", "/nowhere"])
    func filesThatAreNoneAreRefused(path: String) throws {
        let holidays = "calendar: {time_zone: UTC, holidays: \(path)}"
        #expect(try said(Self.sound.replacing("horizon: 3", with: "horizon: 3, \(holidays)")) != "ok")
        let secret = "  pg: {type: postgres, url: {file: \(path)}}\n"
        #expect(try said(Self.sound + secret).contains("the file \(path)"))
        #expect(throws: SpecProblems.self) { try PipelineFile.load(paths: [path], environment: [:]) }
    }

    /// What a file holds that turns out to be no secret, or no list of holidays, is not repeated as an address or a key.
    @Test func onlyTheEnvironmentIsSubstituted() throws {
        // Nor is what a variable holds shown, where it does not belong.
        let misplaced = try said(Self.sound.replacing("horizon: 3", with: "horizon: '${TOKEN}'"))
        let named = try said(Self.sound.replacing("inputs: [s.a]", with: "inputs: [s.a], with: 'x${TOKEN}'"))
        #expect(named.contains("no value `x${TOKEN}`") && !named.contains("geheim"), "\(named)")
        #expect(misplaced.contains("`${TOKEN}` is not") && !misplaced.contains("geheim"))
        for reference in ["${`id`}", "${HOME/../}", "${file:/etc/passwd}", "${TOKEN:?x}", "${${TOKEN}}"] {
            let said = try said(Self.sound.replacing("pipeline: p", with: "pipeline: '\(reference)'"))
            #expect(said != "ok" && !said.contains("geheim-env") && !said.contains("root:"), "\(said)")
        }
        // Substituted once: what a variable holds is not looked at again.
        let file = try said(Self.sound.replacing("pipeline: p", with: "pipeline: '$${TOKEN}'"))
        #expect(file != "ok" && !file.contains("geheim-env"))
    }

    /// What `config show` prints is a pipeline file that says the same, and once more the same when it is shown.
    @Test(arguments: ["everything.yaml", "whole.yaml", "csv.yaml", "anchors.yaml", "detect.yaml", "calendar.yaml"])
    func whatIsShownSaysTheSame(name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
        let environment = ["BROKERS": "b:9092", "STRUCTURE": "x\nsinks: {}", "PASSWORD": "hunter2"]
        func show(_ path: String) throws -> String {
            try PipelineFile.effective(paths: [path], environment: environment)
        }
        let path = folder.appendingPathComponent(name).path
        guard let spec = try? PipelineFile.load(paths: [path], environment: environment).spec else { return }
        let shown = try show(path)
        #expect(!shown.contains("hunter2"))
        // As comments where the file does not have them.
        for section in ["dead_letter", "state", "runtime"] { #expect(shown.contains("\(section):")) }
        // Secrets and paths aside, which mean something only where the file lies.
        let copy = folder.appendingPathComponent("\(UUID().uuidString).tmp")
        defer { try? FileManager.default.removeItem(at: copy) }
        try Data(shown.replacing("\"***\"", with: "postgresql://h/d").utf8).write(to: copy)
        #expect(try show(copy.path).replacing("postgresql://h/d", with: "\"***\"") == shown)
        let again = try PipelineFile.load(paths: [copy.path], environment: environment).spec
        #expect(String(reflecting: again) == String(reflecting: spec))
    }
}
