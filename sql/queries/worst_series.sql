-- The series whose next value is forecast worst, compared with the forecast that nothing changes.
select pipeline, key, metric, n, round(ratio::numeric, 3) as ratio,
       round(coverage_80::numeric, 3) as coverage_80, round(coverage_95::numeric, 3) as coverage_95
from millrace.accuracy
where horizon = 1
order by ratio desc nulls last
limit 20;
