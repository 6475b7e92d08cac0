import StreamRuntime
import TimeSeries

/// The series of one partition, and their numbers in the database.
struct KnownSeries {
    private let formsByModel: [String: ForecastForm]
    private var identities: [SeriesIdentity] = []
    /// What the rows of each series say, by the series' number.
    private(set) var forms: [ForecastForm] = []
    /// By the series' number in the partition; 0 while it is not known.
    private(set) var ids: [Int64] = []

    /// - Parameter forms: by the model's name; of every model of the pipeline.
    init(_ forms: [String: ForecastForm]) { formsByModel = forms }

    /// - Precondition: `firstNumber` series have been introduced.
    mutating func introduce(_ new: [SeriesIdentity], firstNumber: Int) {
        precondition(identities.count == firstNumber, "series \(firstNumber) follows \(identities.count) others")
        identities += new
        ids += Array(repeating: 0, count: new.count)
        forms += new.map { identity in
            guard let form = formsByModel[identity.model] else {
                preconditionFailure("the model \(identity.model) is not of this pipeline")
            }
            return form
        }
    }

    /// Finds, and makes where there is none, the number of every series that has been introduced.
    ///
    /// This is no part of the epoch's transaction: a series without rows does no harm.
    mutating func find(
        for epoch: Epoch, pipeline: String, _ session: PostgresSession, _ shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        guard let first = ids.firstIndex(of: 0) else { return }
        let firstSeen = Self.firstTimes(in: epoch)
        let identities = identities
        let found = try session.perform("series cannot be written", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            try Self.find(identities, from: first, firstSeen, pipeline, connection)
        }
        for (number, id) in found { ids[number] = id }
    }

    private static func firstTimes(in epoch: Epoch) -> [Int: Timestamp] {
        var times: [Int: Timestamp] = [:]
        for row in epoch.observations {
            guard let series = row.series, let time = row.time, times[Int(series.rawValue)] == nil else { continue }
            times[Int(series.rawValue)] = time
        }
        return times
    }

    private static func find(
        _ identities: [SeriesIdentity], from first: Int, _ firstSeen: [Int: Timestamp], _ pipeline: String,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> [(Int, Int64)] {
        let rows = CopyBuffer()
        for number in first..<identities.count {
            let identity = identities[number]
            rows.row(6)
            rows.int4(Int32(number))
            rows.text(identity.model)
            rows.text(identity.key)
            rows.text(identity.metric)
            rows.text(StoredText.object(identity.labels.map { ($0.name, $0.value) }))
            if let time = firstSeen[number] { rows.time(time) } else { rows.null() }
        }
        try connection.execute(
            """
            begin;
            create temporary table introduced (
                number integer, model text, key text, metric text, labels text, first_seen timestamptz)
            on commit drop
            """)
        try connection.copy("copy introduced from stdin (format binary)", rows)
        // In one order, so that two writers that name the same series never wait for each other.
        try connection.execute(
            """
            insert into millrace.series (pipeline, model, key, metric, labels, first_seen)
            select $1, model, key, metric, labels::jsonb, first_seen from introduced
            order by model, key, metric on conflict do nothing
            """, [pipeline])
        let found = try connection.execute(
            """
            select i.number, s.series_id from introduced i join millrace.series s using (model, key, metric)
            where s.pipeline = $1
            """, [pipeline])
        try connection.execute("commit")
        return (0..<found.rowCount).map { row in
            (Int(found.integer(row, 0) ?? 0), found.integer(row, 1) ?? 0)
        }
    }
}
