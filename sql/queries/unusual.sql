-- For each series the observation that lay furthest outside its 95 % interval, in widths of it; the most surprising first.
select pipeline, key, metric, time, round(value::numeric, 3) as value, round(expected::numeric, 3) as expected,
       round(widths_outside::numeric, 1) as widths_outside
from (select distinct on (series_id) s.*, o.time, o.value, o.expected,
             greatest(lower_95 - value, value - upper_95) / (upper_95 - lower_95) as widths_outside
      from millrace.observation o join millrace.series s using (series_id)
      where number > 200 and (value < lower_95 or value > upper_95)
        and upper_95 - lower_95 > 1e-3 * greatest(abs(value), abs(expected))
      order by series_id, widths_outside desc) furthest
order by widths_outside desc
limit 10;
