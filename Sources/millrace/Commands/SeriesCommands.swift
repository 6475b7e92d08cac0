import PostgresConnector
import Telemetry
import TimeSeries

/// `millrace series …`
enum SeriesCommands {
    static let all = [list, show]

    private static let mostAnomalies = 5
    private static let url = Option("url", "URL", "a PostgreSQL connection string (MILLRACE_PG)")
    private static let pipeline = Option("pipeline", "NAME", "only series of this pipeline")

    private static let list = Command(
        "series list", "List series in a database", operands: "[TEXT]", count: 0...1,
        options: [url, pipeline, Option("limit", "N", "at most so many (50)")],
        details: "TEXT: only series whose key or metric contains it."
    ) { arguments in
        let reader = try PostgresReader(url: try DatabaseCommands.connection(arguments))
        let rows = try reader.series(
            pipeline: arguments.text("pipeline"), containing: arguments.operands.first,
            limit: try arguments.integer("limit", in: 1...1_000_000) ?? 50)
        let header = ["PIPELINE", "KEY", "METRIC", "STATUS", "OBSERVATIONS", "LAST SEEN"]
        let cells = rows.map {
            [$0.pipeline, $0.key, $0.metric, $0.status, Figures.count($0.observations), $0.lastSeen ?? "-"]
        }
        print(Table(header: header, rows: cells, rightAligned: [4]).text)
        return .ok
    }

    private static let show = Command(
        "series show", "Draw a series, its forecast and its anomalies in the terminal", operands: "KEY [METRIC]",
        count: 1...2,
        options: [
            url, pipeline, Option("last", "N", "so many observations (as many as fit)"),
            Option("from", "TIME", "from this event time on, in place of the newest: a day, or RFC 3339"),
            Option("to", "TIME", "up to this event time"),
        ],
        details: """
            Below the chart stand the newest anomalies of the series, or with --from or --to those of the time that is
            drawn, each with its number, by which feedback names it. `select * from millrace.anomalies` has all of them.
            """
    ) { arguments in
        let from = try arguments.time("from")
        let to = try arguments.time("to")
        if let from, let to, to <= from { throw arguments.wrong("--to has to be later than --from") }
        let reader = try PostgresReader(url: try DatabaseCommands.connection(arguments))
        let key = arguments.operands[0]
        let metric = arguments.operands.count > 1 ? arguments.operands[1] : nil
        let found = try reader.series(pipeline: arguments.text("pipeline"), key: key, metric: metric)
        guard let series = found.first else {
            let near = try reader.series(pipeline: arguments.text("pipeline"), containing: key, limit: 5)
            let names = near.map { "\($0.key) \($0.metric)".oneLine }.joined(separator: ", ")
            let known = near.isEmpty ? "" : "; there are \(names)"
            Terminal.error(
                "error: there is no series \(arguments.operands.joined(separator: " ").oneLine)\(known); see `millrace series list`"
            )
            return .data
        }
        // The newest forecast belongs beside the newest observations only.
        let forecast = from == nil && to == nil ? try reader.forecast(of: series.id) : []
        let room = max(20, Terminal.width - 14 - forecast.count)
        let observed = try reader.observations(
            of: series.id, from: from, to: to, limit: try arguments.integer("last", in: 1...10_000) ?? room)
        print(SeriesChart(series: series, observed: observed, forecast: forecast).text)
        let anomalies = try reader.anomalies(of: series.id, from: from, to: to, limit: mostAnomalies)
        if !anomalies.isEmpty { print((["", "anomalies:"] + anomalies.map(line)).joined(separator: "\n")) }
        if found.count > 1 {
            print(
                "\(found.count - 1) more of this key: \(found.dropFirst().map { "\($0.pipeline) \($0.metric)" }.joined(separator: ", "))"
            )
        }
        return .ok
    }

    private static func line(_ anomaly: AnomalySummary) -> String {
        let last = anomaly.last ?? "now"
        let time = anomaly.started == last ? last : "\(anomaly.started) to \(last)"
        return "  \(anomaly.id): \(time), \(anomaly.severity.name): \(anomaly.sentence.oneLine)"
    }
}
