import Alerting

/// Ends incidents that nothing looks for any more: their entry of `alerts`, their model or its `detect` is gone from the
/// pipeline's file, so that no partition will ever say that they are over.
///
/// What the file has is what the process that started last has read, since that is the newest file; whoever leads goes by it.
/// So a process that still runs with an older file beside a newer one ends nothing that the newer knows, and does not keep
/// open what the newer has dropped, however often the lead changes hands. Only a start changes what counts: who starts an old
/// file anew, takes the pipeline back to it.
///
/// An incident is ended once, by a change like any other with the next number, and stays ended: a partition that restores an
/// older state may know it under way, and what it then writes of it is left out. With the entry back, the next incident of
/// the series is another, and is told.
enum AlertWithdrawal {
    /// SQL for whether the file of the pipeline `$1` has the entry of the alert in the row `alert`.
    static func isKnown(_ alert: String) -> String {
        "exists (select from millrace.pipeline_file f where f.pipeline = $1 and f.policies ? \(alert).policy)"
    }

    /// Writes down that a process of the pipeline `$1` starts with the policies `$2` and the receivers `$3`.
    static let declare = """
        insert into millrace.pipeline_file (pipeline, policies, receivers)
        values ($1, $2::jsonb, array(select jsonb_array_elements_text($3::jsonb)))
        on conflict (pipeline) do update set
            (policies, receivers, started_at) = (excluded.policies, excluded.receivers, excluded.started_at)
        """

    /// When a process of the pipeline `$1` started last.
    static let newestStart = "select started_at from millrace.pipeline_file where pipeline = $1"

    /// What waits for receivers that the file does not have any more is refused.
    static let dismiss = """
        update millrace.delivery d
        set state = 'refused', last_error = format('the pipeline''s file has no receiver %s any more', receiver)
        from millrace.pipeline_file f
        where f.pipeline = $1 and d.pipeline = $1 and d.state = 'waiting' and d.receiver <> all (f.receivers)
        """

    /// The rows are locked in the order of their names, in which epochs write them: neither waits for the other for ever.
    static let withdraw = """
        with orphan as (
            select a.alert_id, s.model, s.key, s.metric,
                   case when f.policies ? a.policy
                        then format('the entry %s of alerts in the pipeline''s file has no anomalies of the model %s any more',
                                    a.policy, s.model)
                        else format('the pipeline''s file has no entry %s of alerts any more', a.policy) end as reason
            from millrace.pipeline_file f
            join millrace.alert a on a.pipeline = f.pipeline
            join millrace.series s using (series_id)
            where f.pipeline = $1 and a.state = 'firing' and not coalesce(f.policies -> a.policy ? s.model, false)
            order by a.fingerprint, a.opened
            for no key update of a
        ), ended as (
            update millrace.alert a
            set state = 'resolved', sequence = a.sequence + 1, resolved = greatest(a.last, newest.at),
                withdrawn = o.reason,
                sentence = format('Over: %s, so that nobody looks at %s of %s. What was told last: %s',
                                  o.reason, o.metric, o.key, a.sentence)
            from orphan o
            left join lateral (select * from millrace.alert_event e where e.alert_id = o.alert_id
                               order by e.sequence desc limit 1) newest on true
            where a.alert_id = o.alert_id
            returning a.*, newest.value, newest.expected, newest.lower, newest.upper,
                      \(AlertNotice.announce("a", change: "'resolved'", series: "o"))
        )
        insert into millrace.alert_event (
            alert_id, sequence, change, at, severity, kind, value, expected, lower, upper, score, return_period,
            observations, recent, sentence)
        select alert_id, sequence, 'resolved', resolved, severity, kind, value, expected, lower, upper, score,
               return_period, observations, recent, sentence
        from ended order by alert_id
        """
}
