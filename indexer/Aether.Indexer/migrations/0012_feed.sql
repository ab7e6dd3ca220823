-- What subscriptions are made of: a word on each commit that moves the index, and one function that says what came after a position.
create schema feed authorization aether_indexer;
grant usage on schema feed to aether_api;
set local role aether_indexer;
comment on schema feed is 'What changed after a position of the index: subscriptions and their resumption.';

-- Blocks that were here and are of the chain no more, for good: from any of them the way leads back to a block that still is. Not derived from the
-- chain as it is, so outside of the canonical hash.
create table chain.orphan (
  hash chain.hash primary key,
  number bigint not null,
  parent_hash chain.hash not null
);

-- An undo takes the newest blocks away; forgetting final ones leaves newer ones behind.
create function chain.keep_orphans() returns trigger language plpgsql as $$
begin
  execute format(
    'insert into %1$I.orphan (hash, number, parent_hash)
     select hash, number, parent_hash from gone where number > coalesce((select max(number) from %1$I.recent_block), -1)
     on conflict (hash) do update set number = excluded.number', tg_table_schema);
  return null;
end
$$;
comment on function chain.keep_orphans is 'Remembers the blocks that a reorg took away.';
revoke execute on function chain.keep_orphans from public;
create trigger keep_orphans after delete on chain.recent_block referencing old table as gone
  for each statement execute function chain.keep_orphans();

-- Heard when the transaction commits, by every process that serves subscriptions. A wake-up: what changed is read with feed.after, so one that is lost
-- costs time and nothing else. `from` is the first block that is new, or not the one it was.
create function chain.tell_checkpoint() returns trigger language plpgsql as $$
declare
  replaced bigint := (select min(number) from chain.orphan where xmin = pg_current_xact_id()::xid);
begin
  perform pg_notify('aether_checkpoint', json_build_object(
    'from', coalesce(replaced, old.number + 1, new.number), 'number', new.number, 'hash', '0x' || encode(new.hash, 'hex'),
    'kind', case when replaced is null then 'append' else 'reorg' end)::text);
  return null;
end
$$;
comment on function chain.tell_checkpoint is 'Notifies aether_checkpoint: {from, number, hash, kind}.';
revoke execute on function chain.tell_checkpoint from public;
create trigger tell_checkpoint after insert or update on chain.checkpoint for each row execute function chain.tell_checkpoint();

create function feed.hex(bytes bytea) returns text language sql immutable parallel safe as $$ select '0x' || encode(bytes, 'hex') $$;

-- Where the index stands; null before the first block.
create function feed.position() returns jsonb language sql stable security definer as $$
  select jsonb_build_object('number', number::text, 'hash', feed.hex(hash), 'time', block_time::text) from chain.checkpoint
$$;
comment on function feed.position is 'The last block of the index.';

-- Whether a block is of the chain as it is. Headers are kept since the finalized block, and for good where a block holds events; what is older than all
-- of them and was never taken away is final.
create function feed.stands(at_number bigint, at_hash bytea) returns bool language sql stable as $$
  select exists (select from chain.recent_block where number = at_number and hash = at_hash)
    or exists (select from chain.block where number = at_number and hash = at_hash)
    or exists (select from chain.checkpoint where number = at_number and hash = at_hash)
    or (at_number < (select min(number) from chain.recent_block)
      and not exists (select from chain.block where number = at_number)
      and not exists (select from chain.orphan where hash = at_hash))
$$;

-- What came after a position, oldest first: {retract, blocks, to}. `retract` is there when the position was reorged away: the last block before it that
-- still stands; what was told about later ones is void. `blocks` are those with events, `most` of them at most; `to` is where this reading ends,
-- equal to the position when nothing came. A stable function sees one state of the index, whatever is written meanwhile.
create function feed.after(at_number bigint, at_hash bytea, most int) returns jsonb
language plpgsql stable security definer as $$
declare
  tip chain.checkpoint := (select c from chain.checkpoint c);
  lost chain.orphan;
  retract jsonb;
  batch jsonb;
  last jsonb;
begin
  if tip is null then raise exception using errcode = 'AE404', message = 'The index has no block yet'; end if;
  while not feed.stands(at_number, at_hash) loop
    select * into lost from chain.orphan where hash = at_hash and number = at_number;
    if not found then
      raise exception using errcode = 'AE404', message = format('Block %s %s was never here', at_number, feed.hex(at_hash));
    end if;
    at_number := lost.number - 1;
    at_hash := lost.parent_hash;
    retract := jsonb_build_object('number', at_number::text, 'hash', feed.hex(at_hash));
  end loop;
  select jsonb_agg(jsonb_build_object(
      'number', b.number::text, 'hash', feed.hex(b.hash), 'time', b.block_time::text,
      'events', (
        select jsonb_agg(jsonb_build_object('logIndex', l.log_index, 'name', l.event, 'arguments', l.arguments, 'jobId', l.job_id::text,
          'contractName', c.name, 'contractAddress', feed.hex(l.address), 'transactionHash', feed.hex(l.transaction_hash)) order by l.log_index)
        from chain.log l join chain.contract c on c.address = l.address where l.block_number = b.number),
      'jobs', (
        select jsonb_agg(jsonb_build_object('jobId', j.job_id::text, 'status', j.status, 'requester', feed.hex(j.requester), 'provider', feed.hex(j.provider)) order by j.job_id)
        from (
          select job_id, status, requester, provider from chain.job where lower(valid) = b.number
          union all
          select r.job_id, r.status, r.requester, null from chain.request r where lower(r.valid) = b.number
            and not exists (select from chain.job k where k.job_id = r.job_id and lower(k.valid) <= b.number)) j)
    ) order by b.number)
  into batch
  from (select * from chain.block where number > at_number order by number limit most) b;
  last := case when jsonb_array_length(batch) = most then batch -> -1
    else jsonb_build_object('number', tip.number::text, 'hash', feed.hex(tip.hash), 'time', tip.block_time::text) end;
  return jsonb_build_object('retract', retract, 'blocks', coalesce(batch, '[]'),
    'to', jsonb_build_object('number', last -> 'number', 'hash', last -> 'hash', 'time', last -> 'time'));
end
$$;
comment on function feed.after is 'What came after a block: what to take back, and blocks with their events and changed jobs.';
revoke execute on all functions in schema feed from public;
grant execute on function feed.position, feed.after to aether_api;
