import PipelineSpec
import StreamRuntime
import TimeSeries

/// The months that have partitions already.
struct KnownMonths {
    private var forecasts: Set<String> = []
    private var observations: Set<String> = []

    /// Makes the partitions that an epoch's rows go to.
    mutating func make(
        for epoch: Epoch, _ spec: PostgresSinkSpec, _ connection: PostgresConnection
    ) throws(PostgresFailure) {
        if spec.historyEvery > 0 {
            let months = Self.months(epoch.forecasts.lazy.map(\.origin)).subtracting(forecasts)
            try Self.make(months, of: "millrace.forecast", connection)
            forecasts.formUnion(months)
        }
        if spec.writesObservations {
            let months = Self.months(epoch.observations.lazy.compactMap(\.time)).subtracting(observations)
            try Self.make(months, of: "millrace.observation", connection)
            observations.formUnion(months)
        }
    }

    /// First days of months, each once; a day is looked at once however many times lie in it.
    static func months(_ times: some Sequence<Timestamp>) -> Set<String> {
        var days: Set<Int64> = []
        var last: Int64?
        for time in times {
            let day = time.microseconds.floorDivided(by: 86_400_000_000)
            if day != last { days.insert(day) }
            last = day
        }
        return Set(days.map { Timestamp(microseconds: $0 * 86_400_000_000).rfc3339.prefix(7) + "-01" })
    }

    private static func make(
        _ months: Set<String>, of table: String, _ connection: PostgresConnection
    ) throws(PostgresFailure) {
        for month in months.sorted() {
            try connection.execute("select millrace.ensure_partition($1::regclass, $2::date)", [table, month])
        }
    }
}
