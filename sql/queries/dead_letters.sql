-- What could not be used, by reason, with one example of each.
select pipeline, reason, count(*) as records, min(topic || '/' || partition || '@' || "offset") as example,
       min(detail) as detail
from millrace.dead_letter
group by pipeline, reason
order by records desc;
