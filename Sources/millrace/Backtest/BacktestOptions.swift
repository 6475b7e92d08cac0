import ForecastScoring
import TimeSeries

/// What a backtest is asked for.
struct BacktestOptions: Sendable {
    enum Format: Sendable { case human, json }

    /// The files of the pipeline, and of the one it is compared with.
    let paths: [String]
    let against: [String]
    /// `FILE` or `NAME=FILE`.
    let inputs: [String]
    let from: Timestamp?
    let to: Timestamp?
    /// Where the report goes.
    let report: String?
    let gate: String?
    /// Forecasts of each series that do not count.
    let skip: Int
    /// How many of the worst series are named.
    let worst: Int
    let workers: Int?
    let format: Format

    init(_ arguments: Arguments) throws {
        paths = arguments.operands
        against = arguments.all("against")
        inputs = arguments.all("input")
        from = try arguments.time("from")
        to = try arguments.time("to")
        report = arguments.text("report")
        gate = arguments.text("gate")
        skip = try arguments.integer("skip", in: 0...1_000_000) ?? 50
        worst = try arguments.integer("worst", in: 0...1_000) ?? 5
        workers = try arguments.integer("workers", in: 1...256)
        format = try arguments.choice("format", ["human", "json"]) == "json" ? .json : .human
        if let from, let to, to <= from { throw arguments.wrong("--to has to be later than --from") }
        if !inputs.isEmpty, from != nil || to != nil {
            throw arguments.wrong("--from and --to choose records of a topic; they do not go together with --input")
        }
        if let report, report.isEmpty { throw arguments.wrong("--report needs the name of a file") }
    }

    /// A problem with what was given that shows only once the pipeline is known.
    static func wrong(_ message: String) -> UsageError { UsageError(message: message, command: ["backtest"]) }
}
