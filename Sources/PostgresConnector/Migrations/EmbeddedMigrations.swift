// Written by ops/embed-migrations from sql/migrations.
// swift-format-ignore-file

extension Migration {
    /// Every migration, in order.
    static let all: [Migration] = [
        Migration(version: 1, name: "0001_tables", sql: #"""
-- What a pipeline writes. Every table is append-only but for `forecast_latest` and `progress`.

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
    upper     double precision[]
) partition by range (time);
create index on millrace.observation (series_id, time);
comment on table millrace.observation is 'What was observed, with what had been expected in its place. Partitioned by month of time.';
comment on column millrace.observation.number is 'The number of the observation in its series: 1, 2, 3 …';
comment on column millrace.observation.expected is 'What the forecast issued at the observation before had said of this time; null when it said nothing of it.';
comment on column millrace.observation.lower_80 is 'Lower bound of the 80 % interval in which it was expected; null when the model does not list 80.';
comment on column millrace.observation.levels is 'The levels of all intervals in percent, narrowest first; null when there are none besides 80 and 95.';
comment on column millrace.observation.lower is 'Lower bounds by level; null when levels is.';
comment on column millrace.observation.upper is 'Upper bounds by level; null when levels is.';

create table millrace.progress (
    pipeline     text not null,
    source       text not null,
    topic        text not null,
    partition    integer not null,
    start_offset bigint not null,
    next_offset  bigint not null,
    epoch        bigint not null default 0,
    updated_at   timestamptz not null default now(),
    primary key (pipeline, source, topic, partition)
);
comment on table millrace.progress is 'How far each partition has been written; moved in the same transaction as what it counts.';
comment on column millrace.progress.start_offset is 'Where the pipeline began to read: the state of its models is a function of the log from here on.';
comment on column millrace.progress.next_offset is 'The first offset that has not been written.';

create table millrace.dead_letter (
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
    received_at  timestamptz not null default now()
);
create index on millrace.dead_letter (pipeline, received_at);
comment on table millrace.dead_letter is 'Records, or values of them, that could not be used, as they were received: one row for each record and reason.';
comment on column millrace.dead_letter.metrics is 'The values; null when the whole record was refused.';
comment on column millrace.dead_letter.detail is 'What is wrong with the record, or with the first of the values.';
comment on column millrace.dead_letter.reason is 'A stable word: malformed, missing_field, time_in_future, late, duplicate …';

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

create function millrace.drop_before(parent regclass, which text, cutoff timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    child regclass;
    others boolean;
begin
    if parent not in ('millrace.forecast'::regclass, 'millrace.observation'::regclass) then
        raise exception 'millrace.drop_before removes months of millrace.forecast and millrace.observation, not of %', parent;
    end if;
    for child in
        select c.oid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent
          and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff
    loop
        -- Rows of others that are under way would be waited for by `drop table`, and go with it.
        execute format('lock table %s in access exclusive mode', child);
        execute format(
            'select exists (select from %s t join millrace.series s using (series_id) where s.pipeline <> %L)',
            child, which) into others;
        if others then
            execute format(
                'delete from %s t using millrace.series s where s.series_id = t.series_id and s.pipeline = %L',
                child, which);
        else
            execute format('drop table %s', child);
        end if;
    end loop;
end $$;
comment on function millrace.drop_before is 'Removes a pipeline''s rows from the months that end before a time; drops a month that only it has.';
revoke execute on function millrace.drop_before from public;

-- Retention: rows of a pipeline that are older than what it keeps, counted from its newest row. A time that has not come
-- yet is a mistake in the data, and does not count: it would take the whole history with it.
create function millrace.apply_retention(
    which text, keep_forecasts interval, keep_observations interval, keep_dead_letters interval) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    newest timestamptz := (
        select max(f.origin) from millrace.forecast_latest f join millrace.series s using (series_id)
        where s.pipeline = which and f.origin <= now() + interval '1 day');
begin
    if newest is not null and keep_forecasts is not null then
        perform millrace.drop_before('millrace.forecast', which, newest - keep_forecasts);
    end if;
    if newest is not null and keep_observations is not null then
        perform millrace.drop_before('millrace.observation', which, newest - keep_observations);
    end if;
    if keep_dead_letters is not null then
        delete from millrace.dead_letter where pipeline = which and received_at < now() - keep_dead_letters;
    end if;
end $$;
comment on function millrace.apply_retention is 'Removes what a pipeline does not keep any longer, whole months at a time.';
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
    ]
}
