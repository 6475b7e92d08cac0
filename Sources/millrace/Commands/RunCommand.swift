import Telemetry

enum RunCommand {
    static let command = Command(
        "run", "Run a pipeline", operands: "FILE…", count: 1...64,
        options: [
            Option("until-caught-up", nil, "end when topics have been read to where they end now"),
            Option("workers", "N", "threads that forecast, in place of the pipeline's"),
            Option("format", "FORMAT", "human or json lines on standard error (human on a terminal)"),
            Option("log-level", "LEVEL", "debug, info, warning or error (info)"),
        ],
        details: """
            Several files make up one pipeline. SIGTERM and SIGINT finish what has been read, commit it and exit 0.
            A run that was killed is continued by the next: nothing is lost, nothing is written twice.
            """
    ) { arguments in
        let format = try arguments.choice("format", ["human", "json"])
        let level = try arguments.choice("log-level", LogLevel.allCases.map(\.rawValue))
        return try PipelineRun(
            options: RunOptions(
                paths: arguments.operands, endsWhenCaughtUp: arguments.has("until-caught-up"),
                logFormat: format.map { $0 == "json" ? .json : .human },
                logLevel: level.flatMap { LogLevel(rawValue: $0) } ?? .info,
                workers: try arguments.integer("workers", in: 1...256))
        ).run()
    }
}
