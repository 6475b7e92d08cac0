-- Two hours of silence about one cell's load, as a user who is millrace_operator. Columns that are left out fit anything;
-- in key, % is any text. To end it: update millrace.silence set ends_at = now() where silence_id = …
insert into millrace.silence (pipeline, key, metric, ends_at, reason)
values ('ran-kpis', 'cell-17', 'load', now() + interval '2 hours', 'works on the mast')
returning silence_id, ends_at;
