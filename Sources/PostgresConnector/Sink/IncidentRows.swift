import StreamRuntime
import TimeSeries

/// The rows that an epoch's anomalies, changes of incidents and side inputs become, ready to be sent.
struct IncidentRows {
    private let anomalies = CopyBuffer()
    private let alerts = CopyBuffer()
    private let inputs = CopyBuffer()
    /// Rows of `feedback` that the epoch has taken in.
    private let feedback: [Int64]
    private let pipeline: String

    /// - Parameters:
    ///   - ids: numbers in the database, by the series' number in the epoch's partition.
    ///   - takesFeedback: whether the feedback that was taken in stands in this database.
    init(_ epoch: Epoch, ids: [Int64], pipeline: String, takesFeedback: Bool) {
        self.pipeline = pipeline
        feedback = takesFeedback ? epoch.inputs.compactMap { StoredInput($0.input).feedbackNumber } : []
        for row in Self.newest(epoch.anomalies, ids) { add(row, id: ids[Int(row.series.rawValue)]) }
        for (number, row) in epoch.alerts.enumerated() { add(row, number, id: ids[Int(row.series.rawValue)]) }
        for input in epoch.inputs { add(input, of: epoch.partition, takesFeedback) }
    }

    /// The last row of each anomaly, by series and start, so that two writers never wait for each other.
    private static func newest(_ rows: [AnomalyRow], _ ids: [Int64]) -> [AnomalyRow] {
        var byName: [SeriesNumber: [Timestamp: AnomalyRow]] = [:]
        for row in rows { byName[row.series, default: [:]][row.start] = row }
        return byName.values.flatMap(\.values).sorted {
            (ids[Int($0.series.rawValue)], $0.start) < (ids[Int($1.series.rawValue)], $1.start)
        }
    }

    private func add(_ row: AnomalyRow, id: Int64) {
        anomalies.row(15)
        anomalies.int8(id)
        anomalies.time(row.start)
        anomalies.time(row.peak)
        anomalies.time(row.last)
        if let end = row.end { anomalies.time(end) } else { anomalies.null() }
        anomalies.int8(row.observations)
        for number in [row.value, row.expected, row.lower, row.upper] { anomalies.known(number) }
        anomalies.number(row.score)
        anomalies.period(microseconds: row.returnPeriodMicroseconds)
        anomalies.text(row.kind.rawValue)
        anomalies.text(row.severity.name)
        let contributions = row.contributions.map { part -> [String: Any] in
            part.score.isFinite ? ["evidence": part.evidence, "score": part.score] : ["evidence": part.evidence]
        }
        anomalies.json(StoredText.json(["sentence": row.sentence, "contributions": contributions]))
    }

    private func add(_ row: AlertRow, _ number: Int, id: Int64) {
        alerts.row(21)
        alerts.int4(Int32(number))
        alerts.int8(id)
        alerts.text(row.policy)
        alerts.text(row.fingerprint)
        alerts.time(row.opened)
        alerts.int4(Int32(clamping: row.sequence))
        alerts.text(row.change.rawValue)
        alerts.time(row.at)
        alerts.text(row.severity.name)
        let anomaly = row.anomaly
        alerts.time(anomaly.start)
        alerts.time(anomaly.last)
        alerts.text(anomaly.kind.rawValue)
        for number in [anomaly.value, anomaly.expected, anomaly.lower, anomaly.upper] { alerts.known(number) }
        alerts.number(anomaly.score)
        alerts.period(microseconds: anomaly.returnPeriodMicroseconds)
        alerts.int8(row.observations)
        alerts.numbers(row.recent[...])
        alerts.text(anomaly.sentence)
    }

    private func add(_ input: StampedInput, of partition: PartitionID, _ takesFeedback: Bool) {
        let stored = StoredInput(input.input)
        inputs.row(9)
        inputs.text(pipeline)
        inputs.text(partition.source)
        inputs.text(partition.topic)
        inputs.int4(partition.partition)
        inputs.int8(input.sequence)
        inputs.int8(input.offset)
        inputs.text(stored.kind)
        inputs.json(stored.json)
        if takesFeedback, let number = stored.feedbackNumber { inputs.int8(number) } else { inputs.null() }
    }

    /// Sends the rows within the transaction that is open. What is there already, or newer, stays as it is.
    func write(to connection: PostgresConnection) throws(PostgresFailure) {
        if anomalies.rowCount > 0 {
            try connection.execute(IncidentStatements.anomalyRows)
            try connection.copy("copy anomaly_rows from stdin (format binary)", anomalies)
            try connection.execute(IncidentStatements.writeAnomalies)
        }
        if alerts.rowCount > 0 {
            try connection.execute(IncidentStatements.alertRows)
            try connection.copy("copy alert_rows from stdin (format binary)", alerts)
            try connection.execute(IncidentStatements.writeAlerts, [pipeline])
            try connection.execute(IncidentStatements.writeEvents)
        }
        if inputs.rowCount > 0 {
            try connection.copy(
                """
                copy millrace.side_input (pipeline, source, topic, partition, sequence, "offset", kind, payload, feedback_id)
                from stdin (format binary)
                """, inputs)
        }
        if !feedback.isEmpty {
            try connection.execute(
                "update millrace.feedback set taken_at = now() where taken_at is null and feedback_id = any ($1::bigint[])",
                ["{\(feedback.map { "\($0)" }.joined(separator: ","))}"])
        }
    }
}
