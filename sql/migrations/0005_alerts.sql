-- Incidents, and how they are told. An epoch writes `alert` and `alert_event` in its own transaction; everything else here is
-- written by the process that delivers.

create table millrace.pipeline_file (
    pipeline   text primary key,
    policies   jsonb not null,
    receivers  text[] not null,
    routes     jsonb not null,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now()
);
comment on table millrace.pipeline_file is 'What a pipeline''s file says of alerts, as the process read it whose file counts: the one that started last, as long as it or another with the same file runs.';
comment on column millrace.pipeline_file.policies is 'By the name of each entry of alerts, the models whose anomalies it makes incidents of: {"noc": ["load"]}.';
comment on column millrace.pipeline_file.receivers is 'The sinks that can be told of alerts, whether an entry names them or not.';
comment on column millrace.pipeline_file.routes is 'The entries of alerts: to whom each tells, and its storms.';
comment on column millrace.pipeline_file.started_at is 'When the file began to count.';
comment on column millrace.pipeline_file.seen_at is 'When a process with this file was seen last, to ten seconds.';

create table millrace.alert (
    alert_id        bigint generated always as identity primary key,
    pipeline        text not null,
    policy          text not null,
    fingerprint     text not null,
    opened          timestamptz not null,
    series_id       bigint,
    common          jsonb,
    state           text not null check (state in ('firing', 'resolved')),
    sequence        integer not null,
    last            timestamptz not null,
    resolved        timestamptz,
    withdrawn       text,
    severity        millrace.severity not null,
    score           double precision not null,
    return_period   interval,
    observations    bigint not null,
    members         integer,
    kind            text,
    anomaly_started timestamptz,
    sentence        text not null,
    recent          double precision[] not null default '{}',
    written_at      timestamptz not null default now(),
    unique (fingerprint, opened),
    check ((series_id is null) = (common is not null)),
    check ((state = 'resolved') = (resolved is not null)),
    check (withdrawn is null or state = 'resolved')
);
create index on millrace.alert (alert_id) where state = 'firing';
create index on millrace.alert (pipeline, policy) where state = 'firing' and series_id is null;
create index on millrace.alert (opened);
comment on table millrace.alert is 'One incident of a series under an entry of alerts in the pipeline''s file, or a storm of them.';
comment on column millrace.alert.policy is 'The entry of alerts in the pipeline''s file.';
comment on column millrace.alert.fingerprint is 'Of pipeline, policy, model, key and metric, or of a storm''s group: the same for every incident of them.';
comment on column millrace.alert.opened is 'Event time at which it began to fire.';
comment on column millrace.alert.series_id is 'Null for a storm.';
comment on column millrace.alert.common is 'What the members of a storm have in common; null for an incident of one series.';
comment on column millrace.alert.sequence is 'The number of its newest change, from 0.';
comment on column millrace.alert.last is 'Event time of the newest unusual observation, as of the newest change.';
comment on column millrace.alert.resolved is 'Event time at which it was over; of one that was withdrawn, of the last that is known of it.';
comment on column millrace.alert.withdrawn is 'Why it was ended by the pipeline''s file, which does not look for it any more; null for others. What its series still tells of it is not written.';
comment on column millrace.alert.score is 'Of its worst anomaly: log10 of the return period in observations. So are severity, kind and sentence.';
comment on column millrace.alert.observations is 'Unusual observations so far.';
comment on column millrace.alert.members is 'How many series of a storm fired when it was last told; null for an incident.';
comment on column millrace.alert.anomaly_started is 'With series_id: its worst anomaly.';
comment on column millrace.alert.recent is 'The newest values of the series, oldest first.';

create table millrace.alert_event (
    event_id      bigint generated always as identity primary key,
    alert_id      bigint not null references millrace.alert on delete cascade,
    sequence      integer not null,
    change        text not null check (change in ('firing', 'escalated', 'resolved')),
    at            timestamptz not null,
    severity      millrace.severity not null,
    kind          text,
    value         double precision,
    expected      double precision,
    lower         double precision,
    upper         double precision,
    score         double precision not null,
    return_period interval,
    observations  bigint not null,
    recent        double precision[] not null default '{}',
    sentence      text not null,
    members       integer,
    worst         jsonb,
    written_at    timestamptz not null default now(),
    outcome       text check (outcome in ('told', 'superseded', 'silenced', 'storm', 'no_policy')),
    decided_at    timestamptz,
    unique (alert_id, sequence)
);
create index on millrace.alert_event (alert_id) where outcome is null;
comment on table millrace.alert_event is 'The outbox: one row for each change of an incident or a storm, and what was decided about telling it.';
comment on column millrace.alert_event.sequence is '0 for the first change of an incident, then 1, 2 …';
comment on column millrace.alert_event.at is 'Event time of the change.';
comment on column millrace.alert_event.members is 'Of a storm: how many series fire, or incidents fired in all when it is over.';
comment on column millrace.alert_event.worst is 'Of a storm: its ten worst incidents.';
comment on column millrace.alert_event.outcome is 'told: there are deliveries; superseded: a later change was told instead; silenced, storm: it is not told by itself; no_policy: nobody was told of it, and the pipeline''s file does not look for it any more; null while it is undecided: it waits for a storm to show, or for a silence to end.';

create table millrace.alert_routing (
    alert_id       bigint primary key references millrace.alert on delete cascade,
    common         jsonb,
    told           millrace.severity,
    silenced_until timestamptz,
    storm_id       bigint references millrace.alert on delete set null
) with (fillfactor = 70);
create index on millrace.alert_routing (storm_id) where storm_id is not null;
create index on millrace.alert_routing (alert_id) where silenced_until is not null;
comment on table millrace.alert_routing is 'How an incident of a series is told: what only the delivering process writes, so that it never makes an epoch wait.';
comment on column millrace.alert_routing.common is 'What it would share with the other members of a storm; null when its policy knows no storms.';
comment on column millrace.alert_routing.told is 'The severity with which it was last told by itself; null when it never was.';
comment on column millrace.alert_routing.silenced_until is 'When the silences that hold for it end; null when there are none.';
comment on column millrace.alert_routing.storm_id is 'The storm of which it was last a part.';

create table millrace.delivery (
    delivery_id  bigint generated always as identity primary key,
    event_id     bigint not null references millrace.alert_event on delete cascade,
    pipeline     text not null,
    receiver     text not null,
    state        text not null default 'waiting' check (state in ('waiting', 'delivered', 'refused')),
    attempts     integer not null default 0,
    last_error   text,
    tried_at     timestamptz,
    created_at   timestamptz not null default now(),
    delivered_at timestamptz,
    unique (event_id, receiver)
);
create index on millrace.delivery (pipeline, receiver, delivery_id) where state = 'waiting';
create index on millrace.delivery (pipeline, receiver, delivery_id) where state = 'refused';
comment on table millrace.delivery is 'One change to be told to one receiver; each receiver is told in the order of the numbers.';
comment on column millrace.delivery.receiver is 'The sink''s name in the pipeline''s file.';
comment on column millrace.delivery.attempts is 'How often it has been tried.';
comment on column millrace.delivery.last_error is 'Why the last attempt failed; never a secret.';

create table millrace.silence (
    silence_id bigint generated always as identity primary key,
    pipeline   text,
    policy     text,
    model      text,
    key        text,
    metric     text,
    labels     jsonb check (jsonb_typeof(labels) = 'object'),
    starts_at  timestamptz not null default now(),
    ends_at    timestamptz not null,
    reason     text not null check (reason <> ''),
    created_by text not null default session_user,
    created_at timestamptz not null default now(),
    constraint silence_ends_after_it_starts check (ends_at >= starts_at)
);
create index on millrace.silence (ends_at);
comment on table millrace.silence is 'Incidents about which nobody is told for a while: those that all matchers fit. They are still written.';
comment on column millrace.silence.pipeline is 'A matcher, like policy, model, metric; null fits any.';
comment on column millrace.silence.key is '% is any text, and everything else stands for itself.';
comment on column millrace.silence.labels is 'Key fields that the series has, such as {"region": "north"}; null fits any.';
comment on column millrace.silence.starts_at is 'Time of the clock, not of events; so is ends_at. A silence is ended by setting ends_at to now().';

create view millrace.anomalies as
select a.anomaly_id, s.pipeline, s.model, s.key, s.metric, a.started, a.ended, a.severity, a.kind, a.return_period,
       a.explanation ->> 'sentence' as sentence, a.value, a.expected, a.lower, a.upper, a.score, a.observations,
       a.peaked, a.last, a.detected_at, a.explanation -> 'contributions' as contributions, s.labels, a.series_id
from millrace.anomaly a join millrace.series s using (series_id);
comment on view millrace.anomalies is 'What was unusual, with the names of the series, and why in words.';

create view millrace.observations as
select s.pipeline, s.model, s.key, s.metric, o.time, o.value, o.expected,
       coalesce(o.lower[cardinality(o.lower)], o.lower_95, o.lower_80) as lower,
       coalesce(o.upper[cardinality(o.upper)], o.upper_95, o.upper_80) as upper, o.score, o.evidence, o.number,
       s.labels, o.series_id
from millrace.observation o join millrace.series s using (series_id);
comment on view millrace.observations is 'What was observed, with the names of the series, what was expected, and its widest interval.';

create view millrace.alert_history as
select a.alert_id, a.pipeline, a.policy, s.model, s.key, s.metric, a.state, a.severity, a.opened, a.resolved,
       a.sentence, a.kind, a.return_period, a.score, a.observations, a.last, a.members, a.common,
       a.withdrawn, a.fingerprint, r.silenced_until, r.storm_id, d.delivered, d.waiting, d.refused, s.labels, a.series_id,
       n.anomaly_id, a.written_at
from millrace.alert a
left join millrace.series s using (series_id)
left join millrace.alert_routing r using (alert_id)
left join millrace.anomaly n on n.series_id = a.series_id and n.started = a.anomaly_started
cross join lateral (
    select count(*) filter (where d.state = 'delivered') as delivered,
           count(*) filter (where d.state = 'waiting') as waiting,
           count(*) filter (where d.state = 'refused') as refused
    from millrace.alert_event e
    -- By the key, not a join: right after ten thousand came, the server would read all deliveries for each of them.
    cross join lateral (select x.state from millrace.delivery x where x.event_id = e.event_id offset 0) d
    where e.alert_id = a.alert_id) d;
comment on view millrace.alert_history is 'Every incident and storm that is kept, and how many notifications of it were delivered, wait, or were refused.';

create view millrace.open_alerts as
select * from millrace.alert_history where state = 'firing';
comment on view millrace.open_alerts is 'Incidents and storms that are not over.';

create view millrace.undelivered as
select d.delivery_id, d.pipeline, d.receiver, d.state, d.attempts, d.last_error, d.created_at, d.tried_at, a.alert_id,
       a.policy, e.change, e.severity, e.at, e.sentence
from millrace.delivery d
join millrace.alert_event e using (event_id)
join millrace.alert a using (alert_id)
where d.state <> 'delivered';
comment on view millrace.undelivered is 'What somebody should have been told and was not, yet or at all, and why.';
