-- How good the forecasts of each pipeline were, beside the forecast that nothing changes: below 1 is better.
select pipeline, horizon, count(*) as series,
       round(exp(avg(ln(ratio)))::numeric, 3) as error_ratio_to_persistence,
       round(avg(coverage_80)::numeric, 3) as coverage_80,
       round(avg(coverage_95)::numeric, 3) as coverage_95
from millrace.accuracy
where horizon in (1, 5, 12) and ratio > 0
group by pipeline, horizon
order by pipeline, horizon;
