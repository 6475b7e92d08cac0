import Alerting

/// Ends incidents that nothing looks for any more: their entry of `alerts`, their model or its `detect` is gone from the
/// pipeline's file, so that no partition will ever say that they are over.
///
/// What the file has is what stands in `pipeline_file` (``CountedFile``): who leads has the same.
///
/// An incident is ended once, by a change like any other with the next number, and stays ended: a partition that restores an
/// older state may know it under way, and what it then writes of it is left out. With the entry back, the next incident of
/// the series is another, and is told.
enum AlertWithdrawal {
    /// SQL for whether the file of the pipeline `$1` has the entry of the alert in the row `alert`.
    static func isKnown(_ alert: String) -> String {
        "exists (select from millrace.pipeline_file f where f.pipeline = $1 and f.policies ? \(alert).policy)"
    }

    /// When the file of the pipeline `$1` began to count.
    static let newestStart = "select started_at from millrace.pipeline_file where pipeline = $1"

    /// What waits for receivers that the file does not have any more is refused. What fires still is told to the receivers of
    /// its entry in their place, as it was told last, unless they were told of it before. `$2` is the entries, `$3` the
    /// receivers of the process that leads.
    static let dismiss = """
        with refused as (
            update millrace.delivery d
            set state = 'refused', last_error = format('the pipeline''s file has no receiver %s any more', receiver)
            where d.pipeline = $1 and d.state = 'waiting'
              and d.receiver <> all (array(select jsonb_array_elements_text($3::jsonb)))
            returning d.event_id
        )
        insert into millrace.delivery (event_id, pipeline, receiver)
        select newest.event_id, $1, heir.receiver
        from (
            select distinct on (e.alert_id) e.alert_id, e.event_id, a.policy
            from refused join millrace.alert_event e using (event_id) join millrace.alert a using (alert_id)
            where a.state = 'firing'
            order by e.alert_id, e.sequence desc) newest
        join \(AlertRouting.policies) on p.name = newest.policy
        cross join unnest(p.receivers) as heir (receiver)
        where not exists (select from millrace.alert_event e join millrace.delivery x using (event_id)
                          where e.alert_id = newest.alert_id and x.receiver = heir.receiver)
        order by 1, 3
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
