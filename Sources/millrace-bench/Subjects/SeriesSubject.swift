import Foundation
import SeriesTransforms
import StreamRuntime

/// A partition with more and more series: what a record costs from its bytes to its rows, and what a series takes of memory.
struct SeriesSubject: Subject {
    static let name = "series"
    static let about = "a record from bytes to rows, by the number of series; memory of a series, all in"

    /// Observations of each series before anything is measured: all origins of a forecaster are in use.
    private static let warmUp = 30
    private static let batchSize = 500
    private static let epochRows = 20_000

    func measure(_ effort: Effort) throws -> [Figure] {
        var figures: [Figure] = []
        var fewest: Double?
        for count in [1_000, 10_000, 100_000, 1_000_000] where count <= effort.series {
            let before = ResidentMemory.bytes()
            let run = Run(series: count)
            for _ in 0..<Self.warmUp { _ = try run.visit((0..<count).map { Int32($0) }) }
            let bytes = Double(ResidentMemory.bytes() - before) / Double(count)
            for (word, order) in [("uniform", VisitOrder.uniform), ("Zipf", .zipf)] {
                let visits = order.series(of: count, events: effort.events)
                var values: [Double] = []
                for _ in 0..<effort.repetitions { values.append(try run.visit(visits)) }
                let figure = Figure("record, \(BenchReport.number(Double(count))) series, \(word)", "ns", values)
                figures.append(figure)
                if order == .uniform {
                    let least = fewest ?? figure.median
                    fewest = least
                    figures.append(
                        Figure("\(figure.name), of the fewest", "", values.map { $0 / least }, goal: 2))
                }
            }
            figures.append(
                Figure(
                    "memory of one of \(BenchReport.number(Double(count))) series", "bytes", [bytes],
                    goal: count == 1_000_000 ? 6_656 : nil))
        }
        return figures
    }

    /// A partition that goes on.
    private final class Run {
        private let program: any PartitionProgram
        private var epoch = Epoch(partition: BenchedSource.partition, startingAt: 0, firstIntroduced: 0)
        private var offset: Int64 = 0
        private var rounds: [Int32]

        init(series: Int) {
            program = ForecastingPrograms(["s": BenchedSource.made(series: series)])
                .make(for: BenchedSource.partition)
            rounds = Array(repeating: 0, count: series)
        }

        /// - Returns: processor time of a record, in nanoseconds.
        func visit(_ order: [Int32]) throws -> Double {
            var spent = 0.0
            for start in stride(from: 0, to: order.count, by: SeriesSubject.batchSize) {
                let batch = batch(order[start..<min(start + SeriesSubject.batchSize, order.count)])
                let from = ProcessorTime.seconds()
                try program.advance(through: batch.entries.indices, of: batch, recording: true, into: &epoch)
                spent += ProcessorTime.seconds() - from
                if epoch.observations.count >= SeriesSubject.epochRows {
                    epoch = Epoch(
                        partition: BenchedSource.partition, startingAt: offset,
                        firstIntroduced: program.seriesCount)
                }
            }
            return spent / Double(order.count) * 1e9
        }

        private func batch(_ series: ArraySlice<Int32>) -> RecordBatch {
            var batch = RecordBatch(partition: BenchedSource.partition)
            for index in series.map(Int.init) {
                batch.append(BenchedSource.record(of: index, round: Int(rounds[index])), at: offset)
                rounds[index] += 1
                offset += 1
            }
            return batch.sealed()
        }
    }
}
