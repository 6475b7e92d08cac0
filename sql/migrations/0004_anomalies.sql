-- What was unusual, and what people say of it.

create type millrace.severity as enum ('info', 'warning', 'critical');
comment on type millrace.severity is 'How much an anomaly matters; info < warning < critical.';

create table millrace.anomaly (
    anomaly_id    bigint generated always as identity primary key,
    series_id     bigint not null,
    started       timestamptz not null,
    peaked        timestamptz not null,
    last          timestamptz not null,
    ended         timestamptz,
    detected_at   timestamptz not null default now(),
    observations  bigint not null,
    value         double precision,
    expected      double precision,
    lower         double precision,
    upper         double precision,
    score         double precision not null,
    return_period interval not null,
    kind          text not null
                  check (kind in ('level', 'spike', 'dip', 'season', 'volatility', 'stuck', 'absent', 'range')),
    severity      millrace.severity not null,
    explanation   jsonb not null,
    unique (series_id, started)
);
create index on millrace.anomaly (started);
comment on table millrace.anomaly is 'One row an anomaly of a series, kept up to date from its start to its end.';
comment on column millrace.anomaly.started is 'Event time of its first observation; an absence begins at the newest one.';
comment on column millrace.anomaly.peaked is 'Event time of its peak, at which value, expected, lower, upper and score were taken.';
comment on column millrace.anomaly.last is 'Event time of its newest unusual observation.';
comment on column millrace.anomaly.ended is 'Event time at which it was seen to be over; null while it is not.';
comment on column millrace.anomaly.detected_at is 'When it was first written. Only this and the number differ between two runs over the same log.';
comment on column millrace.anomaly.observations is 'Unusual observations so far.';
comment on column millrace.anomaly.value is 'What was observed at the peak; null for an absence.';
comment on column millrace.anomaly.expected is 'What was expected there, with the bounds of the widest interval; null where nothing was.';
comment on column millrace.anomaly.score is 'log10 of the return period in observations.';
comment on column millrace.anomaly.return_period is 'How often something at least as unusual comes in this series when nothing is wrong. 3652 days, ten years, is so rare or rarer: nobody has seen a series for longer.';
comment on column millrace.anomaly.kind is 'What is unusual; range is outside what the pipeline''s file calls possible.';
comment on column millrace.anomaly.explanation is 'sentence: what happened, in words; contributions: how rare each view says it is, the rarest first.';

create table millrace.feedback (
    feedback_id bigint generated always as identity primary key,
    verdict     text not null check (verdict in ('false_alarm', 'confirmed', 'expected')),
    anomaly_id  bigint,
    pipeline    text,
    model       text,
    key         text,
    metric      text,
    starts_at   timestamptz,
    ends_at     timestamptz,
    note        text,
    created_by  text not null default session_user,
    created_at  timestamptz not null default now(),
    taken_at    timestamptz
);
create index on millrace.feedback (feedback_id) where taken_at is null;
create index on millrace.feedback (created_at);
comment on table millrace.feedback is 'What people say of anomalies; the running pipeline takes it into account within seconds.';
comment on column millrace.feedback.verdict is 'false_alarm: nothing was wrong, and the threshold rises; confirmed: something was, and does not become normal; expected: known and planned, not reported, and does not become normal.';
comment on column millrace.feedback.anomaly_id is 'The anomaly it is about; its series and time need not be given then.';
comment on column millrace.feedback.key is 'With pipeline, model and metric: the series it is about; null is any.';
comment on column millrace.feedback.starts_at is 'Event time from which on it holds, to ends_at; null is without beginning, or without end.';
comment on column millrace.feedback.taken_at is 'When a partition of the pipeline had first taken it into account; null while none has.';

-- Says that feedback is about a series that has not been written: `expected` may be of one to come, and waits; the other
-- verdicts are of what was seen, and are refused.
create function millrace.tell_unknown_series(given millrace.feedback) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    named constant text := concat_ws(', ', 'pipeline ' || given.pipeline, 'model ' || given.model, 'key ' || given.key,
                                     'metric ' || given.metric);
    near text;
    hint text;
begin
    -- A key of several fields, of which one was given, or one that was begun.
    select string_agg(k.key, ', ' order by k.key) into near from (
        select s.key from millrace.series s
        where (given.pipeline is null or s.pipeline = given.pipeline) and position(lower(given.key) in lower(s.key)) > 0
          and s.key <> given.key
        group by s.key order by length(s.key), s.key limit 5) k;
    hint := case
        when near is not null then 'The fields of a key are joined by /. Keys like it: ' || near || '.'
        when given.key is not null and exists (select from millrace.series s where s.key = given.key)
            then 'The key is there, with: ' || (
                select string_agg(n.name, '; ' order by n.name) from (
                    select distinct format('pipeline %s, model %s, metric %s', s.pipeline, s.model, s.metric) as name
                    from millrace.series s where s.key = given.key order by 1 limit 5) n) || '.'
        else 'What there is: select pipeline, model, key, metric from millrace.series. The fields of a key are joined by /.'
    end;
    if given.verdict = 'expected' then
        raise warning 'there is no series of % yet: this waits until there is one', named using hint = hint;
    else
        raise exception 'there is no series of %: nothing of it can have been %', named,
                case given.verdict when 'false_alarm' then 'a false alarm' else 'confirmed' end
            using errcode = 'foreign_key_violation', hint = hint;
    end if;
end $$;
-- Whoever inserts calls it, with no rights but their own.

-- Says what is wrong with feedback when it is written, since nobody is there to be told when it is read.
create function millrace.check_feedback() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.anomaly_id is not null then
        if new.pipeline is not null or new.model is not null or new.key is not null or new.metric is not null
            or new.starts_at is not null or new.ends_at is not null then
            raise exception 'feedback is about anomaly %, or about a series and a time, not both', new.anomaly_id
                using errcode = 'check_violation',
                      hint = 'Leave out pipeline, model, key, metric, starts_at and ends_at, or anomaly_id.';
        end if;
        if not exists (select from millrace.anomaly a where a.anomaly_id = new.anomaly_id) then
            raise exception 'there is no anomaly %', new.anomaly_id
                using errcode = 'foreign_key_violation', hint = 'Their numbers are in the view millrace.anomalies.';
        end if;
    elsif new.model is null and new.key is null and new.metric is null and new.starts_at is null and new.ends_at is null then
        raise exception 'feedback says what it is about: anomaly_id, or model, key or metric, or a time range'
            using errcode = 'check_violation';
    end if;
    if new.starts_at > '9999-12-31Z' or new.starts_at < '0001-01-01Z' and isfinite(new.starts_at)
        or new.ends_at < '0001-01-01Z' or new.ends_at > '9999-12-31Z' and isfinite(new.ends_at) then
        raise exception 'feedback starts (%) or ends (%) outside of the years 1 to 9999', new.starts_at, new.ends_at
            using errcode = 'check_violation', hint = 'Leave out starts_at for no beginning, and ends_at for no end.';
    end if;
    if new.ends_at < new.starts_at then
        raise exception 'feedback ends (%) before it starts (%)', new.ends_at, new.starts_at using errcode = 'check_violation';
    end if;
    if new.pipeline is not null and not exists (select from millrace.series s where s.pipeline = new.pipeline) then
        raise exception 'no series of a pipeline % has been written', new.pipeline
            using errcode = 'foreign_key_violation', hint = 'See: select distinct pipeline from millrace.series';
    end if;
    if (new.model is not null or new.key is not null or new.metric is not null) and not exists (
        select from millrace.series s
        where (new.key is null or s.key = new.key) and (new.pipeline is null or s.pipeline = new.pipeline)
          and (new.model is null or s.model = new.model) and (new.metric is null or s.metric = new.metric)) then
        perform millrace.tell_unknown_series(new);
    end if;
    return new;
end $$;
revoke execute on function millrace.check_feedback from public;
create trigger check_feedback before insert on millrace.feedback
for each row execute function millrace.check_feedback();

create table millrace.side_input (
    pipeline    text not null,
    source      text not null,
    topic       text not null,
    partition   integer not null,
    sequence    bigint not null,
    "offset"    bigint not null,
    kind        text not null check (kind in ('feedback', 'tick', 'order', 'restart')),
    payload     jsonb not null,
    feedback_id bigint,
    written_at  timestamptz not null default now(),
    primary key (pipeline, source, topic, partition, sequence)
);
create index on millrace.side_input (pipeline, source, topic, partition, "offset");
create index on millrace.side_input (pipeline, source, topic, partition, feedback_id) where feedback_id is not null;
comment on table millrace.side_input is 'What besides the log the state of a partition depends on, and where in the log it was taken in. A replay needs every row.';
comment on column millrace.side_input.sequence is '1, 2, 3 … within the partition.';
comment on column millrace.side_input."offset" is 'It was taken in before the record at this offset, after every one before.';
comment on column millrace.side_input.kind is 'feedback; order: of `millrace series`; restart: a model whose settings have changed; or tick: the time, while the partition brings no records. Times in the payload are microseconds since 1970.';
comment on column millrace.side_input.feedback_id is 'The row of feedback; null for anything else.';

create table millrace.series_order (
    order_id     uuid primary key default gen_random_uuid(),
    pipeline     text not null,
    model        text not null,
    key          text not null,
    metric       text not null,
    action       text not null check (action in ('reset', 'delete', 'export', 'import')),
    removes_rows boolean not null default false,
    exported     bytea,
    created_by   text not null default session_user,
    created_at   timestamptz not null default now(),
    seen_at      timestamptz,
    taken_at     timestamptz,
    refusal      text
);
create index on millrace.series_order (pipeline, created_at) where taken_at is null;
comment on table millrace.series_order is 'What `millrace series` orders to be done with the memory of a series; the running pipeline follows it within seconds, at a place in the log.';
comment on column millrace.series_order.exported is 'The memory: what is to be imported, until it is; what was exported, until it is fetched.';
comment on column millrace.series_order.seen_at is 'When a process of the pipeline first read it.';
comment on column millrace.series_order.taken_at is 'When it was followed, or refused; null while it was not.';
comment on column millrace.series_order.refusal is 'Why it was not followed; null when it was.';

create table millrace.running_model (
    pipeline   text not null,
    model      text not null,
    settings   jsonb not null,
    started_at timestamptz not null default now(),
    primary key (pipeline, model)
);
comment on table millrace.running_model is 'With which models each pipeline runs, or ran last: what `millrace explain --against running` compares a file with.';
comment on column millrace.running_model.started_at is 'When the run began that wrote it.';
