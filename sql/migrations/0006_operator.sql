-- A role for people on call: reads, says what it thinks of anomalies, and silences alerts. A reader does not, since dashboards
-- are readers.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'millrace_operator') then
            create role millrace_operator nologin;
        end if;
    exception
        when insufficient_privilege then
            raise notice 'the role millrace_operator was not made: no right to create roles';
        when duplicate_object or unique_violation then
            null;
    end;
    if exists (select from pg_roles where rolname = 'millrace_writer') then
        grant select, insert, update, delete on millrace.anomaly, millrace.feedback, millrace.side_input,
            millrace.series_order, millrace.running_model, millrace.alert, millrace.alert_event, millrace.alert_routing, millrace.delivery,
            millrace.pipeline_file, millrace.silence
            to millrace_writer;
        grant select on millrace.anomalies, millrace.observations, millrace.alert_history, millrace.open_alerts,
            millrace.undelivered to millrace_writer;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_reader') then
        grant select on all tables in schema millrace to millrace_reader;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_operator') then
        grant usage on schema millrace to millrace_operator;
        grant select on all tables in schema millrace to millrace_operator;
        alter default privileges in schema millrace grant select on tables to millrace_operator;
        -- Whether it was taken into account is not theirs to say.
        grant insert (verdict, anomaly_id, pipeline, model, key, metric, starts_at, ends_at, note, created_by)
            on millrace.feedback to millrace_operator;
        grant insert (pipeline, policy, model, key, metric, labels, starts_at, ends_at, reason,
            created_by)
            on millrace.silence to millrace_operator;
        grant update (ends_at) on millrace.silence to millrace_operator;
    end if;
end $$;
