-- Of whom somebody should have been told and was not, and why.
select receiver, state, count(*) as notifications, min(created_at) as oldest, max(attempts) as attempts,
       (array_agg(last_error order by tried_at desc nulls last))[1] as last_error
from millrace.undelivered
group by receiver, state
order by notifications desc;
