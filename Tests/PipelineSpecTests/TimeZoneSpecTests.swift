import Foundation
import Testing

@testable import PipelineSpec

/// The clocks of time zones, and what is said where there is none of a name.
@Suite struct TimeZoneSpecTests {
    private func offsets(_ name: String) throws -> [TimeZoneSpec.Offset] {
        try #require(TimeZoneSpec(name: name)).offsets
    }

    @Test func knowsTheChangesOfSeventyYears() throws {
        let berlin = try offsets("Europe/Berlin")
        #expect(berlin.count == 141)
        #expect(berlin[0] == .init(start: 631_152_000_000_000, ahead: 3_600_000_000))
        #expect(berlin.contains(.init(start: 1_743_296_400_000_000, ahead: 7_200_000_000)))
        #expect(berlin.contains(.init(start: 1_761_440_400_000_000, ahead: 3_600_000_000)))
        #expect(zip(berlin, berlin.dropFirst()).allSatisfy { $0.start < $1.start && $0.ahead != $1.ahead })
    }

    @Test func knowsClocksThatDoNotChangeOrChangeByHalfAnHour() throws {
        #expect(try offsets("UTC").map(\.ahead) == [0])
        #expect(try offsets("Asia/Kolkata").map(\.ahead) == [19_800_000_000])
        let island = try offsets("Australia/Lord_Howe")
        #expect(Set(island.map(\.ahead)) == [37_800_000_000, 39_600_000_000])
    }

    @Test(arguments: ["Berlin", "CET", "PST", "GMT+1", "", "europe/berlin", "Europe/", "../etc/passwd", "/etc/passwd"])
    func takesNoOtherNames(name: String) { #expect(TimeZoneSpec(name: name) == nil) }

    @Test func findsWhatMayHaveBeenMeant() {
        #expect(TimeZoneSpec.names(like: "Europe/Berlim").first == "Europe/Berlin")
        #expect(TimeZoneSpec.names(like: "new york") == ["America/New_York"])
        #expect(TimeZoneSpec.names(like: "US/Chicago").first == "America/Chicago")
        #expect(TimeZoneSpec.names(like: "CET").isEmpty)
        #expect(TimeZoneSpec.names(like: "").isEmpty)
    }
}
