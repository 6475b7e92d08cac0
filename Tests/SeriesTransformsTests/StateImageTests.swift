import Snapshots
import StreamRuntime
import Testing

@testable import SeriesTransforms

/// Images of a state that goes on while they are made.
@Suite struct StateImageTests {
    private let log = WatchedLog()
    private let lines = WatchedLog.lines

    private func run(_ program: ForecastingProgram, _ range: Range<Int>) throws {
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, range, by: 10, into: &epoch)
    }

    /// The state at a place, of a program that stopped there.
    private func state(at place: Int) throws -> StateImage {
        let program = ForecastingProgram(log.source)
        try run(program, 0..<place)
        return program.image()
    }

    @Test(arguments: [1, 50, 333, 900]) func anImageIsAsOfWhereItWasBegun(place: Int) throws {
        let program = ForecastingProgram(log.source)
        try run(program, 0..<place)
        var image = StateImage()
        image.payload = program.beginImage(isWhole: true).payload
        var (offset, isComplete) = (place, false)
        while !isComplete {
            try run(program, offset..<offset + 20)
            offset += 20
            isComplete = program.copyImage(upTo: 1)
            image.take(program.takeCopies())
        }
        #expect(try image == state(at: place))
        #expect(try program.image() == state(at: offset), "and the program is not disturbed")
    }

    @Test func imagesOfWhatHasChangedAddUp() throws {
        let program = ForecastingProgram(log.source)
        var image = StateImage()
        for place in [0, 3, 4, 5, 160, 161, 500, 900] {
            if program.seriesCount > 0 || place > 0 { try run(program, lastPlace(before: place)..<place) }
            image.payload = program.beginImage(isWhole: false).payload
            while !program.copyImage(upTo: 1) {}
            image.take(program.takeCopies())
            #expect(try image == state(at: place))
        }
    }

    private func lastPlace(before place: Int) -> Int { [0, 3, 4, 5, 160, 161, 500].last { $0 < place } ?? 0 }

    @Test func placesOfABlockThatCannotBeAreNoState() throws {
        let bytes = StateOutline(log.source).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(bytes.withUnsafeBytes { StateOutline.read($0) } != nil)
        for wrong in ["-1", "64", "9223372036854775807"] {
            let edited = text.replacing(/"incidentsOffset":\d+/, with: "\"incidentsOffset\":\(wrong)")
            #expect(edited != text && Array(edited.utf8).withUnsafeBytes { StateOutline.read($0) } == nil)
        }
    }

    @Test func onlyWhatHasChangedIsCopied() throws {
        let program = ForecastingProgram(log.source)
        try run(program, 0..<900)
        _ = program.image()
        #expect(program.beginImage(isWhole: false).entryCount == 5)
        #expect(program.copyImage(upTo: .max) && program.takeCopies().isEmpty)
        try run(program, 900..<901)
        _ = program.beginImage(isWhole: false)
        #expect(program.copyImage(upTo: .max) && program.takeCopies().count == 1)
    }

    @Test func aRestoredStateHasNotChanged() throws {
        let program = ForecastingProgram(log.source)
        try run(program, 0..<900)
        let image = program.image()
        let restored = try #require(try ForecastingProgram(log.source, image: image))
        _ = restored.beginImage(isWhole: false)
        #expect(restored.copyImage(upTo: .max) && restored.takeCopies().isEmpty)
        #expect(restored.image() == image)
    }
}
