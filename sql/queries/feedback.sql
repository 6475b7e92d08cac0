-- Tells the running pipeline that an anomaly was none, as a user who is millrace_operator: the newest one of a series.
insert into millrace.feedback (verdict, anomaly_id, note)
select 'false_alarm', anomaly_id, 'a match in the stadium'
from millrace.anomalies
where pipeline = 'ran-kpis' and key = 'cell-17/S' and metric = 'load'
order by started desc
limit 1;

-- What is planned is not reported, and does not become normal: a series and a time. The pipeline's key has two fields, the
-- cell and its sector, which are joined by /. Where no series has that key, a warning says which are like it.
insert into millrace.feedback (verdict, pipeline, key, metric, starts_at, ends_at, note)
select 'expected', pipeline, key, metric, '2026-03-01 01:00+01', '2026-03-01 05:00+01', 'new software'
from millrace.series
where pipeline = 'ran-kpis' and labels @> '{"cell": "cell-17"}';
insert into millrace.feedback (verdict, key, metric, starts_at, ends_at, note)
values ('expected', 'cell-17/S', 'load', '2026-03-01 01:00+01', '2026-03-01 05:00+01', 'new software');
