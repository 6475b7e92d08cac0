import PipelineSpec
import StreamRuntime

/// Removes what the pipeline does not keep any longer, from time to time.
struct Retention {
    private static let interval: Duration = .seconds(600)

    private let parameters: [String?]
    private let isWanted: Bool
    private var next = ContinuousClock.now + interval

    init(_ sink: PostgresSink) {
        func interval(_ microseconds: Int64?) -> String? { microseconds.map { "\(Double($0) / 1e6) seconds" } }
        let keeps = [
            sink.spec.keepForecastsMicroseconds, sink.spec.keepObservationsMicroseconds,
            sink.keepDeadLettersMicroseconds,
        ]
        isWanted = keeps.contains { $0 != nil }
        parameters = [sink.pipeline] + keeps.map(interval)
    }

    /// What cannot be removed now is removed the next time.
    mutating func applyWhenDue(_ session: PostgresSession) {
        guard isWanted, ContinuousClock.now >= next else { return }
        next = .now + Self.interval
        _ = try? session.perform("old rows cannot be removed", shouldGiveUp: { true }) {
            connection throws(PostgresFailure) in
            try connection.execute("begin; set local lock_timeout = '2s'")
            try connection.execute(
                "select millrace.apply_retention($1, $2::interval, $3::interval, $4::interval)", parameters)
            try connection.execute("commit")
        }
    }
}
