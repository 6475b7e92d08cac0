-- Observations furthest outside their 95 % interval, in widths of it: the most surprising of each pipeline.
select pipeline, key, metric, time, round(value::numeric, 3) as value, round(expected::numeric, 3) as expected,
       round(((greatest(lower_95 - value, value - upper_95)) / nullif(upper_95 - lower_95, 0))::numeric, 1) as widths_outside
from millrace.observation join millrace.series using (series_id)
where number > 200 and (value < lower_95 or value > upper_95)
order by widths_outside desc nulls last
limit 20;
