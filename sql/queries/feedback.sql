-- Tells the running pipeline that an anomaly was none, as a user who is millrace_operator: the newest one of a series.
insert into millrace.feedback (verdict, anomaly_id, note)
select 'false_alarm', anomaly_id, 'a match in the stadium'
from millrace.anomalies
where pipeline = 'ran-kpis' and key = 'cell-17' and metric = 'load'
order by started desc
limit 1;

-- What is planned is not reported, and does not become normal: a series and a time.
insert into millrace.feedback (verdict, key, metric, starts_at, ends_at, note)
values ('expected', 'cell-17', 'load', '2026-03-01 01:00+01', '2026-03-01 05:00+01', 'new software');
