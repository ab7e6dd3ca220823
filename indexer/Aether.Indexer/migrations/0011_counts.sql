-- How many rows the big lists of the API have, kept as they are written: totalCount of a list without a filter, or with one of the equalities below,
-- is one lookup however long the list is. Kept by the statements that write, COPY and the undo of a reorg included, so they cannot be forgotten.
set local role aether_indexer;

create table chain.row_count (
  entity text not null, -- a view of schema api
  dimension text not null, -- a column of it; empty: all rows
  value text not null, -- of that column, as text
  rows bigint not null check (rows > 0), -- what there is none of has no row here
  primary key (entity, dimension, value)
);

-- Arguments: the entity, the condition of rows that count, then dimensions as column=expression. Transition tables `added` and `gone` hold the rows of
-- one statement, whatever their number.
create function chain.keep_row_count() returns trigger language plpgsql as $$
declare
  counted text := '';
  dimension text;
  side text;
begin
  foreach side in array case tg_op when 'INSERT' then array['added'] when 'DELETE' then array['gone'] else array['added', 'gone'] end loop
    for i in 1 .. tg_nargs - 1 loop
      dimension := case when i = 1 then '=' else tg_argv[i] end;
      counted := counted || case when counted = '' then '' else ' union all ' end || format(
        'select %L::text, %s::text, %s from %I where %s group by 2',
        split_part(dimension, '=', 1), coalesce(nullif(split_part(dimension, '=', 2), ''), quote_literal('')),
        case side when 'added' then 'count(*)' else '-count(*)' end, side, tg_argv[1]);
    end loop;
  end loop;
  execute format(
    'merge into %1$I.row_count c
     using (select * from (select d, v, sum(n)::bigint as n from (%2$s) one (d, v, n) where v is not null group by d, v) moved where n <> 0) s
     on c.entity = %3$L and c.dimension = s.d and c.value = s.v
     when matched and c.rows + s.n = 0 then delete
     when matched then update set rows = c.rows + s.n
     when not matched then insert values (%3$L, s.d, s.v, s.n)', tg_table_schema, counted, tg_argv[0]);
  return null;
end
$$;
comment on function chain.keep_row_count is 'Adds what a statement wrote to chain.row_count.';
revoke execute on function chain.keep_row_count from public;

create function chain.count_rows(counted text, entity text, condition text, dimensions text[]) returns void language plpgsql as $$
declare
  arguments text := (select string_agg(quote_literal(a), ', ') from unnest(array[entity, condition] || dimensions) a);
begin
  execute format('create trigger row_count_insert after insert on chain.%I referencing new table as added
    for each statement execute function chain.keep_row_count(%s)', counted, arguments);
  execute format('create trigger row_count_delete after delete on chain.%I referencing old table as gone
    for each statement execute function chain.keep_row_count(%s)', counted, arguments);
  execute format('create trigger row_count_update after update on chain.%I referencing old table as gone new table as added
    for each statement execute function chain.keep_row_count(%s)', counted, arguments);
  execute format('insert into chain.row_count select %L, %L, %L, count(*) from chain.%I where %s having count(*) > 0', entity, '', '', counted, condition);
  for i in 1 .. cardinality(dimensions) loop
    execute format('insert into chain.row_count select %1$L, %2$L, %3$s::text, count(*) from chain.%4$I where %5$s and %3$s is not null group by 3',
      entity, split_part(dimensions[i], '=', 1), split_part(dimensions[i], '=', 2), counted, condition);
  end loop;
end
$$;
comment on function chain.count_rows is 'Keeps the number of rows of an entity, all and by dimension.';
revoke execute on function chain.count_rows from public;

select chain.count_rows('account', 'account', 'upper_inf(valid)', '{token_address=token,address=account}');
select chain.count_rows('provider', 'provider', 'upper_inf(valid)', '{}');
select chain.count_rows('node', 'node', 'upper_inf(valid)', '{provider_address=provider}');
select chain.count_rows('model', 'model', 'upper_inf(valid)', '{creator=creator,parent_id=parent}');
select chain.count_rows('request', 'request', 'upper_inf(valid)', '{status=status,requester=requester,model_id=model_id}');
select chain.count_rows('job', 'job', 'upper_inf(valid)',
  '{status=status,requester=requester,provider_address=provider,model_id=model_id,node_id=node_id,token_address=token}');
select chain.count_rows('claim', 'claim', 'upper_inf(valid)', '{}');
select chain.count_rows('settlement', 'settlement', 'upper_inf(valid)', '{status=status}');
select chain.count_rows('feedback', 'feedback', 'upper_inf(valid)', '{provider_address=provider,client=client}');
select chain.count_rows('log', 'event', 'true', '{name=event,contract_address=address}');

create view api.row_count as select entity, dimension, value, rows from chain.row_count;
comment on view api.row_count is E'@behavior -*\nHow many rows a list has; served as totalCount.';
-- Numbers are kept of the state now alone; as of a block rows are counted.
create view at_block.row_count as select entity, dimension, value, rows from chain.row_count where false;
grant select on api.row_count, at_block.row_count to aether_api;
