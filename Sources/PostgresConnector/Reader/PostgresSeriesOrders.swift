package import PipelineSpec
package import StreamRuntime

/// Writes down what is to be done with the memory of series, and finds out what became of it. Needs the rights of
/// `millrace_writer`.
package struct PostgresSeriesOrders {
    /// How an order stands.
    package struct State: Sendable {
        /// Whether a process of the pipeline has read it.
        package let isSeen: Bool
        /// Whether it was followed or refused.
        package let isTaken: Bool
        /// Why it was not followed.
        package let refusal: String?
        package let exported: [UInt8]?
    }

    private let database: CheckedDatabase

    /// Connects, and checks that the schema is as this version knows it.
    package init(url: Secret) throws(ConnectorError) {
        database = try CheckedDatabase(url: url, complaint: "the order cannot be written or read")
    }

    /// Writes an order down.
    ///
    /// - Parameter order: its name does not count.
    /// - Returns: its name.
    package func place(_ order: SeriesOrder, pipeline: String) throws(ConnectorError) -> String {
        try database.ask(
            """
            insert into millrace.series_order (pipeline, model, key, metric, action, removes_rows, exported)
            values ($1, $2, $3, $4, $5, $6, $7::bytea) returning order_id
            """,
            [
                pipeline, order.model, order.key, order.metric, order.action.rawValue, "\(order.removesRows)",
                order.exported.isEmpty ? nil : StoredText.bytes(order.exported),
            ]
        ).text(0, 0) ?? ""
    }

    /// How an order stands; nil when there is none of the name any more.
    package func state(of name: String) throws(ConnectorError) -> State? {
        let rows = try database.ask(
            """
            select seen_at is not null, taken_at is not null, refusal, case when taken_at is not null then exported end
            from millrace.series_order where order_id = $1::uuid
            """, [name])
        guard rows.rowCount == 1 else { return nil }
        return State(
            isSeen: rows.text(0, 0) == "t", isTaken: rows.text(0, 1) == "t", refusal: rows.text(0, 2),
            exported: rows.bytes(0, 3))
    }

    /// Takes an order back.
    ///
    /// - Returns: false when it was followed, or refused, already.
    package func withdraw(_ name: String) throws(ConnectorError) -> Bool {
        try database.ask("delete from millrace.series_order where order_id = $1::uuid and taken_at is null", [name])
            .affectedRows == 1
    }

    /// Forgets what an order exported.
    package func forgetExport(of name: String) throws(ConnectorError) {
        try database.ask("update millrace.series_order set exported = null where order_id = $1::uuid", [name])
    }
}
