-- The first backfill of an index writes millions of rows into empty tables: indexes that only readers and the undo of reorgs need are built
-- once, behind it. What is here is to be built still, also by a program that starts after a crash.
set local role aether_indexer;

create table chain.deferred_index (
  name text primary key,
  definition text not null,
  description text
);

-- Drops what can wait and returns how many. What stays: primary keys, and the key of open versions, by which the writer finds them.
create function chain.defer_indexes() returns int
language plpgsql as $$
declare
  waiting record;
  dropped int := 0;
begin
  for waiting in
    select ic.relname as name, pg_get_indexdef(i.indexrelid) as definition, obj_description(i.indexrelid, 'pg_class') as description
    from pg_index i
    join pg_class ic on ic.oid = i.indexrelid
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
      and ic.relname <> c.relname || '_current'
  loop
    insert into chain.deferred_index (name, definition, description) values (waiting.name, waiting.definition, waiting.description);
    execute format('drop index chain.%I', waiting.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
comment on function chain.defer_indexes is 'Before the first backfill: drops the indexes that only readers and undo need, and remembers them.';
revoke execute on function chain.defer_indexes from public;

create procedure chain.analyze()
language plpgsql as $$
declare
  found regclass;
begin
  for found in select c.oid::regclass from pg_class c where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r' loop
    execute format('analyze %s', found);
  end loop;
end
$$;
comment on procedure chain.analyze is 'Behind the first backfill: what the planner knows of the tables was learned when they were empty.';
revoke execute on procedure chain.analyze from public;
