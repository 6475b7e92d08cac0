-- The newest forecasts, five series of each pipeline: the next observation, with its intervals.
select pipeline, key, metric, origin, round(mean::numeric, 3) as mean,
       round(lower_80::numeric, 3) as lower_80, round(upper_80::numeric, 3) as upper_80,
       round(lower_95::numeric, 3) as lower_95, round(upper_95::numeric, 3) as upper_95
from (select p.*, row_number() over (partition by pipeline order by key, metric) as n
      from millrace.forecast_points p where horizon = 1) numbered
where n <= 5
order by pipeline, key, metric;
