-- What is not over, the most severe first, of those the storms, and whether everybody was told.
select alert_id, pipeline, policy, coalesce(key, members || ' series') as key, metric, severity, opened, silenced_until,
       delivered, waiting, refused, sentence
from millrace.open_alerts
order by severity desc, common is null, score desc;
