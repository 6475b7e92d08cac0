import Alerting

/// Decides what becomes of changes of incidents: by statements over whole sets, so that ten thousand at once are as little
/// work as ten, and from what stands in the tables alone, so that whoever is killed, the next one decides the same.
///
/// The steps see one state of the tables, and write nothing that an epoch writes: neither waits for the other. Only what
/// nothing looks for any more is ended before that, in the rows of epochs (``AlertWithdrawal``). In every statement `$1` is
/// the pipeline, and `$2` its entries of `alerts`.
struct AlertRouting {
    private let parameters: [String?]
    /// Everybody who can be told something.
    private let receivers: [String]

    /// The entries of `alerts` as rows.
    static let policies = """
        jsonb_to_recordset($2::jsonb)
            as p (name text, receivers text[], group_by text[], above bigint, wait interval)
        """

    /// The incidents that something may become of: those that fire, and those with changes that are undecided.
    static let atHand = """
        (select alert_id from millrace.alert where pipeline = $1 and state = 'firing'
         union select alert_id from millrace.alert_event where outcome is null)
        """

    /// Whether the silence `z` holds for the alert `a` of the series `s`, whatever the time. Of a key, `%` alone is special:
    /// whatever somebody wrote is a pattern.
    static let silenceFits = """
        (z.pipeline is null or z.pipeline = a.pipeline) and (z.policy is null or z.policy = a.policy)
        and (z.model is null or z.model = s.model)
        and (z.key is null or s.key like replace(replace(z.key, '!', '!!'), '_', '!_') escape '!')
        and (z.metric is null or z.metric = s.metric) and (z.labels is null or s.labels @> z.labels)
        """

    /// - Parameter receivers: every one that the pipeline's file has, whether an entry names it or not.
    init(_ routes: [RoutingPolicy], of pipeline: String, receivers: [String]) {
        parameters = [pipeline, Self.json(routes)]
        self.receivers = receivers
    }

    /// The entries as ``policies`` reads them.
    static func json(_ routes: [RoutingPolicy]) -> String {
        let policies: [[String: Any]] = routes.map { route in
            var object: [String: Any] = ["name": route.name, "receivers": route.receivers]
            if let storm = route.storm {
                object["group_by"] = storm.groupBy
                object["above"] = storm.above
                object["wait"] = "\(storm.waitMicroseconds) microseconds"
            }
            return object
        }
        return StoredText.json(policies)
    }

    /// What waits for receivers that the pipeline's file does not have any more is told to others, or to nobody.
    func dismiss(on connection: PostgresConnection) throws(PostgresFailure) {
        try connection.execute(AlertWithdrawal.dismiss, parameters + [StoredText.json(receivers)])
    }

    /// - Parameter start: when the file began to count, as of the last time; nil when that is not known, or somebody else may
    ///   have routed since.
    /// - Returns: whether there is something new to deliver.
    func run(on connection: PostgresConnection, after start: inout String?) throws(PostgresFailure) -> Bool {
        let newest = try connection.execute(AlertWithdrawal.newestStart, [parameters[0]]).text(0, 0)
        let isNeeded = try connection.execute(Self.isNeeded, [parameters[0]]).text(0, 0) == "t"
        guard isNeeded || newest != start else { return false }
        try connection.execute(AlertWithdrawal.withdraw, [parameters[0]])
        // Compiling would take longer than the statements do.
        try connection.execute("begin isolation level repeatable read; set local jit = off")
        try connection.execute(Self.meet, parameters)
        let ended = try connection.execute(Self.forget, [parameters[0]]).affectedRows
        try connection.execute(Self.silence, [parameters[0]])
        for step in StormRouting.gathering { try connection.execute(step, parameters) }
        var storms = 0
        // One that was over before it was told is told twice.
        for _ in 0..<2 { storms += try connection.execute(StormRouting.tell, parameters).affectedRows }
        try connection.execute(StormRouting.releaseMembers, [parameters[0]])
        let incidents = try tell(on: connection)
        try connection.execute("commit")
        start = newest
        return ended + storms + incidents > 0
    }

    /// Whether something is undecided that nobody wants silence for.
    func isWaiting(on connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        try connection.execute(Self.isUndecided, parameters).text(0, 0) == "t"
    }

    private static let isUndecided = """
        select exists (select from millrace.alert_event e
                       join millrace.alert a using (alert_id)
                       join \(policies) on p.name = a.policy
                       left join millrace.alert_routing r using (alert_id)
                       where e.outcome is null and a.pipeline = $1 and r.silenced_until is null)
        """

    /// Nothing becomes of what was looked at already until there is a change of an incident, a silence, or another file.
    private static let isNeeded = """
        select exists (select from millrace.alert_event e join millrace.alert a using (alert_id)
                       where e.outcome is null and a.pipeline = $1)
            or exists (select from millrace.alert_routing r join millrace.alert a using (alert_id)
                       where r.silenced_until is not null and a.pipeline = $1 and a.state = 'firing')
            or exists (select from millrace.silence where starts_at <= now() and ends_at > now())
               and exists (select from millrace.alert where pipeline = $1 and state = 'firing')
        """

    /// What has not been seen before is written down, with the group whose storms it may be a part of. It stays in that
    /// group, also when its kind changes.
    private static let meet = """
        insert into millrace.alert_routing (alert_id, common)
        select a.alert_id,
               case when p.group_by is not null then
                   (select coalesce(jsonb_object_agg(n, case n when 'metric' then s.metric when 'model' then s.model
                                                               when 'kind' then a.kind else s.labels ->> n end), '{}')
                    from unnest(p.group_by) n)
               end
        from millrace.alert a
        join millrace.series s using (series_id)
        join \(policies) on p.name = a.policy
        where a.pipeline = $1 and a.alert_id in (select alert_id from millrace.alert_event where outcome is null)
        on conflict (alert_id) do nothing
        """

    /// Nobody is told of what the pipeline's file does not look for any more, but those who were told that it fires are told
    /// that it is over. What a process writes whose file does not count yet, or any more, is among it.
    private static let forget = """
        with gone as (
            select e.event_id, e.alert_id,
                   case when e.change <> 'resolved' then 'no_policy' when r.told is not null then 'told'
                        when r.storm_id is not null then 'storm' else 'no_policy' end as outcome
            from millrace.alert_event e
            join millrace.alert a using (alert_id)
            left join millrace.alert_routing r using (alert_id)
            where a.pipeline = $1 and e.outcome is null and (a.withdrawn is not null or not \(AlertWithdrawal.isKnown("a")))
        ), decided as (
            update millrace.alert_event e set outcome = g.outcome, decided_at = now()
            from gone g where g.event_id = e.event_id
        )
        insert into millrace.delivery (event_id, pipeline, receiver)
        select distinct g.event_id, $1, x.receiver
        from gone g
        join millrace.alert_event e using (alert_id)
        join millrace.delivery x on x.event_id = e.event_id
        where g.outcome = 'told'
        order by 1, 3
        """

    /// For what is over, the silences count that held then: nobody wanted to hear of it.
    private static let silence = """
        with seen as (
            select a.alert_id,
                   (select max(z.ends_at) from millrace.silence z
                    where z.starts_at <= m.moment and z.ends_at > m.moment and \(silenceFits)) as until
            from millrace.alert a
            join millrace.alert_routing r using (alert_id)
            join millrace.series s using (series_id)
            cross join lateral (
                select coalesce(max(e.written_at) filter (where e.change = 'resolved'), now()) as moment
                from millrace.alert_event e where e.alert_id = a.alert_id and e.outcome is null) m
            where a.pipeline = $1
              and (r.silenced_until is not null
                   or exists (select from millrace.silence z
                              where z.starts_at <= now()
                                and z.ends_at > least(now(), (select min(written_at) from millrace.alert_event
                                                              where outcome is null))))
              and a.alert_id in \(atHand)
        )
        update millrace.alert_routing r set silenced_until = seen.until
        from seen where seen.alert_id = r.alert_id and r.silenced_until is distinct from seen.until
        """

    /// Of each incident with undecided changes the newest is told, or none; of one that is over also how bad it was, unless
    /// that was told before. What nobody was told of waits until it would have shown itself as part of a storm, and, as long
    /// as it fires, until nobody wants silence. Who was told that it fires is told that it is over.
    ///
    /// - Returns: how many deliveries there are to be made.
    private func tell(on connection: PostgresConnection) throws(PostgresFailure) -> Int {
        try connection.execute(Self.decisions)
        guard try connection.execute(Self.decide, parameters).affectedRows > 0 else { return 0 }
        // Without it the server would think of one row where there may be ten thousand.
        try connection.execute("analyze decisions")
        try connection.execute(Self.mark)
        return try connection.execute(Self.deliver, [parameters[0]]).affectedRows
    }

    private static let decisions = """
        create temporary table if not exists decisions (
            alert_id bigint, event_id bigint, fired bigint, change text, severity millrace.severity, receivers text[],
            outcome text) on commit delete rows
        """

    /// `fired` is the change by which the receivers are told that it fires; null when they know.
    private static let decide = """
        insert into decisions
        select n.alert_id, n.event_id,
               case when r.told is null or n.change <> 'resolved'
                         or (n.severity > r.told and r.silenced_until is null and r.storm_id is null) then n.fired end,
               n.change, n.severity, p.receivers, o.outcome
        from (
            select distinct on (e.alert_id) e.alert_id, e.event_id, e.change, e.severity,
                   min(e.written_at) over incident as since,
                   max(e.event_id) filter (where e.change <> 'resolved') over incident as fired
            from millrace.alert_event e where e.outcome is null
            window incident as (partition by e.alert_id)
            order by e.alert_id, e.sequence desc) n
        join millrace.alert a using (alert_id)
        join millrace.alert_routing r using (alert_id)
        join \(policies) on p.name = a.policy
        cross join lateral (
            select case when n.change = 'resolved' then
                            case when r.told is not null then 'told'
                                 when r.storm_id is not null then 'storm'
                                 when r.silenced_until is not null then 'silenced'
                                 when n.fired is null then 'no_policy'
                                 when p.group_by is null or n.since <= now() - p.wait then 'told' end
                        when r.silenced_until is not null then null
                        when r.told is not null or p.group_by is null or r.storm_id is not null
                             or n.since <= now() - p.wait then 'told'
                   end as outcome) o
        where a.pipeline = $1 and o.outcome is not null
        """

    private static let mark = """
        update millrace.alert_event e
        set outcome = case when d.outcome <> 'told' or e.event_id in (d.event_id, d.fired) then d.outcome
                           else 'superseded' end,
            decided_at = now()
        from decisions d where e.alert_id = d.alert_id and e.outcome is null;
        update millrace.alert_routing r set told = d.severity
        from decisions d where r.alert_id = d.alert_id and d.outcome = 'told'
        """

    private static let deliver = """
        insert into millrace.delivery (event_id, pipeline, receiver)
        select e.event_id, $1, receiver
        from decisions d
        cross join lateral (values (d.fired), (d.event_id)) e (event_id)
        cross join unnest(d.receivers) receiver
        where d.outcome = 'told' and d.fired is not null
        union
        select d.event_id, $1, x.receiver
        from decisions d
        join millrace.alert_event e on e.alert_id = d.alert_id
        join millrace.delivery x on x.event_id = e.event_id
        where d.outcome = 'told' and d.change = 'resolved'
        order by 1, 3
        """
}
