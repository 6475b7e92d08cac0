-- The newest forecast of each series: the next observation, with its intervals.
select key, metric, origin, round(mean::numeric, 3) as mean,
       round(lower_80::numeric, 3) as lower_80, round(upper_80::numeric, 3) as upper_80,
       round(lower_95::numeric, 3) as lower_95, round(upper_95::numeric, 3) as upper_95
from millrace.forecast_points
where horizon = 1
order by key, metric
limit 20;
