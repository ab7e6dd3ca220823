-- The first backfill counts once, at its end: keeping the numbers of chain.row_count statement by statement means that PostgreSQL keeps all rows of a
-- page a second time for its triggers, and reads them again for each dimension.
set local role aether_indexer;

-- What the trigger that keeps a table's numbers was made with: the entity, the condition of rows that count, and the dimensions.
create function chain.counted_tables() returns table (counted name, arguments text[], paused bool) language sql stable as $$
  select c.relname, string_to_array(regexp_replace(encode(t.tgargs, 'escape'), '\\000$', ''), '\000'), t.tgenabled = 'D'
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'chain'::regnamespace and t.tgname = 'row_count_insert'
$$;
comment on function chain.counted_tables is 'Tables whose rows are counted, how, and whether that waits.';
revoke execute on function chain.counted_tables from public;

create function chain.pause_counts() returns void language plpgsql as $$
declare
  one record;
begin
  for one in select counted from chain.counted_tables() where not paused loop
    execute format('alter table chain.%1$I disable trigger row_count_insert, disable trigger row_count_delete, disable trigger row_count_update', one.counted);
    -- Beside the indexes that wait, so that it is done with them whoever comes to it, and a backfill is over when all are.
    insert into chain.deferred_index (name, definition) values ('row_count ' || one.counted, format('select chain.resume_counts(%L)', one.counted));
  end loop;
end
$$;
comment on function chain.pause_counts is 'Before the first backfill: rows are counted behind it.';
revoke execute on function chain.pause_counts from public;

-- With nobody writing, in the transaction that forgets that it waits: what is there is counted, in one reading, and what comes is counted from here on.
create function chain.resume_counts(of_table text) returns void language plpgsql as $$
declare
  one record;
  dimensions text[];
  names text := '';
  sets text := '()';
  picks text;
begin
  select * into strict one from chain.counted_tables() where counted = of_table;
  dimensions := one.arguments[3:];
  picks := format('select %L, %2$L, %2$L, n from c where g = %3$s and n > 0', one.arguments[1], '', (1 << cardinality(dimensions)) - 1);
  for i in 1 .. cardinality(dimensions) loop
    names := names || case when i = 1 then '' else ', ' end || split_part(dimensions[i], '=', 2);
    sets := sets || format(', (%s)', split_part(dimensions[i], '=', 2));
    picks := picks || format(' union all select %L, %L, %s::text, n from c where g = %s and %3$s is not null', one.arguments[1],
      split_part(dimensions[i], '=', 1), split_part(dimensions[i], '=', 2), (1 << cardinality(dimensions)) - 1 - (1 << (cardinality(dimensions) - i)));
  end loop;
  execute format('alter table chain.%1$I enable trigger row_count_insert, enable trigger row_count_delete, enable trigger row_count_update', of_table);
  delete from chain.row_count where entity = one.arguments[1];
  execute format('insert into chain.row_count with c as materialized (select %s, count(*) n from chain.%I where %s group by grouping sets (%s)) %s',
    case when names = '' then '0 as g' else names || format(', grouping(%s) as g', names) end, of_table, one.arguments[2], sets, picks);
end
$$;
comment on function chain.resume_counts is 'Behind the first backfill: counts what waited.';
revoke execute on function chain.resume_counts from public;

-- A JobLocked event with its fields is a little above the 2 kB from which PostgreSQL compresses, which costs more than all else of the row.
alter table chain.log set (toast_tuple_target = 4080);
