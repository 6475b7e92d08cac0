import PipelineSpec
import PostgresConnector
import StreamRuntime
import Telemetry
import TimeSeries

/// One series that the database knows, as a command line names it.
struct SeriesName: CustomStringConvertible {
    let pipeline: String
    let model: String
    let key: String
    let metric: String
    /// Time of the newest observation that was forecast from; nil while there is none.
    let lastSeen: Timestamp?

    /// By the operands `KEY [METRIC]`, and the options `--pipeline` and `--model` where they do not name one series.
    init(_ arguments: Arguments) throws {
        try self.init(
            arguments, pipeline: arguments.text("pipeline"), model: arguments.text("model"), key: arguments.operands[0],
            metric: arguments.operands.count > 1 ? arguments.operands[1] : nil)
    }

    /// - Throws: ``ExitCode/data`` when it is none, or more than one, which is said.
    init(
        _ arguments: Arguments, url: Secret? = nil, pipeline: String?, model: String?, key: String, metric: String?
    ) throws {
        let reader = try PostgresReader(url: try url ?? DatabaseCommands.connection(arguments))
        let found = try reader.series(pipeline: pipeline, key: key, metric: metric)
            .filter { model == nil || $0.model == model }
        guard let series = found.first, found.count == 1 else {
            let wanted = [key, metric].compactMap(\.self).joined(separator: " ").oneLine
            if found.isEmpty {
                let near = try reader.series(pipeline: pipeline, containing: key, limit: 5)
                let names = near.map { "\($0.key) \($0.metric) (\($0.pipeline), \($0.model))".oneLine }
                let known = near.isEmpty ? "" : "; there are \(names.joined(separator: ", "))"
                Terminal.error("error: there is no series \(wanted)\(known); see `millrace series list`")
            } else {
                let names = found.map { "\($0.metric) of pipeline \($0.pipeline), model \($0.model)".oneLine }
                Terminal.error(
                    "error: \(wanted) is \(found.count) series: \(names.joined(separator: "; ")); name the METRIC, --pipeline or --model"
                )
            }
            throw ExitCode.data
        }
        (self.pipeline, self.model, self.key, self.metric) = (series.pipeline, series.model, series.key, series.metric)
        lastSeen = series.lastSeen.flatMap { Timestamp(rfc3339: $0) }
    }

    var description: String { "\(metric) of \(key)".oneLine }

    func order(
        _ action: SeriesOrder.Action, removesRows: Bool = false, exported: [UInt8] = []
    ) -> SeriesOrder {
        SeriesOrder(
            name: "", action: action, model: model, key: key, metric: metric, removesRows: removesRows,
            exported: exported)
    }
}
