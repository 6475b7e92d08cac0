import Telemetry

/// What a run is asked for besides its pipeline.
struct RunOptions: Sendable {
    var paths: [String]
    /// Whether topics are read only to where they end now.
    var endsWhenCaughtUp: Bool
    /// How lines are written; nil decides by whether standard error is a terminal.
    var logFormat: Log.Format?
    var logLevel: LogLevel
    /// Replaces what the pipeline says.
    var workers: Int?
}
