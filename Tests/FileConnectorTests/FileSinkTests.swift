import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import Testing
import TimeSeries

@testable import FileConnector

@Suite final class FileSinkTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
    private let partition = PartitionID(source: "s", topic: "t", partition: 3)

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func writer(
        _ mode: FileSinkSpec.OnStart = .continue, pipeline: String = "p", every: Int = 1, levels: [Int] = [80, 95]
    ) throws -> any SinkWriter {
        let spec = FileSinkSpec(path: "out", resolvedPath: folder.path, onStart: mode, forecastsEvery: every)
        let log = Log(format: .human, threshold: .error)
        let forms = ["m": ForecastForm(levels: levels, counting: .time)]
        let writer = try FileSink(
            name: "f", pipeline: pipeline, spec: spec, forms: forms, keepsDeadLetters: true, log: log
        ).makeWriter()
        writer.introduce(
            [SeriesIdentity(key: "a \"b\"\n", metric: "load", model: "m", labels: [])], firstNumber: 0, in: partition)
        return writer
    }

    /// An epoch of one observation, one forecast and one dead letter for each offset.
    private func epoch(_ range: Range<Int64>) -> Epoch {
        var epoch = Epoch(partition: partition, startingAt: range.lowerBound, firstIntroduced: 1)
        epoch.range = range
        for offset in range {
            let time = Timestamp(microseconds: offset * 1_000_000)
            var row = ObservationRow(
                offset: offset, series: SeriesNumber(0), time: time, value: 0.1, disposition: .forecast)
            row.expected = .nan
            epoch.observations.append(row)
            epoch.forecasts.append(
                ForecastRow(
                    offset: offset, series: SeriesNumber(0), origin: time, value: 1, stepMicroseconds: 500_000,
                    observations: offset + 1, horizon: 2, valuesStart: epoch.forecastValues.count))
            epoch.forecastValues += (0..<10).map { Double($0) + 0.5 }
            epoch.deadLetters.append(
                DeadLetter(
                    offset: offset, metrics: [], reason: "malformed", detail: "bad", timestamp: nil, key: [0xFF],
                    payload: Array("{\"x\":\n".utf8)))
        }
        return epoch
    }

    private func lines(_ name: String) throws -> [String] {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n").map(
            String.init)
    }

    @Test func writesLinesThatJSONReaders() throws {
        let writer = try writer()
        try writer.begin(partition, at: 0) { false }
        try writer.commit(epoch(0..<2)) { false }
        #expect(
            try lines("forecasts.jsonl")[1]
                == #"{"key":"a \"b\"\n","metric":"load","origin":"1970-01-01T00:00:01.000Z","step_seconds":0.5,"mean":[0.5,1.5],"lower_80":[2.5,3.5],"upper_80":[4.5,5.5],"lower_95":[6.5,7.5],"upper_95":[8.5,9.5],"model":"m"}"#
        )
        #expect(
            try lines("observations.jsonl")[0]
                == #"{"key":"a \"b\"\n","metric":"load","time":"1970-01-01T00:00:00.000Z","value":0.1,"expected":null,"lower_80":null,"upper_80":null,"lower_95":null,"upper_95":null,"status":"forecast","offset":0}"#
        )
        #expect(
            try lines("dead_letter.jsonl")[0]
                == #"{"topic":"t","partition":3,"offset":0,"metrics":[],"reason":"malformed","detail":"bad","timestamp":null,"key_base64":"/w==","payload":"{\"x\":\n"}"#
        )
        for name in ["forecasts.jsonl", "observations.jsonl", "dead_letter.jsonl"] {
            for line in try lines(name) { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
        #expect(try writer.progress(of: partition) { false } == PartitionProgress(start: 0, next: 2, epoch: 1))
    }

    @Test(arguments: [
        ([50, 99], #""lower_50":-1.0,"upper_50":1.0,"lower_99":-2.0,"upper_99":2.0,"lower_95":null,"upper_95":null,"#),
        ([60, 95], #""lower_60":-1.0,"upper_60":1.0,"lower_95":-2.0,"upper_95":2.0,"#),
    ])
    func anyLevelsAreWritten(levels: [Int], bounds: String) throws {
        let writer = try writer(levels: levels)
        try writer.begin(partition, at: 0) { false }
        var epoch = epoch(0..<1)
        epoch.observations[0].expected = 0
        epoch.observations[0].boundsStart = 0
        epoch.expectedBounds = [-1, 1, -2, 2]
        let unknown = ObservationRow(offset: 0, series: nil, time: nil, value: .nan, disposition: .deadLettered)
        epoch.observations.append(unknown)
        try writer.commit(epoch) { false }
        let observations = try lines("observations.jsonl")
        #expect(observations[0].contains("\"expected\":0.0,\(bounds)\"status\""), "\(observations[0])")
        #expect(observations[1].contains(#""expected":null,"lower_95":null,"upper_95":null,"status""#))
        for line in observations { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        #expect(
            try lines("forecasts.jsonl")[0].contains(
                #""mean":[0.5,1.5],"lower_\#(levels[0])":[2.5,3.5],"upper_\#(levels[0])":[4.5,5.5],"lower_\#(levels[1])":[6.5,7.5],"#
            ))
    }

    @Test func continuesBehindWhatWasCounted() throws {
        do {
            let writer = try writer()
            try writer.begin(partition, at: 0) { false }
            try writer.commit(epoch(0..<3)) { false }
        }
        let whole = try lines("forecasts.jsonl")
        // As a crash in the middle of the next epoch would leave it.
        let path = folder.appendingPathComponent("forecasts.jsonl")
        let handle = try FileHandle(forWritingTo: path)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"key\":\"half".utf8))
        try handle.close()
        do {
            let writer = try writer()
            #expect(try writer.progress(of: partition) { false }?.next == 3)
            try writer.commit(epoch(3..<4)) { false }
        }
        #expect(try lines("forecasts.jsonl").count == 4)
        #expect(try Array(lines("forecasts.jsonl").prefix(3)) == whole)
    }

    @Test func replacesWhenAskedTo() throws {
        do {
            let writer = try writer()
            try writer.begin(partition, at: 0) { false }
            try writer.commit(epoch(0..<3)) { false }
        }
        let writer = try writer(.replace)
        #expect(try writer.progress(of: partition) { false } == nil)
        #expect(try lines("forecasts.jsonl").isEmpty)
    }

    @Test func writesEveryNthByTheSeriesOwnCount() throws {
        let writer = try writer(every: 3)
        try writer.begin(partition, at: 0) { false }
        try writer.commit(epoch(0..<4)) { false }
        try writer.commit(epoch(4..<9)) { false }
        let origins = try lines("forecasts.jsonl").map {
            $0.contains("00:00:02.") || $0.contains("00:00:05.") || $0.contains("00:00:08.")
        }
        #expect(origins == [true, true, true])
    }

    @Test func refusesASecondRunAndAnotherPipeline() throws {
        do {
            let first = try writer()
            #expect(throws: ConnectorError.self) { try self.writer() }
            try first.begin(partition, at: 0) { false }
        }
        #expect(throws: ConnectorError.self) { try self.writer(pipeline: "other") }
        _ = try writer()
    }

    @Test func refusesEpochsThatDoNotFollow() throws {
        let writer = try writer()
        try writer.begin(partition, at: 0) { false }
        #expect(throws: ConnectorError.self) { try writer.commit(self.epoch(1..<2)) { false } }
    }

    @Test func noticesFilesThatShrank() throws {
        do {
            let writer = try writer()
            try writer.begin(partition, at: 0) { false }
            try writer.commit(epoch(0..<3)) { false }
        }
        try Data().write(to: folder.appendingPathComponent("observations.jsonl"))
        #expect(throws: ConnectorError.self) { try self.writer() }
    }
}
