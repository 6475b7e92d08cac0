-- States of partitions, for pipelines whose `state` is kept here: see ARCHITECTURE.md, "Snapshots".
create table millrace.snapshot_partition (
    partition_id bigint generated always as identity primary key,
    pipeline text not null,
    source text not null,
    topic text not null,
    partition integer not null,
    unique (pipeline, source, topic, partition)
);

create table millrace.snapshot (
    partition_id bigint not null references millrace.snapshot_partition on delete cascade,
    generation bigint not null,
    -- Offset, fingerprint and check values, as the program writes them.
    head bytea not null,
    created_at timestamptz not null default now(),
    primary key (partition_id, generation)
);

create table millrace.snapshot_entry (
    partition_id bigint not null references millrace.snapshot_partition on delete cascade,
    number integer not null,
    generation bigint not null,
    entry bytea not null,
    primary key (partition_id, number, generation)
);

-- They are numbers without a pattern: not worth compressing.
alter table millrace.snapshot_entry alter column entry set storage external;

comment on table millrace.snapshot is 'The two newest snapshots of each partition: what a restart goes on from.';
comment on table millrace.snapshot_entry is 'The models of the series of a partition, by number, and by the snapshot that wrote them.';

do $$
begin
    if exists (select from pg_roles where rolname = 'millrace_writer') then
        grant select, insert, update, delete on millrace.snapshot_partition, millrace.snapshot, millrace.snapshot_entry
            to millrace_writer;
    end if;
    if exists (select from pg_roles where rolname = 'millrace_reader') then
        grant select on millrace.snapshot_partition, millrace.snapshot to millrace_reader;
        revoke select on millrace.snapshot_entry from millrace_reader;
    end if;
end $$;
