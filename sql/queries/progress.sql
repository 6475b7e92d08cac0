-- How far each partition has been written.
select pipeline, topic, partition, next_offset, epoch, updated_at
from millrace.progress
order by pipeline, topic, partition;
