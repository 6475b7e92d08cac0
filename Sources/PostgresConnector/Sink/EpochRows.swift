import PipelineSpec
import StreamRuntime
import TimeSeries

/// The rows that an epoch becomes, ready to be sent.
struct EpochRows {
    private static let forecastColumns =
        "series_id, origin, step, value, observations, mean, lower_80, upper_80, lower_95, upper_95"

    private let history = CopyBuffer()
    private let latest = CopyBuffer()
    private let observations = CopyBuffer()
    private let deadLetters = CopyBuffer()

    /// - Parameters:
    ///   - ids: the numbers in the database by the series' numbers.
    ///   - pipeline: whose dead letters they are; nil keeps none.
    init(_ epoch: Epoch, _ spec: PostgresSinkSpec, ids: [Int64], deadLettersOf pipeline: String?) {
        var newest: [SeriesNumber: Int] = [:]
        for (index, row) in epoch.forecasts.enumerated() {
            newest[row.series] = index
            if spec.historyEvery > 0, row.observations % Int64(spec.historyEvery) == 0 {
                Self.add(row, of: epoch, id: ids[Int(row.series.rawValue)], to: history)
            }
        }
        // By number, so that two writers never wait for each other.
        for index in newest.values.sorted(by: {
            ids[Int(epoch.forecasts[$0].series.rawValue)] < ids[Int(epoch.forecasts[$1].series.rawValue)]
        }) {
            let row = epoch.forecasts[index]
            Self.add(row, of: epoch, id: ids[Int(row.series.rawValue)], to: latest)
        }
        if spec.writesObservations {
            for row in epoch.observations where row.disposition == .forecast || row.disposition == .warming {
                add(row, ids)
            }
        }
        if let pipeline {
            for letter in epoch.deadLetters { add(letter, of: epoch.partition, pipeline) }
        }
    }

    private static func add(_ row: ForecastRow, of epoch: Epoch, id: Int64, to rows: CopyBuffer) {
        rows.row(10)
        rows.integer(id)
        rows.time(row.origin)
        rows.interval(microseconds: row.stepMicroseconds)
        rows.number(row.value)
        rows.integer(row.observations)
        for column in ForecastRow.Column.allCases { rows.numbers(epoch.forecastValues[row.range(of: column)]) }
    }

    private func add(_ row: ObservationRow, _ ids: [Int64]) {
        guard let series = row.series, let time = row.time else { return }
        observations.row(9)
        observations.integer(ids[Int(series.rawValue)])
        observations.integer(row.number)
        observations.time(time)
        observations.number(row.value)
        observations.known(row.expected)
        observations.known(row.lower80)
        observations.known(row.upper80)
        observations.known(row.lower95)
        observations.known(row.upper95)
    }

    private func add(_ letter: DeadLetter, of partition: PartitionID, _ pipeline: String) {
        deadLetters.row(11)
        deadLetters.text(pipeline)
        deadLetters.text(partition.source)
        deadLetters.text(partition.topic)
        deadLetters.smallInteger(partition.partition)
        deadLetters.integer(letter.offset)
        if letter.metrics.isEmpty { deadLetters.null() } else { deadLetters.texts(letter.metrics) }
        deadLetters.text(letter.reason)
        deadLetters.text(letter.detail)
        if let time = letter.timestamp { deadLetters.time(time) } else { deadLetters.null() }
        deadLetters.bytes(letter.key)
        deadLetters.bytes(letter.payload)
    }

    /// Sends the rows within the transaction that is open.
    func write(to connection: PostgresConnection) throws(PostgresFailure) {
        if history.rowCount > 0 {
            try connection.copy(
                "copy millrace.forecast (\(Self.forecastColumns)) from stdin (format binary)", history)
        }
        if observations.rowCount > 0 {
            try connection.copy("copy millrace.observation from stdin (format binary)", observations)
        }
        if deadLetters.rowCount > 0 {
            try connection.copy(
                """
                copy millrace.dead_letter (pipeline, source, topic, partition, "offset", metrics, reason, detail,
                message_time, key, payload) from stdin (format binary)
                """, deadLetters)
        }
        if latest.rowCount > 0 { try writeLatest(to: connection) }
    }

    private func writeLatest(to connection: PostgresConnection) throws(PostgresFailure) {
        try connection.execute(
            """
            create temporary table if not exists latest (like millrace.forecast_latest) on commit delete rows;
            alter table latest alter column issued_at drop not null
            """)
        try connection.copy("copy latest (\(Self.forecastColumns)) from stdin (format binary)", latest)
        let sets = Self.forecastColumns.split(separator: ", ").dropFirst().map { "\($0) = excluded.\($0)" }
        try connection.execute(
            """
            insert into millrace.forecast_latest as l (\(Self.forecastColumns))
            select \(Self.forecastColumns) from latest order by series_id
            on conflict (series_id) do update set \(sets.joined(separator: ", ")), issued_at = now()
            where excluded.origin >= l.origin
            """)
    }
}
