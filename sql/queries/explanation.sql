-- The most unusual anomaly, and why: how rare each view of the series says it is, as log10 of a return period in observations.
select a.key, a.metric, a.peaked, a.kind, a.severity, a.return_period, c.value ->> 'evidence' as evidence,
       round((c.value ->> 'score')::numeric, 2) as score
from (select * from millrace.anomalies order by score desc, started desc limit 1) a
cross join lateral jsonb_array_elements(a.contributions) c
order by score desc;
