import Alerting

/// What the file of this process says of alerts, beside what stands in `pipeline_file`: what counts for the pipeline.
///
/// The file counts that began to run last, and only who has it delivers. So while processes are replaced nothing flaps, and a
/// process that still runs with an older file neither ends what the newer one knows nor tells by what the newer one has
/// dropped, however often the lead changes hands. An older file counts again when nobody with the newer one has been seen for
/// a while, as after a trial run, or when somebody starts it anew.
final class CountedFile {
    /// After how many looks, about one a second, a file that nobody was seen to have does not count any more. Looks and not
    /// time: while the database is away nobody can be seen.
    static let patience = 90

    private let parameters: [String?]
    private let patience: Int
    private var isDeclared = false
    /// When somebody with the newer file was seen last, and how often it was looked since.
    private var unseen: (at: String?, looks: Int) = (nil, 0)

    /// - Parameter receivers: every one that the pipeline's file has, whether an entry names it or not.
    init(_ routes: [RoutingPolicy], of pipeline: String, receivers: [String], patience: Int) {
        let models = Dictionary(uniqueKeysWithValues: routes.map { ($0.name, $0.models) })
        parameters = [
            pipeline, AlertRouting.json(routes), StoredText.json(models), StoredText.json(receivers),
        ]
        self.patience = patience
    }

    /// Whether any process of the pipeline has ever had something to say of alerts.
    func isKnown(on connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        try connection.execute("select from millrace.pipeline_file where pipeline = $1", [parameters[0]]).rowCount == 1
    }

    /// Whether the file of this process is the one that counts. The first call makes it that.
    func counts(on connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        if !isDeclared { try declare(on: connection) }
        let found = try connection.execute(Self.look, parameters)
        if found.text(0, 0) == "t" {
            unseen = (nil, 0)
            if found.text(0, 2) == "t" { try connection.execute(Self.showUp, [parameters[0]]) }
            return true
        }
        let seen = found.rowCount == 1 ? found.text(0, 1) : nil
        unseen = (seen, seen == unseen.at ? unseen.looks + 1 : 0)
        guard unseen.looks >= patience else { return false }
        try declare(on: connection)
        return true
    }

    private func declare(on connection: PostgresConnection) throws(PostgresFailure) {
        try connection.execute(Self.declaration, parameters)
        isDeclared = true
        unseen = (nil, 0)
    }

    /// Whether it is the same, when somebody who has it was seen, and whether that is long ago.
    private static let look = """
        select (routes, policies, receivers)
                   = ($2::jsonb, $3::jsonb, array(select jsonb_array_elements_text($4::jsonb))),
               seen_at, seen_at < now() - interval '10 seconds'
        from millrace.pipeline_file where pipeline = $1
        """

    private static let showUp = "update millrace.pipeline_file set seen_at = now() where pipeline = $1"

    private static let declaration = """
        insert into millrace.pipeline_file (pipeline, routes, policies, receivers)
        values ($1, $2::jsonb, $3::jsonb, array(select jsonb_array_elements_text($4::jsonb)))
        on conflict (pipeline) do update set
            (routes, policies, receivers, started_at, seen_at)
            = (excluded.routes, excluded.policies, excluded.receivers, excluded.started_at, excluded.seen_at)
        """
}
