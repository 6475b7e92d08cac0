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
