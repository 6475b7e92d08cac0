import Foundation
import Testing

/// Pipelines whose seasons follow a calendar, by the program itself.
@Suite struct CalendarTests {
    private let folder: URL

    init() throws {
        folder = try URL.newFolder()
        // Four weeks from 2025-03-16 on.
        let rows = (0..<24 * 28).map { "\(1_742_083_200 + $0 * 3_600),a,\((8..<18).contains($0 % 24) ? 100 : 20)" }
        try folder.write((["time,key,value"] + rows).joined(separator: "\n"), to: "in.csv")
        try folder.write("2025-04-18 # Good Friday\n2025-04-21\n", to: "days.txt")
    }

    private func pipeline(_ calendar: String) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: shop
            sources:
              sales: {type: file, path: in.csv, key: [key], time: {field: time, unit: s}, values: [value]}
            models:
              load: {inputs: [all], forecaster: {type: liquid, step: 1h, horizon: 3\(calendar)}}
            sinks:
              out: {type: file, path: out}
            state: {path: state}
            """
        return try folder.write(text, to: "shop.yaml")
    }

    @Test func explainSaysWhatSeasonsFollow() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func explain(_ calendar: String) throws -> String {
            try Shell.run(Shell.program, ["explain", try pipeline(calendar)]).standardOutput
        }
        let both = try explain(", calendar: {time_zone: Europe/Berlin, holidays: days.txt}")
        #expect(both.contains("seasons follow the clock of Europe/Berlin, which changes 140 times from 1990 to 2059"))
        #expect(both.contains("; 2 holidays, 2025-04-18 to 2025-04-21, from days.txt\n"))
        #expect(try explain(", calendar: {holidays: days.txt}").contains("follow the clock of UTC; 2 holidays"))
        #expect(try !explain("").contains("seasons follow"))
    }

    @Test func stateLearnedByAnotherCalendarIsNotRead() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func passesOverTheState(_ calendar: String) throws -> Bool {
            let run = try Shell.run(Shell.program, ["run", try pipeline(calendar), "--format", "json"])
            #expect(run.status == 0, "\(run.standardError)")
            return run.standardError.contains("the settings of the model load have changed")
        }
        let zone = ", calendar: {time_zone: Europe/Berlin}"
        let holidays = ", calendar: {time_zone: Europe/Berlin, holidays: days.txt}"
        #expect(try [zone, zone, holidays, ""].map(passesOverTheState) == [false, false, true, true])
    }
}
