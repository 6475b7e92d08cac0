/// SQL by which anomalies and changes of incidents get from temporary tables, to which they are copied, into the lasting ones.
enum IncidentStatements {
    static let anomalyRows = """
        create temporary table if not exists anomaly_rows (
            series_id bigint, started timestamptz, peaked timestamptz, last timestamptz, ended timestamptz,
            observations bigint, value double precision, expected double precision, lower double precision,
            upper double precision, score double precision, return_period interval, kind text,
            severity millrace.severity, explanation jsonb) on commit delete rows
        """

    static let writeAnomalies = """
        insert into millrace.anomaly as a (\(anomalyColumns))
        select \(anomalyColumns) from anomaly_rows order by series_id, started
        on conflict (series_id, started) do update set
            (peaked, last, ended, observations, value, expected, lower, upper, score, return_period, kind, severity,
             explanation) =
            (excluded.peaked, excluded.last, excluded.ended, excluded.observations, excluded.value, excluded.expected,
             excluded.lower, excluded.upper, excluded.score, excluded.return_period, excluded.kind, excluded.severity,
             excluded.explanation)
        where (a.ended is not null, a.last, a.observations)
            <= (excluded.ended is not null, excluded.last, excluded.observations)
        """

    private static let anomalyColumns = """
        series_id, started, peaked, last, ended, observations, value, expected, lower, upper, score, return_period, kind, \
        severity, explanation
        """

    static let alertRows = """
        create temporary table if not exists alert_rows (
            number integer, series_id bigint, policy text, fingerprint text, opened timestamptz, sequence integer,
            change text, at timestamptz, severity millrace.severity, anomaly_started timestamptz, last timestamptz,
            kind text, value double precision, expected double precision, lower double precision,
            upper double precision, score double precision, return_period interval, observations bigint,
            recent double precision[], sentence text) on commit delete rows
        """

    /// In the order of their names, so that two writers never wait for each other. What was withdrawn stays as it is, whatever
    /// a state from before says of it (``AlertWithdrawal``).
    static let writeAlerts = """
        insert into millrace.alert as a (
            pipeline, policy, fingerprint, opened, series_id, state, sequence, last, resolved, severity, score,
            return_period, observations, kind, anomaly_started, sentence, recent)
        select distinct on (fingerprint, opened)
               $1::text, policy, fingerprint, opened, series_id,
               case change when 'resolved' then 'resolved' else 'firing' end, sequence, last,
               case change when 'resolved' then at end, severity, score, return_period, observations, kind,
               anomaly_started, sentence, recent
        from alert_rows order by fingerprint, opened, sequence desc
        on conflict (fingerprint, opened) do update set
            (state, sequence, last, resolved, severity, score, return_period, observations, kind, anomaly_started, sentence,
             recent) =
            (excluded.state, excluded.sequence, excluded.last, excluded.resolved, excluded.severity, excluded.score,
             excluded.return_period, excluded.observations, excluded.kind, excluded.anomaly_started, excluded.sentence,
             excluded.recent)
        where excluded.sequence > a.sequence and a.withdrawn is null
        """

    /// Changes that are not there yet, and notices of them.
    static let writeEvents = """
        with new as (
            insert into millrace.alert_event (
                alert_id, sequence, change, at, severity, kind, value, expected, lower, upper, score, return_period,
                observations, recent, sentence)
            select a.alert_id, r.sequence, r.change, r.at, r.severity, r.kind, r.value, r.expected, r.lower, r.upper,
                   r.score, r.return_period, r.observations, r.recent, r.sentence
            from alert_rows r join millrace.alert a using (fingerprint, opened)
            where a.withdrawn is null
            order by r.number
            on conflict (alert_id, sequence) do nothing
            returning event_id, alert_id, change
        )
        select \(AlertNotice.announce("a", change: "n.change", series: "s"))
        from new n join millrace.alert a using (alert_id) join millrace.series s using (series_id)
        order by n.event_id
        """
}
