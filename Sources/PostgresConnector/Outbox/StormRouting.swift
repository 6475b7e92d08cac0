/// The steps of ``AlertRouting`` that tell many incidents at once as one.
///
/// A storm is an alert without a series, whose changes the routing writes itself. It begins when more series of a group fire
/// than the policy says, at the moment when the first of them has waited long enough; one that nobody was told of and that is
/// over by then counts as one that fires. It is over when half as many or fewer do.
enum StormRouting {
    /// Opens storms, takes in what belongs to them, and decides that it is not told by itself.
    static let gathering = [open, join, absorb]

    /// Incidents that fire, or are over before they were told.
    private static let belongs = """
        a.alert_id in \(AlertRouting.atHand) and a.series_id is not null and r.silenced_until is null
        and (a.state = 'firing' or r.told is null and r.storm_id is null)
        """

    /// The number of the change is that before the first.
    private static let open = """
        with crowd as (
            select a.policy, r.common, count(distinct a.series_id) as firing, max(a.severity) as severity, max(a.score) as score,
                   max(a.last) as last, min(a.opened) filter (where r.told is null) as opened,
                   left(md5(concat_ws(chr(1), $1::text, a.policy, r.common)), 16) as fingerprint
            from millrace.alert a
            join millrace.alert_routing r using (alert_id)
            join \(AlertRouting.policies) on p.name = a.policy and p.group_by is not null
            cross join lateral (
                select min(e.written_at) as since from millrace.alert_event e
                where e.alert_id = a.alert_id and e.outcome is null) w
            where a.pipeline = $1 and r.common is not null and \(belongs)
              and not exists (select from millrace.alert st
                              where st.pipeline = $1 and st.policy = a.policy and st.series_id is null
                                and st.state = 'firing' and st.common = r.common)
            group by a.policy, r.common, p.above
            having count(distinct a.series_id) > p.above and bool_or(r.told is null and w.since <= now() - p.wait)
        )
        insert into millrace.alert (pipeline, policy, fingerprint, opened, common, state, sequence, last, severity, score,
                                    observations, members, sentence)
        select $1, c.policy, c.fingerprint,
               greatest(c.opened, (select max(st.opened) + interval '1 microsecond' from millrace.alert st
                                   where st.fingerprint = c.fingerprint)),
               c.common, 'firing', -1, c.last, c.severity, c.score, 0, c.firing, ''
        from crowd c
        """

    private static let join = """
        update millrace.alert_routing r set storm_id = st.alert_id
        from millrace.alert a
        join \(AlertRouting.policies) on p.name = a.policy and p.group_by is not null
        join millrace.alert st on st.pipeline = $1 and st.policy = a.policy and st.series_id is null
                              and st.state = 'firing'
        where a.pipeline = $1 and a.alert_id = r.alert_id and \(belongs)
          and r.common = st.common and r.storm_id is distinct from st.alert_id
        """

    private static let absorb = """
        update millrace.alert_event e set outcome = 'storm', decided_at = now()
        from millrace.alert_routing r
        join millrace.alert a using (alert_id)
        join millrace.alert st on st.alert_id = r.storm_id and st.state = 'firing'
        join \(AlertRouting.policies) on p.name = a.policy and p.group_by is not null
        where e.alert_id = r.alert_id and e.outcome is null and a.pipeline = $1
          and (a.state = 'firing' or r.told is null) and r.silenced_until is null
        """

    /// The members that somebody is to hear of: at the beginning also those that are over.
    private static let isHeard = "r.silenced_until is null and (a.state = 'firing' or st.sequence < 0)"

    /// A storm of an entry that only a newer file has is left to who has it.
    private static let isOurs = """
        (p.name is not null or not \(AlertWithdrawal.isKnown("st")))
        """

    /// A storm is told when it begins, when it has doubled, when it has become more severe, and when it is over.
    static let tell = """
        with standing as (
            select st.alert_id, st.sequence, st.severity, st.members, st.common, p.above, p.receivers,
                   count(a.alert_id) as ever, count(*) filter (where a.state = 'firing') as firing,
                   count(distinct a.series_id) filter (where \(isHeard)) as heard,
                   max(a.severity) filter (where \(isHeard)) as worst,
                   coalesce(max(a.score), st.score) as score, coalesce(max(a.last), st.last) as last,
                   coalesce(max(coalesce(a.resolved, a.last)), st.last) as newest,
                   coalesce(sum(a.observations), 0)::bigint as observations, max(a.withdrawn) as withdrawn
            from millrace.alert st
            left join \(AlertRouting.policies) on p.name = st.policy
            left join millrace.alert_routing r on r.storm_id = st.alert_id
            left join millrace.alert a on a.alert_id = r.alert_id
            where st.pipeline = $1 and st.series_id is null and st.state = 'firing' and \(isOurs)
            group by st.alert_id, p.above, p.receivers
        ), changed as (
            select *, case when sequence < 0 then 'firing'
                           when above is null or firing <= above / 2 then 'resolved'
                           when heard >= 2 * members or worst > severity then 'escalated' end as change
            from standing
        ), told as (
            select c.*, w.list,
                   case when change = 'resolved'
                        then format('Over: %s incidents%s came at once; %s.', ever, shared.text,
                                    coalesce(withdrawn, case firing when 0 then 'none of them fires any more'
                                                                    else firing || ' of them still fire' end))
                        else format('%s series%s are unusual at once, the worst of them %s.', heard, shared.text,
                                    coalesce(w.metric || w.keys, w.names))
                   end as sentence
            from changed c
            cross join lateral (
                select coalesce(' of ' || string_agg(format('%s %s', name, value), ' and ' order by name), '') as text
                from jsonb_each_text(c.common) l (name, value)) shared
            cross join lateral (
                select jsonb_agg(to_jsonb(m) - 'place' order by place) as list,
                       case when c.common ? 'metric' then ''
                            when min(metric) filter (where place <= 3) = max(metric) filter (where place <= 3)
                            then min(metric) filter (where place <= 3) || ' of ' else null end as metric,
                       string_agg(key, ', ' order by place) filter (where place <= 3) as keys,
                       string_agg(format('%s of %s', metric, key), ', ' order by place) filter (where place <= 3) as names
                from (
                    select s.key, s.metric, a.score, a.sentence,
                           row_number() over (order by a.severity desc, a.score desc, s.key, s.metric) as place
                    from millrace.alert_routing r
                    join millrace.alert a using (alert_id)
                    join millrace.alert st on st.alert_id = r.storm_id
                    join millrace.series s on s.series_id = a.series_id
                    where st.alert_id = c.alert_id and (change = 'resolved' or \(isHeard))
                    order by place limit 10) m) w
            where change is not null
        ), event as (
            insert into millrace.alert_event (alert_id, sequence, change, at, severity, score, observations, sentence,
                                              members, worst, outcome, decided_at)
            select alert_id, sequence + 1, change, newest, greatest(severity, worst), score, observations, sentence,
                   case when change = 'resolved' then ever else heard end, list, 'told', now()
            from told returning event_id, alert_id, change, severity
        ), updated as (
            update millrace.alert st
            set sequence = t.sequence + 1, severity = greatest(t.severity, t.worst), score = t.score, last = t.last,
                observations = t.observations, sentence = t.sentence,
                members = case when t.change = 'resolved' then st.members else t.heard end,
                state = case when t.change = 'resolved' then 'resolved' else 'firing' end,
                resolved = case when t.change = 'resolved' then t.newest end
            from told t where t.alert_id = st.alert_id
            returning \(AlertNotice.announce("st", change: "t.change"))
        )
        insert into millrace.delivery (event_id, pipeline, receiver)
        select e.event_id, $1, who.receiver
        from event e join told t using (alert_id) cross join lateral (
            select unnest(t.receivers) as receiver where e.change <> 'resolved'
            union
            select x.receiver from millrace.alert_event f join millrace.delivery x using (event_id)
            where f.alert_id = e.alert_id and e.change = 'resolved') who
        order by e.event_id, who.receiver
        """

    /// Members of a storm that is over, that still fire and were not told by themselves as severe as they are, are undecided
    /// again.
    static let releaseMembers = """
        update millrace.alert_event e set outcome = null, decided_at = null
        from millrace.alert a
        join millrace.alert_routing r using (alert_id)
        join millrace.alert st on st.alert_id = r.storm_id and st.state = 'resolved'
        where a.pipeline = $1 and a.state = 'firing' and (r.told is null or r.told < a.severity)
          and e.alert_id = a.alert_id and e.sequence = a.sequence and e.outcome = 'storm'
        """
}
