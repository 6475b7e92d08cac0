import StreamRuntime

/// What became of an epoch's orders about series, as the tables have it. To be written behind everything else of the epoch,
/// which ends with an order.
struct OrderRows {
    private let answers: [OrderAnswer]
    private let pipeline: String

    init(_ epoch: Epoch, pipeline: String) {
        answers = epoch.answers
        self.pipeline = pipeline
    }

    /// Within the transaction that is open.
    func write(to connection: PostgresConnection) throws(PostgresFailure) {
        for answer in answers {
            try connection.execute(
                """
                update millrace.series_order set taken_at = now(), refusal = $2, exported = $3::bytea
                where order_id = $1::uuid and taken_at is null
                """,
                [
                    answer.order.name, answer.refusal,
                    answer.exported.isEmpty ? nil : StoredText.bytes(answer.exported),
                ])
            guard answer.order.action == .delete, answer.refusal == nil else { continue }
            let others = answer.order.removesRows ? ["forecast", "observation", "anomaly"] : []
            for table in ["forecast_latest"] + others {
                try connection.execute(
                    """
                    delete from millrace.\(table) t using millrace.series s
                    where s.series_id = t.series_id and s.pipeline = $1 and s.model = $2 and s.key = $3 and s.metric = $4
                    """, [pipeline, answer.order.model, answer.order.key, answer.order.metric])
            }
        }
    }
}
