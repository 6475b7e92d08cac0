import Foundation
import RecordDecoding

/// What it takes to read a record: key, time and one value.
struct DecodeSubject: Subject {
    static let name = "decode"
    static let about = "decoding of a record, beside Foundation's JSONDecoder"

    private struct Decoded: Decodable {
        let cell: String
        let ts: Int64
        let load: Double
    }

    func measure(_ effort: Effort) throws -> [Figure] {
        var figures = DecoderBenchmark.all.map { benchmark in
            Figure(
                "decode \(benchmark.name), \(benchmark.length) bytes", "ns",
                (0..<effort.repetitions).map { _ in benchmark.nanosecondsPerRecord() })
        }
        let record = Data(DecoderBenchmark.jsonRecord.utf8)
        let foundation = try (0..<effort.repetitions).map { _ in try Self.nanosecondsByFoundation(record) }
        figures.append(Figure("decode JSON by Foundation", "ns", foundation))
        let ratios = zip(foundation, figures[0].values).map { $0 / $1 }
        figures.append(Figure("decode JSON, times as fast as Foundation", "", ratios, goal: 3, isMoreBetter: true))
        return figures
    }

    private static func nanosecondsByFoundation(_ record: Data) throws -> Double {
        let (decoder, rounds) = (JSONDecoder(), 50_000)
        var sum = 0.0
        let start = ProcessorTime.seconds()
        for _ in 0..<rounds { sum += try decoder.decode(Decoded.self, from: record).load }
        let spent = ProcessorTime.seconds() - start
        return sum.isFinite ? spent / Double(rounds) * 1e9 : .nan
    }
}
