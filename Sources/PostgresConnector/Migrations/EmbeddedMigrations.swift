// Written by ops/embed-migrations from sql/migrations.
// swift-format-ignore-file

extension Migration {
    /// Every migration, in order.
    static let all: [Migration] = [
        Migration(version: 1, name: "0001_tables", sql: #"""
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
"""#),
        Migration(version: 2, name: "0002_views", sql: #"""
-- What people ask.

create view millrace.series_status as
select s.series_id, s.pipeline, s.model, s.key, s.metric, s.labels,
       case when l.series_id is null then 'warming' else 'live' end as status,
       s.first_seen, l.origin as last_seen, l.observations, l.step
from millrace.series s left join millrace.forecast_latest l using (series_id);
comment on view millrace.series_status is 'Each series, whether it is forecast yet, and how far it is.';

create view millrace.forecast_points as
select s.pipeline, s.model, s.key, s.metric, f.series_id, f.origin, h as horizon, f.origin + h * f.step as at,
       f.mean[h] as mean, f.lower_80[h] as lower_80, f.upper_80[h] as upper_80,
       f.lower_95[h] as lower_95, f.upper_95[h] as upper_95
from millrace.forecast_latest f
join millrace.series s using (series_id)
cross join lateral generate_subscripts(f.mean, 1) h;
comment on view millrace.forecast_points is 'The newest forecast of each series, one row a horizon; where horizons count observations, at is nominal.';

create view millrace.forecast_history as
select s.pipeline, s.model, s.key, s.metric, f.series_id, f.origin, h as horizon, f.origin + h * f.step as at,
       f.mean[h] as mean, f.lower_80[h] as lower_80, f.upper_80[h] as upper_80,
       f.lower_95[h] as lower_95, f.upper_95[h] as upper_95, f.value, f.observations
from millrace.forecast f
join millrace.series s using (series_id)
cross join lateral generate_subscripts(f.mean, 1) h;
comment on view millrace.forecast_history is 'Every forecast that is kept, one row a horizon.';

create function millrace.forecast_at(key text, metric text, at timestamptz)
returns table (pipeline text, model text, origin timestamptz, mean double precision,
               lower_80 double precision, upper_80 double precision,
               lower_95 double precision, upper_95 double precision)
language sql stable as $$
    with latest as (
        select s.pipeline, s.model, f.*,
               extract(epoch from at - f.origin)::double precision / extract(epoch from f.step)::double precision as steps
        from millrace.forecast_latest f join millrace.series s using (series_id)
        where s.key = forecast_at.key and s.metric = forecast_at.metric
    ), placed as (
        select l.*, least(floor(l.steps)::integer, cardinality(l.mean) - 1) as h,
               l.steps - least(floor(l.steps), cardinality(l.mean) - 1) as part
        from latest l where l.steps >= 0 and l.steps <= cardinality(l.mean)
    )
    select p.pipeline, p.model, p.origin,
           case when h = 0 then value else p.mean[h] end * (1 - part) + p.mean[h + 1] * part,
           case when h = 0 then value else p.lower_80[h] end * (1 - part) + p.lower_80[h + 1] * part,
           case when h = 0 then value else p.upper_80[h] end * (1 - part) + p.upper_80[h + 1] * part,
           case when h = 0 then value else p.lower_95[h] end * (1 - part) + p.lower_95[h + 1] * part,
           case when h = 0 then value else p.upper_95[h] end * (1 - part) + p.upper_95[h + 1] * part
    from placed p
$$;
comment on function millrace.forecast_at is 'What the newest forecast says of any time it reaches, interpolated between horizons; no row beyond. Where horizons count observations they are taken a step apart.';

create function millrace.forecast_as_of(key text, metric text, as_of timestamptz)
returns table (pipeline text, model text, origin timestamptz, horizon integer, at timestamptz, mean double precision,
               lower_80 double precision, upper_80 double precision,
               lower_95 double precision, upper_95 double precision)
language sql stable as $$
    select s.pipeline, s.model, f.origin, h, f.origin + h * f.step, f.mean[h],
           f.lower_80[h], f.upper_80[h], f.lower_95[h], f.upper_95[h]
    from millrace.series s
    cross join lateral (
        select * from millrace.forecast f
        where f.series_id = s.series_id and f.origin <= as_of order by f.origin desc limit 1) f
    cross join lateral generate_subscripts(f.mean, 1) h
    where s.key = forecast_as_of.key and s.metric = forecast_as_of.metric
$$;
comment on function millrace.forecast_as_of is 'The forecast that stood at a time: what did we believe then?';

create view millrace.forecast_intervals as
select s.pipeline, s.model, s.key, s.metric, f.series_id, f.origin, h as horizon, f.origin + h * f.step as at, i.level,
       f.mean[h] as mean, i.lower, i.upper
from millrace.forecast_latest f
join millrace.series s using (series_id)
cross join lateral generate_subscripts(f.mean, 1) h
cross join lateral (
    select l.level::integer, f.lower[l.place][h], f.upper[l.place][h]
    from unnest(f.levels) with ordinality l (level, place)
    union all
    select 80, f.lower_80[h], f.upper_80[h] where f.levels is null and f.lower_80 is not null
    union all
    select 95, f.lower_95[h], f.upper_95[h] where f.levels is null and f.lower_95 is not null
) i (level, lower, upper);
comment on view millrace.forecast_intervals is 'The newest forecast of each series, one row a horizon and level.';

create function millrace.forecast_interval(key text, metric text, level integer)
returns table (pipeline text, model text, origin timestamptz, horizon integer, at timestamptz, mean double precision,
               lower double precision, upper double precision)
language sql stable as $$
    select i.pipeline, i.model, i.origin, i.horizon, i.at, i.mean, i.lower, i.upper
    from millrace.forecast_intervals i
    where i.key = forecast_interval.key and i.metric = forecast_interval.metric and i.level = forecast_interval.level
$$;
comment on function millrace.forecast_interval is 'The newest forecast of a series with the interval of a level in percent; no row when its model does not list the level.';

-- A function and no part of the view below, which would plan two scans of every month for each row.
create function millrace.value_between(series bigint, at timestamptz, gap interval) returns double precision
language sql stable parallel safe as $$
    select b.value + (c.value - b.value)
           * (extract(epoch from value_between.at - b.time) / extract(epoch from c.time - b.time))::double precision
    from (select o.time, o.value from millrace.observation o
          where o.series_id = value_between.series
            and o.time < value_between.at and o.time >= value_between.at - value_between.gap
          order by o.time desc limit 1) b,
         (select o.time, o.value from millrace.observation o
          where o.series_id = value_between.series
            and o.time > value_between.at and o.time <= value_between.at + value_between.gap
          order by o.time limit 1) c
    where c.time - b.time <= value_between.gap
$$;
comment on function millrace.value_between is 'The value at a time on the line between the observations around it; null where these are further apart than the gap.';

-- The actual of horizon h. Counted in time it is what was observed at origin + h * step; where nothing was observed just
-- then, the value on the line between the neighbouring observations, if these are at most two steps apart. Neighbours are
-- looked for only where the join by time found nothing: in regular series in their gaps and at their ends.
create view millrace.forecast_vs_actual as
select s.pipeline, s.model, s.key, s.metric, f.series_id, f.origin, h as horizon, f.origin + h * f.step as time,
       a.value as actual, f.mean[h] as mean, f.lower_80[h] as lower_80, f.upper_80[h] as upper_80,
       f.lower_95[h] as lower_95, f.upper_95[h] as upper_95, f.value as persistence, f.levels, f.lower, f.upper
from millrace.forecast f
join millrace.series s using (series_id)
cross join lateral generate_subscripts(f.mean, 1) h
left join millrace.observation o on o.series_id = f.series_id and o.time = f.origin + h * f.step
cross join lateral (
    select o.value where o.series_id is not null
    union all
    select v from millrace.value_between(f.series_id, f.origin + h * f.step, 2 * f.step) v
    where o.series_id is null and v is not null
) a (value)
where f.counting = 'time'
union all
select s.pipeline, s.model, s.key, s.metric, f.series_id, f.origin, h, o.time, o.value, f.mean[h], f.lower_80[h],
       f.upper_80[h], f.lower_95[h], f.upper_95[h], f.value, f.levels, f.lower, f.upper
from millrace.forecast f
join millrace.series s using (series_id)
cross join lateral generate_subscripts(f.mean, 1) h
join millrace.observation o on o.series_id = f.series_id and o.number = f.observations + h
where f.counting = 'observations';
comment on view millrace.forecast_vs_actual is 'Each forecast that is kept beside what then happened; persistence says that nothing changes. lower and upper have all horizons, by level.';

create view millrace.accuracy as
select pipeline, model, key, metric, horizon, count(*) as n,
       avg(abs(actual - mean)) as mae,
       avg(abs(actual - persistence)) as mae_persistence,
       avg(abs(actual - mean)) / nullif(avg(abs(actual - persistence)), 0) as ratio,
       avg((actual between lower_80 and upper_80)::integer::double precision) as coverage_80,
       avg((actual between lower_95 and upper_95)::integer::double precision) as coverage_95
from millrace.forecast_vs_actual
group by pipeline, model, key, metric, horizon;
comment on view millrace.accuracy is 'Mean absolute error by series and horizon, its ratio to that of persistence, and how often the intervals of 80 and 95 % held.';

create view millrace.coverage as
select a.pipeline, a.model, a.key, a.metric, a.horizon, i.level, count(*) as n,
       avg((a.actual between i.lower and i.upper)::integer::double precision) as coverage
from millrace.forecast_vs_actual a
cross join lateral (
    select l.level::integer, a.lower[l.place][a.horizon], a.upper[l.place][a.horizon]
    from unnest(a.levels) with ordinality l (level, place)
    union all
    select 80, a.lower_80, a.upper_80 where a.levels is null and a.lower_80 is not null
    union all
    select 95, a.lower_95, a.upper_95 where a.levels is null and a.lower_95 is not null
) i (level, lower, upper)
group by a.pipeline, a.model, a.key, a.metric, a.horizon, i.level;
comment on view millrace.coverage is 'How often the interval of each level held, by series and horizon; near its level it is honest.';
"""#),
        Migration(version: 3, name: "0003_roles", sql: #"""
-- A role that reads and one that writes, where the user who migrates may make roles.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'millrace_reader') then
            create role millrace_reader nologin;
        end if;
        if not exists (select from pg_roles where rolname = 'millrace_writer') then
            create role millrace_writer nologin;
        end if;
    exception
        when insufficient_privilege then
            raise notice 'the roles millrace_reader and millrace_writer were not made: no right to create roles';
            return;
        when duplicate_object or unique_violation then
            null;
    end;
    grant usage on schema millrace to millrace_reader, millrace_writer;
    grant select on all tables in schema millrace to millrace_reader;
    grant select, insert, update, delete on all tables in schema millrace to millrace_writer;
    revoke insert, update, delete on millrace.migration from millrace_writer;
    grant execute on function millrace.ensure_partition, millrace.apply_retention to millrace_writer;
    alter default privileges in schema millrace grant select on tables to millrace_reader;
end $$;
"""#),
        Migration(version: 4, name: "0004_anomalies", sql: #"""
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
"""#),
        Migration(version: 5, name: "0005_alerts", sql: #"""
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
"""#),
        Migration(version: 6, name: "0006_operator", sql: #"""
-- A role for people on call: reads, says what it thinks of anomalies, and silences alerts. A reader does not, since dashboards
-- are readers.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'millrace_operator') then
            create role millrace_operator nologin;
        end if;
    exception
        when insufficient_privilege then
            raise notice 'the role millrace_operator was not made: no right to create roles';
        when duplicate_object or unique_violation then
            null;
    end;
    if exists (select from pg_roles where rolname = 'millrace_writer') then
        grant select, insert, update, delete on millrace.anomaly, millrace.feedback, millrace.side_input,
            millrace.series_order, millrace.running_model, millrace.alert, millrace.alert_event, millrace.alert_routing, millrace.delivery,
            millrace.pipeline_file, millrace.silence
            to millrace_writer;
        grant select on millrace.anomalies, millrace.observations, millrace.alert_history, millrace.open_alerts,
            millrace.undelivered to millrace_writer;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_reader') then
        grant select on all tables in schema millrace to millrace_reader;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_operator') then
        grant usage on schema millrace to millrace_operator;
        grant select on all tables in schema millrace to millrace_operator;
        alter default privileges in schema millrace grant select on tables to millrace_operator;
        -- Whether it was taken into account is not theirs to say.
        grant insert (verdict, anomaly_id, pipeline, model, key, metric, starts_at, ends_at, note, created_by)
            on millrace.feedback to millrace_operator;
        grant insert (pipeline, policy, model, key, metric, labels, starts_at, ends_at, reason,
            created_by)
            on millrace.silence to millrace_operator;
        grant update (ends_at) on millrace.silence to millrace_operator;
    end if;
end $$;
"""#),
        Migration(version: 7, name: "0007_snapshots", sql: #"""
-- States of partitions, for pipelines whose `state` is kept here: see ARCHITECTURE.md, "Snapshots".
create table millrace.snapshot_partition (
    partition_id bigint generated always as identity primary key,
    pipeline text not null,
    source text not null,
    topic text not null,
    partition integer not null,
    unique (pipeline, source, topic, partition)
);

create table millrace.snapshot (
    partition_id bigint not null references millrace.snapshot_partition on delete cascade,
    generation bigint not null,
    -- Offset, fingerprint and check values, as the program writes them.
    head bytea not null,
    created_at timestamptz not null default now(),
    primary key (partition_id, generation)
);

create table millrace.snapshot_entry (
    partition_id bigint not null references millrace.snapshot_partition on delete cascade,
    number integer not null,
    generation bigint not null,
    entry bytea not null,
    primary key (partition_id, number, generation)
);

-- They are numbers without a pattern: not worth compressing.
alter table millrace.snapshot_entry alter column entry set storage external;

comment on table millrace.snapshot is 'The two newest snapshots of each partition: what a restart goes on from.';
comment on table millrace.snapshot_entry is 'The models of the series of a partition, by number, and by the snapshot that wrote them.';

do $$
begin
    if exists (select from pg_roles where rolname = 'millrace_writer') then
        grant select, insert, update, delete on millrace.snapshot_partition, millrace.snapshot, millrace.snapshot_entry
            to millrace_writer;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_reader') then
        grant select on millrace.snapshot_partition, millrace.snapshot to millrace_reader;
        revoke select on millrace.snapshot_entry from millrace_reader;
    end if;
end $$;
"""#),
    ]
}
