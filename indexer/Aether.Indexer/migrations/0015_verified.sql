-- How far the index was compared with the chain by headers and receipts, after it was written.
set local role aether_indexer;

-- Outside of the canonical hash, like the rest of this row: it says when things ran.
alter table chain.head add column verified bigint not null default -1;

create or replace view api.meta as
  select c.number as block_number, c.hash as block_hash, c.block_time, h.finalized, greatest(h.number - c.number, 0) as lag, h.halted,
    d.chain_id, (select count(*) from chain.log where event is null) as unknown_events, c.number as as_of, nullif(h.verified, -1) as verified
  from chain.checkpoint c cross join chain.head h cross join chain.deployment d;
comment on column api.meta.verified is 'The last block up to which every row was proved by headers and receipts; null: none yet.';

create or replace view at_block.meta as
  select block_number, block_hash, block_time, finalized, lag, halted, chain_id, unknown_events,
    current_setting('aether.block')::bigint as as_of, verified
  from api.meta;
