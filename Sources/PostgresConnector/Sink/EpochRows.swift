import PipelineSpec
import StreamRuntime
import TimeSeries

/// The rows that an epoch becomes, ready to be sent.
struct EpochRows {
    private static let forecastColumns =
        "series_id, origin, step, counting, value, observations, mean, lower_80, upper_80, lower_95, upper_95, levels, lower, upper"
    /// Levels that have columns of their own.
    private static let namedLevels = [80, 95]

    private let history = CopyBuffer()
    private let latest = CopyBuffer()
    private let observations = CopyBuffer()
    private let deadLetters = CopyBuffer()
    private let incidents: IncidentRows
    private let orders: OrderRows

    /// - Parameter series: those of the epoch's partition.
    init(_ epoch: Epoch, for sink: PostgresSink, of series: KnownSeries) {
        let (ids, forms, spec, pipeline) = (series.ids, series.forms, sink.spec, sink.pipeline)
        incidents = IncidentRows(epoch, ids: ids, pipeline: pipeline, takesFeedback: sink.takesFeedback)
        orders = OrderRows(epoch, pipeline: pipeline)
        var newest: [SeriesNumber: Int] = [:]
        for (index, row) in epoch.forecasts.enumerated() {
            newest[row.series] = index
            if spec.historyEvery > 0, row.observations % Int64(spec.historyEvery) == 0 {
                let number = Int(row.series.rawValue)
                Self.add(row, of: epoch, id: ids[number], forms[number], to: history)
            }
        }
        // By number, so that two writers never wait for each other.
        for index in newest.values.sorted(by: {
            ids[Int(epoch.forecasts[$0].series.rawValue)] < ids[Int(epoch.forecasts[$1].series.rawValue)]
        }) {
            let row = epoch.forecasts[index]
            let number = Int(row.series.rawValue)
            Self.add(row, of: epoch, id: ids[number], forms[number], to: latest)
        }
        if spec.writesObservations {
            for row in epoch.observations where row.disposition == .forecast || row.disposition == .warming {
                guard let number = row.series.map({ Int($0.rawValue) }) else { continue }
                add(row, of: epoch, id: ids[number], forms[number])
            }
        }
        if sink.keepsDeadLetters {
            for letter in epoch.deadLetters { add(letter, of: epoch.partition, pipeline) }
        }
    }

    private static func add(
        _ row: ForecastRow, of epoch: Epoch, id: Int64, _ form: ForecastForm, to rows: CopyBuffer
    ) {
        rows.row(14)
        rows.int8(id)
        rows.time(row.origin)
        rows.interval(microseconds: row.stepMicroseconds)
        rows.text(form.counting.rawValue)
        rows.number(row.value)
        rows.int8(row.observations)
        rows.numbers(epoch.forecastValues[row.means])
        for level in namedLevels {
            guard let place = form.place(of: level) else {
                rows.null()
                rows.null()
                continue
            }
            rows.numbers(epoch.forecastValues[row.lower(place)])
            rows.numbers(epoch.forecastValues[row.upper(place)])
        }
        guard hasOthers(form) else {
            for _ in 0..<3 { rows.null() }
            return
        }
        rows.shortIntegers(form.levels)
        rows.matrix(rows: form.levels.count, columns: row.horizon)
        for place in form.levels.indices { for index in row.lower(place) { rows.number(epoch.forecastValues[index]) } }
        rows.matrix(rows: form.levels.count, columns: row.horizon)
        for place in form.levels.indices { for index in row.upper(place) { rows.number(epoch.forecastValues[index]) } }
    }

    /// Whether a model has levels besides those that have columns of their own.
    private static func hasOthers(_ form: ForecastForm) -> Bool { form.levels.contains { !namedLevels.contains($0) } }

    private func add(_ row: ObservationRow, of epoch: Epoch, id: Int64, _ form: ForecastForm) {
        guard let time = row.time else { return }
        observations.row(14)
        observations.int8(id)
        observations.int8(row.number)
        observations.time(time)
        observations.number(row.value)
        observations.known(row.expected)
        for level in Self.namedLevels {
            if let start = row.boundsStart, let place = form.place(of: level) {
                observations.number(epoch.expectedBounds[start + 2 * place])
                observations.number(epoch.expectedBounds[start + 2 * place + 1])
            } else {
                observations.null()
                observations.null()
            }
        }
        addOtherBounds(row, of: epoch, form)
        observations.knownReal(row.score)
        observations.knownReal(row.evidence)
    }

    private func addOtherBounds(_ row: ObservationRow, of epoch: Epoch, _ form: ForecastForm) {
        guard let start = row.boundsStart, Self.hasOthers(form) else {
            for _ in 0..<3 { observations.null() }
            return
        }
        observations.shortIntegers(form.levels)
        for side in 0..<2 {
            observations.numbers(count: form.levels.count)
            for place in form.levels.indices {
                observations.number(epoch.expectedBounds[start + 2 * place + side])
            }
        }
    }

    private func add(_ letter: DeadLetter, of partition: PartitionID, _ pipeline: String) {
        deadLetters.row(11)
        deadLetters.text(pipeline)
        deadLetters.text(partition.source)
        deadLetters.text(partition.topic)
        deadLetters.int4(partition.partition)
        deadLetters.int8(letter.offset)
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
        try incidents.write(to: connection)
        try orders.write(to: connection)
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
