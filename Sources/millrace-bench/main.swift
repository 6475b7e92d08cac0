import Glibc
import LiquidForecasting

// Measures what Millrace costs: processor time, memory, time until answers. Ratios within one run are what counts: machines and
// their neighbours differ.
//
//     millrace-bench                   every subject
//     millrace-bench model decode      some of them
//     millrace-bench soak EVENTS MOVES looks for memory that is lost

let subjects: [any Subject.Type] = [
    ModelSubject.self, SeriesSubject.self, DecodeSubject.self, WorkersSubject.self, SnapshotSubject.self,
    StartSubject.self,
]

if CommandLine.arguments.dropFirst().first == "soak" {
    let counts = CommandLine.arguments.dropFirst(2).compactMap { Int64($0) }
    let soak = Soak(events: counts.first ?? 100_000_000, moves: counts.dropFirst().first ?? 100_000)
    exit(try soak.run() ? 0 : 1)
}

let request = BenchRequest(CommandLine.arguments.dropFirst(), subjects)
guard let request else { exit(64) }
precondition(Processor.isSupported, "this processor lacks AVX2, FMA or F16C, which Millrace is built for")
exit(try request.run() ? 0 : 69)
