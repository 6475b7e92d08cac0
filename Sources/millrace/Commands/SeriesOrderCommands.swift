import Foundation
import PipelineSpec
import PostgresConnector
import SeriesTransforms
import StreamRuntime
import Telemetry
import TimeSeries

/// `millrace series reset`, `delete`, `export` and `import`: orders to the running pipeline.
enum SeriesOrderCommands {
    static let all = [reset, delete, export, `import`]

    private static let url = Option("url", "URL", "a PostgreSQL connection string (MILLRACE_PG)")
    private static let pipeline = Option("pipeline", "NAME", "the series' pipeline, where several have it")
    private static let model = Option("model", "NAME", "the series' model, where several have it")
    static let waiting = [
        Option("timeout", "TIME", "how long to wait until a running pipeline has followed it (1m)"),
        Option("no-wait", nil, "leave the order for a pipeline that runs, or will"),
    ]
    private static let options = [url, pipeline, model] + waiting

    private static let how = """
        The running pipeline follows within seconds, in the transaction of its results, at a place in the log that is written
        down in millrace.side_input: every replay does the same there. Needs the rights of millrace_writer.
        """

    private static let reset = Command(
        "series reset", "Let a series start anew, as if it had never been seen", operands: "KEY [METRIC]", count: 1...2,
        options: options,
        details: """
            Its model, and what its detector has learned, start from nothing; an anomaly and incidents that are under way
            end, and receivers are told. Rows that are written stay. \(how)
            """
    ) { arguments in
        let series = try SeriesName(arguments)
        return try SeriesOrderDesk(arguments).follow(series.order(.reset), of: series.pipeline) { _ in
            print("\(series) starts anew")
        }
    }

    private static let delete = Command(
        "series delete", "Forget a series", operands: "KEY [METRIC]", count: 1...2,
        options: options + [Option("rows", nil, "remove its forecasts, observations and anomalies too")],
        details: """
            As `series reset`, and its newest forecast is removed; alerts stay, since they are what people were told. A record
            that comes for it makes it a new series, under its old number. \(how)
            """
    ) { arguments in
        let series = try SeriesName(arguments)
        let order = series.order(.delete, removesRows: arguments.has("rows"))
        return try SeriesOrderDesk(arguments).follow(order, of: series.pipeline) { _ in
            print("\(series) is forgotten" + (order.removesRows ? ", and its rows are removed" : ""))
        }
    }

    private static let export = Command(
        "series export", "Write the memory of a series to a file", operands: "KEY [METRIC]", count: 1...2,
        options: options.dropLast() + [Option("output", "FILE", "the file, which must not be there yet")],
        details: """
            The file says whose memory it is, as of which offset and time, and with which settings of the model it can be
            read; `head -n 2 FILE` shows that. The series goes on undisturbed. \(how)
            """
    ) { arguments in
        let path = try arguments.required("output")
        guard !FileManager.default.fileExists(atPath: path) else {
            throw arguments.wrong("\(path) is there already; name another file by --output")
        }
        let series = try SeriesName(arguments)
        return try SeriesOrderDesk(arguments).follow(series.order(.export), of: series.pipeline) { exported in
            let file = try read(exported, of: "the order's export")
            try write(exported, to: path)
            print("\(series) as of \(file.header.time ?? "no time") is in \(path)")
        }
    }

    private static let `import` = Command(
        "series import", "Put an exported memory in the place of a series'", operands: "FILE", count: 1...1,
        options: options + [
            Option("key", "KEY", "another series than the file's"), Option("metric", "NAME", "likewise"),
        ],
        details: """
            FILE was written by `series export`. The series has to be there, and its model to have the settings that FILE was
            exported with. It goes on from FILE; an anomaly and incidents that are under way end. \(how)
            """
    ) { arguments in
        let path = arguments.operands[0]
        guard let data = FileManager.default.contents(atPath: path) else {
            throw arguments.wrong("\(path) cannot be read")
        }
        let file = try read(Array(data), of: path)
        let series = try SeriesName(
            arguments, pipeline: arguments.text("pipeline") ?? file.header.pipeline,
            model: arguments.text("model") ?? file.header.model, key: arguments.text("key") ?? file.header.key,
            metric: arguments.text("metric") ?? file.header.metric)
        let order = series.order(.import, exported: Array(data))
        return try SeriesOrderDesk(arguments).follow(order, of: series.pipeline) { _ in
            print("\(series) goes on from \(path)")
        }
    }

    private static func read(_ bytes: [UInt8], of name: String) throws(ConnectorError) -> SeriesFile {
        do throws(SeriesFile.Problem) {
            return try SeriesFile(reading: bytes)
        } catch {
            throw .inconsistent("\(name) \(error.text)")
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(ConnectorError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unusable("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
