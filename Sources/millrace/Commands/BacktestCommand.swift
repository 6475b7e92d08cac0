enum BacktestCommand {
    static let command = Command(
        "backtest", "Score a pipeline's forecasts on recorded data", operands: "FILE…", count: 1...64,
        options: [
            Option("input", "FILE", "read FILE in place of the source's file or topics; NAME=FILE for each of several"),
            Option("from", "T", "Kafka: records whose timestamp is T or later (the oldest there is)"),
            Option("to", "T", "Kafka: records whose timestamp is before T (the newest there is)"),
            Option("against", "FILE", "compare with another pipeline over the same input"),
            Option("report", "FILE", "write a page with charts, one self-contained HTML file"),
            Option("gate", "CONDITIONS", "exit 65 unless they hold: \"mase<0.9, coverage80 in 0.78..0.82\""),
            Option("skip", "N", "forecasts of each series that do not count, from its first one on (50)"),
            Option("worst", "N", "so many of the worst series are named (5)"),
            Option("workers", "N", "threads that forecast, in place of the pipeline's"),
            Option("format", "FORMAT", "human or json on standard output (human)"),
        ],
        details: """
            Runs the code of `millrace run` over a file or a range of topics. Sinks are not opened, state is neither read
            nor kept, no consumer group is joined: nothing outside changes. Several files make up one pipeline.

            A forecast is scored when what it is about arrives: the value at its origin plus h steps, on the line between
            the neighbouring observations where these are at most two steps apart.

            --from and --to go by the timestamps that Kafka keeps of records, mostly when they were written, and not by event
            time, which the first line of the result shows.

            Conditions of --gate are about all series and all horizons, or one with @h12: mae and rmse (of one metric, in its
            unit), mase, ratio_persistence, ratio_seasonal, ratio_ewma, coverage80 (a share, 0 to 1), width80, pinball80 (and
            so on for each interval), with <, <=, >, >= or in LOW..HIGH.

            Memory: besides the models about 20 KB a series at 12 horizons; --report keeps the newest 200 observations of
            each series, --against the errors of each forecast, about 40 bytes an observation.
            """
    ) { arguments in
        try BacktestRun(options: try BacktestOptions(arguments)).run()
    }
}
