-- The newest anomalies: what, since when, how rare for that series, and why.
select anomaly_id, pipeline, key, metric, started, ended, severity, kind, return_period, sentence
from millrace.anomalies
order by started desc
limit 20;
