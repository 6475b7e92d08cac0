-- A role that reads and one that writes, where the user who migrates may make roles.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'millrace_reader') then
            create role millrace_reader nologin;
        end if;
        if not exists (select from pg_roles where rolname = 'millrace_writer') then
            create role millrace_writer nologin;
        end if;
    exception
        when insufficient_privilege then
            raise notice 'the roles millrace_reader and millrace_writer were not made: no right to create roles';
            return;
        when duplicate_object or unique_violation then
            null;
    end;
    grant usage on schema millrace to millrace_reader, millrace_writer;
    grant select on all tables in schema millrace to millrace_reader;
    grant select, insert, update, delete on all tables in schema millrace to millrace_writer;
    revoke insert, update, delete on millrace.migration from millrace_writer;
    grant execute on function millrace.ensure_partition, millrace.apply_retention to millrace_writer;
    alter default privileges in schema millrace grant select on tables to millrace_reader;
end $$;
