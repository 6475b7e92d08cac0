package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// Writes a pipeline's results to PostgreSQL: each epoch in one transaction, which also moves the progress.
package struct PostgresSink: Sink {
    package let name: String
    let pipeline: String
    let spec: PostgresSinkSpec
    /// What the rows of each model say, by the model's name.
    let forms: [String: ForecastForm]
    let keepsDeadLetters: Bool
    let takesFeedback: Bool
    private let retention: Retention
    private let log: Log

    /// - Parameter takesFeedback: whether feedback is read from it, which one sink of a pipeline is for: feedback is known by its
    ///   row's number, which in another database is another's.
    package init(
        name: String, pipeline: String, spec: PostgresSinkSpec, forms: [String: ForecastForm], takesFeedback: Bool,
        keepsDeadLetters: Bool, keepDeadLettersMicroseconds: Int64?, log: Log
    ) {
        self.name = name
        self.pipeline = pipeline
        self.spec = spec
        self.forms = forms
        self.takesFeedback = takesFeedback
        self.keepsDeadLetters = keepsDeadLetters
        self.log = log
        retention = Retention(
            of: pipeline,
            keeps: [
                spec.keepForecastsMicroseconds, spec.keepObservationsMicroseconds, keepDeadLettersMicroseconds,
                spec.keepAnomaliesMicroseconds,
            ], log: log)
    }

    package var keepsSideInputs: Bool { true }

    package func makeWriter() throws(ConnectorError) -> any SinkWriter {
        let server = try PostgresServer(spec.url, owner: "sink \(name)")
        let connection = try server.connect()
        try server.checkSchema(connection)
        return PostgresWriter(self, PostgresSession(server, connection, log), retention)
    }

    /// What people think of anomalies stands in the table `feedback`.
    package func makeFeedbackReader() throws(ConnectorError) -> (any FeedbackReader)? {
        guard takesFeedback else { return nil }
        let server = try PostgresServer(spec.url, owner: "sink \(name), feedback")
        return PostgresFeedbackReader(pipeline, PostgresSession(server, try server.connect(), log))
    }
}
