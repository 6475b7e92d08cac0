-- What a pipeline writes of forecasts. Every table is append-only but for `forecast_latest` and `progress`.

create table millrace.series (
    series_id  bigint generated always as identity primary key,
    pipeline   text not null,
    model      text not null,
    key        text not null,
    metric     text not null,
    labels     jsonb not null default '{}',
    first_seen timestamptz,
    unique (pipeline, model, key, metric)
);
create index on millrace.series (key);
comment on table millrace.series is 'One series: a metric of a key, forecast by a model of a pipeline.';
comment on column millrace.series.key is 'The values of the key fields, joined by /.';
comment on column millrace.series.labels is 'The key fields by name.';
comment on column millrace.series.first_seen is 'Event time of the first observation written.';

create table millrace.forecast (
    series_id    bigint not null,
    origin       timestamptz not null,
    step         interval not null,
    counting     text not null default 'time' check (counting in ('time', 'observations')),
    value        double precision not null,
    observations bigint not null,
    mean         double precision[] not null,
    lower_80     double precision[],
    upper_80     double precision[],
    lower_95     double precision[],
    upper_95     double precision[],
    levels       smallint[],
    lower        double precision[],
    upper        double precision[],
    issued_at    timestamptz not null default now()
) partition by range (origin);
create index on millrace.forecast (series_id, origin);
comment on table millrace.forecast is 'The history of issued forecasts: one row an origin, arrays over horizons 1…H. Partitioned by month of origin.';
comment on column millrace.forecast.origin is 'Event time of the observation from which the forecast was issued.';
comment on column millrace.forecast.step is 'Nominal time from one horizon to the next.';
comment on column millrace.forecast.counting is 'time: horizon h is about origin + h * step; observations: about the h-th observation after the origin, whenever it comes.';
comment on column millrace.forecast.value is 'The observation at the origin.';
comment on column millrace.forecast.observations is 'How many observations the series had learned from: the number of the one at the origin.';
comment on column millrace.forecast.lower_80 is 'Lower bounds of the 80 % interval; null when the model does not list 80.';
comment on column millrace.forecast.levels is 'The levels of all intervals in percent, narrowest first; null when there are none besides 80 and 95.';
comment on column millrace.forecast.lower is 'Lower bounds by level and horizon: lower[array_position(levels, 99::smallint)][h]; null when levels is.';
comment on column millrace.forecast.upper is 'Upper bounds, likewise.';
comment on column millrace.forecast.issued_at is 'When the row was written; the only column that differs between two runs over the same log.';

create table millrace.forecast_latest (
    series_id    bigint primary key,
    origin       timestamptz not null,
    step         interval not null,
    counting     text not null default 'time' check (counting in ('time', 'observations')),
    value        double precision not null,
    observations bigint not null,
    mean         double precision[] not null,
    lower_80     double precision[],
    upper_80     double precision[],
    lower_95     double precision[],
    upper_95     double precision[],
    levels       smallint[],
    lower        double precision[],
    upper        double precision[],
    issued_at    timestamptz not null default now()
) with (fillfactor = 50);
comment on table millrace.forecast_latest is 'The newest forecast of each series.';

create table millrace.observation (
    series_id bigint not null,
    number    bigint not null,
    time      timestamptz not null,
    value     double precision not null,
    expected  double precision,
    lower_80  double precision,
    upper_80  double precision,
    lower_95  double precision,
    upper_95  double precision,
    levels    smallint[],
    lower     double precision[],
    upper     double precision[],
    score     real,
    evidence  real
) partition by range (time);
create index on millrace.observation (series_id, time);
comment on table millrace.observation is 'What was observed, with what had been expected in its place. Partitioned by month of time.';
comment on column millrace.observation.number is 'The number of the observation in its series: 1, 2, 3 …';
comment on column millrace.observation.expected is 'What the forecast issued at the observation before had said of this time; null when it said nothing of it.';
comment on column millrace.observation.lower_80 is 'Lower bound of the 80 % interval in which it was expected; null when the model does not list 80.';
comment on column millrace.observation.levels is 'The levels of all intervals in percent, narrowest first; null when there are none besides 80 and 95.';
comment on column millrace.observation.lower is 'Lower bounds by level; null when levels is.';
comment on column millrace.observation.upper is 'Upper bounds by level; null when levels is.';
comment on column millrace.observation.score is 'How rare what it shows, and was not there before, is: log10 of the return period in observations; 0 when it shows nothing new, null when the model does not look for anomalies.';
comment on column millrace.observation.evidence is 'How unusual it is, new or not, likewise.';

create table millrace.progress (
    pipeline     text not null,
    source       text not null,
    topic        text not null,
    partition    integer not null,
    start_offset bigint not null,
    next_offset  bigint not null,
    input        bigint not null default 0,
    epoch        bigint not null default 0,
    mark_offset  bigint,
    mark_check   bigint,
    updated_at   timestamptz not null default now(),
    primary key (pipeline, source, topic, partition)
);
comment on table millrace.progress is 'How far each partition has been written; moved in the same transaction as what it counts.';
comment on column millrace.progress.start_offset is 'Where the pipeline began to read: the state of its models is a function of the log from here on.';
comment on column millrace.progress.next_offset is 'The first offset that has not been written.';
comment on column millrace.progress.mark_offset is 'The offset of the newest record that has been processed; null before the first.';
comment on column millrace.progress.mark_check is 'A check value of that record, by which a topic is noticed that was made anew.';
comment on column millrace.progress.input is 'The number of the newest side input (table side_input) whose results have been written; 0 for none.';

create table millrace.dead_letter (
    letter_id    bigint generated always as identity primary key,
    pipeline     text not null,
    source       text not null,
    topic        text not null,
    partition    integer not null,
    "offset"     bigint not null,
    metrics      text[],
    reason       text not null,
    detail       text not null,
    message_time timestamptz,
    key          bytea,
    payload      bytea,
    received_at  timestamptz not null default now(),
    replayed_at  timestamptz
);
create index on millrace.dead_letter (pipeline, received_at);
create index on millrace.dead_letter (pipeline, topic, partition, "offset");
comment on table millrace.dead_letter is 'Records, or values of them, that could not be used, as they were received: one row for each record and reason.';
comment on column millrace.dead_letter.metrics is 'The values; null when the whole record was refused.';
comment on column millrace.dead_letter.detail is 'What is wrong with the record, or with the first of the values.';
comment on column millrace.dead_letter.reason is 'A stable word: malformed, missing_field, time_in_future, late, duplicate …';
comment on column millrace.dead_letter.replayed_at is 'When `millrace dlq replay` sent the record to its topic again; null while it has not.';

-- What follows runs with the rights of the tables' owner, so each function takes nothing but what it is for, and nobody
-- may call it who was not granted it.

-- Partitions by month, made when a month is first written.
create function millrace.ensure_partition(parent regclass, month date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    first date := date_trunc('month', month);
    parent_name name := (select relname from pg_class where oid = parent);
    child text := format('%s_%s', parent_name, to_char(first, 'YYYY_MM'));
begin
    if parent not in ('millrace.forecast'::regclass, 'millrace.observation'::regclass) then
        raise exception 'millrace.ensure_partition makes months of millrace.forecast and millrace.observation, not of %', parent;
    end if;
    if to_regclass(format('millrace.%I', child)) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('millrace partitions'));
    begin
        execute format('create table millrace.%I (like %s including defaults including constraints)', child, parent);
        execute format(
            'alter table %s attach partition millrace.%I for values from (%L) to (%L)',
            parent, child, first::timestamp at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
    exception
        when duplicate_table then
            null;  -- another session has made it while this one waited
    end;
end $$;
comment on function millrace.ensure_partition is 'Makes the partition of forecast or observation for a month, unless it is there.';
revoke execute on function millrace.ensure_partition from public;

-- Looks up one row of each series of others, rather than at all rows.
create function millrace.has_others(child regclass, which text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    others boolean;
begin
    execute format(
        'select exists (select from millrace.series s cross join lateral (
             select from %s t where t.series_id = s.series_id limit 1) r where s.pipeline <> %L)', child, which) into others;
    return others;
end $$;
comment on function millrace.has_others is 'Whether a month of forecast or observation has rows of other pipelines than one.';
revoke execute on function millrace.has_others from public;

create function millrace.drop_before(parent regclass, which text, cutoff timestamptz, most bigint default null)
returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    child regclass;
    others boolean;
    removed bigint;
begin
    if parent not in ('millrace.forecast'::regclass, 'millrace.observation'::regclass) then
        raise exception 'millrace.drop_before removes months of millrace.forecast and millrace.observation, not of %', parent;
    end if;
    for child in
        select c.oid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent
          and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff
        order by c.relname
    loop
        others := millrace.has_others(child, which);
        if not others then
            -- Rows of others that are under way would be waited for by `drop table`, and go with it.
            execute format('lock table %s in access exclusive mode', child);
            others := millrace.has_others(child, which);
        end if;
        if others then
            execute format(
                'delete from %1$s where ctid = any (array(
                     select r.ctid from millrace.series s cross join lateral (
                         select t.ctid from %1$s t where t.series_id = s.series_id limit %2$L) r
                     where s.pipeline = %3$L limit %2$L))', child, most, which);
            get diagnostics removed = row_count;
            if removed = most then return true; end if;
        else
            execute format('drop table %s', child);
            -- Its lock lasts until the end.
            if most is not null then return true; end if;
        end if;
    end loop;
    return false;
end $$;
comment on function millrace.drop_before is 'Removes a pipeline''s rows from the months that end before a time; drops a month that only it has. Where there is a limit, at most so many rows or a month; returns whether there may be more.';
revoke execute on function millrace.drop_before from public;

-- Retention: rows of a pipeline that are older than what it keeps, counted from its newest row. A time that has not come
-- yet is a mistake in the data, and does not count: it would take the whole history with it. What is not over stays, and so
-- does what somebody has still to be told. Side inputs stay: who replays the log needs every one of them.
create function millrace.apply_retention(
    which text, keep_forecasts interval, keep_observations interval, keep_dead_letters interval,
    keep_anomalies interval default null, most bigint default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    removed bigint;
    has_more boolean := false;
    newest timestamptz := (
        select max(f.origin) from millrace.forecast_latest f join millrace.series s using (series_id)
        where s.pipeline = which and f.origin <= now() + interval '1 day');
begin
    if newest is not null and keep_forecasts is not null then
        has_more := millrace.drop_before('millrace.forecast', which, newest - keep_forecasts, most);
    end if;
    if newest is not null and keep_observations is not null then
        has_more := millrace.drop_before('millrace.observation', which, newest - keep_observations, most) or has_more;
    end if;
    if keep_dead_letters is not null then
        delete from millrace.dead_letter where letter_id = any (array(
            select letter_id from millrace.dead_letter
            where pipeline = which and received_at < now() - keep_dead_letters limit most));
        get diagnostics removed = row_count;
        has_more := has_more or coalesce(removed = most, false);
    end if;
    if newest is not null and keep_anomalies is not null then
        delete from millrace.anomaly where anomaly_id = any (array(
            select a.anomaly_id from millrace.anomaly a join millrace.series s using (series_id)
            where s.pipeline = which and a.ended < newest - keep_anomalies
              and not exists (select from millrace.feedback f where f.anomaly_id = a.anomaly_id and f.taken_at is null)
            limit most));
        get diagnostics removed = row_count;
        has_more := has_more or coalesce(removed = most, false);
        -- Their changes and deliveries go with them.
        delete from millrace.alert where alert_id = any (array(
            select a.alert_id from millrace.alert a
            where a.pipeline = which and a.state = 'resolved' and a.resolved < newest - keep_anomalies
              and not exists (
                  select from millrace.alert_event e left join millrace.delivery d using (event_id)
                  where e.alert_id = a.alert_id and (e.outcome is null or d.state = 'waiting'))
            limit most));
        get diagnostics removed = row_count;
        has_more := has_more or coalesce(removed = most, false);
    end if;
    return has_more;
end $$;
comment on function millrace.apply_retention is 'Removes what a pipeline does not keep any longer; of forecasts and observations whole months at a time. Where there is a limit, at most so many rows of each table or a month; returns whether there may be more.';
revoke execute on function millrace.apply_retention from public;
