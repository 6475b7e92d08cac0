import Foundation
import Testing

/// `millrace-evaluate`, from files to tables.
@Suite struct EvaluateTests {
    private static let program = Shell.products.appendingPathComponent("millrace-evaluate").path

    /// The shipped data in the layout of an evaluation, and a file of labels, which is none.
    private static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("evaluate-\(UUID().uuidString)")
        let script = """
            set -e
            mkdir -p "$0/telecom/abilene" "$0/financial/markets"
            gzip -dc pipelines/data/abilene.csv.gz |
                awk -F, 'NR == 1 { print "ts,key,value" } NR > 1 { print $1 "," $2 "." $3 "," $4 }' |
                gzip > "$0/telecom/abilene/abilene.csv.gz"
            gzip -dc pipelines/data/markets.csv.gz |
                awk -F, 'NR == 1 { print "ts,key,value" } NR > 1 { print $1 "000," $2 "," $3 }' |
                gzip > "$0/financial/markets/markets.csv.gz"
            echo 'key,start_ts,end_ts' | gzip > "$0/financial/markets/labels_windows.csv.gz"
            """
        let made = try Shell.run("/bin/bash", ["-c", script, folder.path])
        try #require(made.status == 0, "\(made.standardError)")
        return folder
    }

    @Test func shippedFilesAreEvaluated() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = try Shell.run(Self.program, ["--data", folder.path, "--keys", "4", "--only", "forecasts"])
        #expect(text.status == 0, "\(text.standardError)")
        #expect(text.standardOutput.contains(/abilene +telecom +either +4 +0\.[89]/))
        #expect(text.standardOutput.contains(/markets +financial +observations +4 +(1\.0|0\.9)/))
        #expect(
            try Shell.run(
                Self.program, ["--keys", "4", "--only", "forecasts"], environment: ["MILLRACE_DATA": folder.path]
            )
            .standardOutput == text.standardOutput)

        let json = try Shell.run(
            Self.program, ["--data", folder.path, "--keys", "4", "--only", "forecasts", "--format", "json"])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: [[String: Any]]])
        let sets = try #require(document["tables"]?.first { $0["name"] as? String == "sets" })
        let rows = try #require(sets["rows"] as? [[Any]])
        #expect(rows.map { $0[0] as? String } == ["markets", "markets", "abilene"])
        #expect(rows.allSatisfy { $0.count == (sets["columns"] as? [Any])?.count })
    }

    @Test func labelledAnomaliesAreScoredBesideNoise() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let labels = "key,start_ts,end_ts\nnode-00.node-01,1078531200000,1078617600000\n"
        try labels.write(
            to: folder.appendingPathComponent("telecom/abilene/labels_windows.csv"), atomically: true, encoding: .utf8)
        let text = try Shell.run(Self.program, ["--data", folder.path, "--keys", "1", "--only", "anomalies"])
        #expect(text.status == 0, "\(text.standardError)")
        #expect(text.standardOutput.contains(/abilene +1 +\d+ +millrace\s/))
        #expect(text.standardOutput.contains(/abilene +1 +\d+ +EWMA z\s/))
        #expect(text.standardOutput.contains(/cauchy( +\d+\.\d\d){7}/) && !text.standardOutput.contains("Every set"))
    }

    @Test func whatIsMissingIsSaid() throws {
        let absent = try Shell.run(Self.program, ["--data", "/nonexistent"])
        #expect(absent.status == 69)
        #expect(absent.standardError.contains("there is no folder /nonexistent. Name one by --data or MILLRACE_DATA"))
        let unknown = try Shell.run(Self.program, ["--kees", "4"])
        #expect(unknown.status == 64 && unknown.standardError.contains("there is no option `--kees`"))
    }
}
