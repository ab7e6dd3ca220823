-- The past: schema `at_block` has a view for every view of `api`, with the same columns, as of the block that the transaction names. Names in the
-- API's statements are unqualified, so the search path alone decides which of the two answers: ordinary queries pay nothing for it.
create schema at_block authorization aether_indexer;
grant usage on schema at_block to aether_api;
set local role aether_indexer;
comment on schema at_block is 'The views of schema api as of the block in setting aether.block; at_block.pin sets it.';

-- Which block a transaction is about. A hash that the chain does not have now, be it unknown or of a fork that is gone, is refused: it never answers
-- for the block that took its place. Blocks that no longer can change and hold no event of ours have no hash here.
create function at_block.pin(wanted_number bigint, wanted_hash bytea) returns bigint
language plpgsql volatile security definer as $$
declare
  last bigint := (select number from chain.checkpoint);
  pinned bigint := wanted_number;
begin
  if wanted_hash is not null then
    select number into pinned from (
      select number from chain.block where hash = wanted_hash
      union all
      select number from chain.recent_block where hash = wanted_hash
      union all
      select number from chain.checkpoint where hash = wanted_hash) known
    limit 1;
    if pinned is null then
      raise exception using errcode = 'AE404', message = format('No block of the chain as it is now is known by hash 0x%s', encode(wanted_hash, 'hex'));
    end if;
  end if;
  if pinned > coalesce(last, -1) then
    raise exception using errcode = 'AE404', message = format('Block %s is not here yet; the index stands at %s', pinned, coalesce(last::text, 'none'));
  end if;
  perform set_config('aether.block', pinned::text, true), set_config('search_path', 'at_block', true);
  return pinned;
end
$$;
comment on function at_block.pin is 'Makes the rest of the transaction answer as of a block.';
revoke execute on function at_block.pin from public;
grant execute on function at_block.pin to aether_api;

-- Derives what is said once in `api`: at_block.<entity> from api.<entity>, and, where an entity changes, api.<entity>_version (all of its
-- versions, with the blocks they are true in) and at_block.<entity>_version. To be called again by a migration that adds or changes a view.
-- An entity's twin is two scans side by side: what is still true, by the indexes the API uses anyway, and what has ended, by key or by when it
-- ended. Near the head the second one is next to nothing.
create function at_block.mirror(entity text, with_history bool) returns void language plpgsql as $$
declare
  pinned constant text := 'current_setting(''aether.block'')::bigint';
  source text := rtrim(pg_get_viewdef(format('api.%I', entity)::regclass, true), '; ');
  valid text := substring(source from 'upper_inf\(((?:\w+\.)?valid)\)');
  versions text;
  body text;
  keys text;
  attribute record;
begin
  if valid is null then raise exception 'api.% shows no versioned table', entity; end if;
  execute format('drop view if exists at_block.%I', entity);
  if (select count(*) from regexp_matches(source, 'upper_inf\(', 'g')) > 1 then
    -- A join of versioned tables: each at the block.
    execute format('create view at_block.%I as %s', entity,
      regexp_replace(source, 'upper_inf\(((?:\w+\.)?valid)\)', format('\1 @> %s', pinned), 'g'));
  else
    execute format('create view at_block.%I as %s union all %s', entity,
      replace(source, format('upper_inf(%s)', valid), format('upper_inf(%1$s) and lower(%1$s) <= %2$s', valid, pinned)),
      replace(source, format('upper_inf(%s)', valid), format('not upper_inf(%1$s) and upper(%1$s) > %2$s and lower(%1$s) <= %2$s', valid, pinned)));
  end if;
  execute format('grant select on at_block.%I to aether_api', entity);
  if not with_history then return; end if;

  execute format('drop view if exists api.%I, at_block.%I', entity || '_version', entity || '_version');
  versions := regexp_replace(source, '\n\s+FROM ', format(E',\n lower(%1$s) as valid_from, upper(%1$s) as valid_to FROM ', valid));
  execute format('create view api.%I as %s', entity || '_version', replace(versions, format('upper_inf(%s)', valid), 'true'));
  versions := regexp_replace(source, '\n\s+FROM ',
    format(E',\n lower(%1$s) as valid_from, case when upper(%1$s) <= %2$s then upper(%1$s) end as valid_to FROM ', valid, pinned));
  execute format('create view at_block.%I as %s', entity || '_version',
    replace(versions, format('upper_inf(%s)', valid), format('lower(%s) <= %s', valid, pinned)));
  execute format('grant select on api.%1$I, at_block.%1$I to aether_api', entity || '_version');

  body := obj_description(format('api.%I', entity)::regclass);
  keys := substring(body from '@primaryKey ([\w,]+)');
  execute format('comment on view api.%I is %L', entity || '_version',
    coalesce(substring(body from '@name \w+') || E'_version\n', '')
    || format(E'@primaryKey %1$s,valid_from\n@foreignKey (%1$s) references api.%2$s (%1$s)|@fieldName current|@foreignFieldName history\n', keys, entity)
    || format('What was so from validFrom until before validTo. %s', regexp_replace(body, '^(@[^\n]*\n)*', '')));
  for attribute in
    select attname, col_description(attrelid, attnum) as body
    from pg_attribute where attrelid = format('api.%I', entity)::regclass and attnum > 0 and not attisdropped
  loop
    execute format('comment on column api.%I.%I is %L', entity || '_version', attribute.attname, attribute.body);
  end loop;
  execute format('comment on column api.%I.valid_from is %L', entity || '_version', E'@notNull\nThe first block in which it was so.');
  execute format('comment on column api.%I.valid_to is %L', entity || '_version', 'The first block in which it was so no more; null: it still is.');
end
$$;
comment on function at_block.mirror is 'Derives at_block.<entity>, and its versions, from api.<entity>.';
revoke execute on function at_block.mirror from public;

-- What never changes once it is there has no history: settlements, rulings, splits, royalties, deliveries, complaints, sweeps, calls, proofs.
select at_block.mirror(entity, with_history => true)
from unnest(array['token', 'module', 'announcement', 'account', 'escrow', 'opt_in', 'provider', 'bond', 'node', 'operator', 'model', 'verifier',
  'request', 'job', 'claim', 'contest', 'record', 'demand', 'feedback', 'timelock_operation']) entity;
select at_block.mirror(entity, with_history => false)
from unnest(array['market', 'royalty', 'settlement', 'ruling', 'extra', 'delivery', 'complaint', 'fee_sweep', 'timelock_call', 'proof']) entity;

create view at_block.event as
  select l.block_number, l.log_index, b.block_time, b.hash as block_hash, l.transaction_hash, c.name as contract_name,
    l.address as contract_address, l.event as name, l.arguments, l.job_id, l.topic0, l.topic1, l.topic2, l.topic3, l.data::chain.bytes as data
  from chain.log l join chain.block b on b.number = l.block_number join chain.contract c on c.address = l.address
  where l.block_number <= current_setting('aether.block')::bigint;

create view at_block.contract as select name, address from chain.contract;

create or replace view api.meta as
  select c.number as block_number, c.hash as block_hash, c.block_time, h.finalized, greatest(h.number - c.number, 0) as lag, h.halted,
    d.chain_id, (select count(*) from chain.log where event is null) as unknown_events, c.number as as_of
  from chain.checkpoint c cross join chain.head h cross join chain.deployment d;
comment on column api.meta.as_of is E'@notNull\nThe block that this answer is true at.';

create view at_block.meta as
  select block_number, block_hash, block_time, finalized, lag, halted, chain_id, unknown_events,
    current_setting('aether.block')::bigint as as_of
  from api.meta;

grant select on all tables in schema at_block to aether_api;
