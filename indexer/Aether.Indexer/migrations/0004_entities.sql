-- One table per entity. A row is one version: it is true in the blocks of `valid` and was made by the last log of its first block
-- that touched the entity. An open range is the state now. An entity has at most one version per block.
set local role aether_indexer;

create type chain.job_status as enum (
  'NONE', 'POSTED', 'LOCKED', 'SUBMITTED', 'PAID', 'CANCELLED', 'DECLINED', 'STALLED', 'EXPIRED', 'SLASHED', 'VOIDED'
);
create type chain.tier as enum ('COOPERATIVE', 'OPTIMISTIC', 'VALIDITY', 'ATTESTED');
create type chain.model_kind as enum ('MODEL', 'ADAPTER', 'PROMPT');
create type chain.module_kind as enum ('NONE', 'GENESIS', 'LATER');
create type chain.vault_change as enum ('ADD_MODULE', 'ALLOW_TOKEN');
create type chain.verifier_status as enum ('UNKNOWN', 'LISTED', 'RETIRED');

-- Vault ---------------------------------------------------------------------------------------------------------------------

create table chain.token (
  token chain.address not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.module (
  module chain.address not null,
  kind chain.module_kind not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.announcement (
  change chain.vault_change not null,
  subject chain.address not null,
  ready_at bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.account (
  token chain.address not null,
  account chain.address not null,
  free chain.uint256 not null,
  ref chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.escrow (
  token chain.address not null,
  module chain.address not null,
  escrow chain.uint256 not null,
  ref chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.opt_in (
  account chain.address not null,
  module chain.address not null,
  is_on bool not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- ProviderRegistry ----------------------------------------------------------------------------------------------------------

-- A Provider exists from its first bond or node on. Its stake is the bond towards slasher zero.
create table chain.provider (
  provider chain.address not null,
  stake chain.uint256 not null,
  thawing chain.uint256 not null,
  thaw_at bigint not null,
  hold_until bigint not null,
  first_block bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.bond (
  provider chain.address not null,
  slasher chain.address not null,
  amount chain.uint256 not null,
  thawing chain.uint256 not null,
  thaw_at bigint not null,
  hold_until bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.node (
  node_id chain.uint256 not null,
  provider chain.address not null,
  session_key chain.address not null,
  zone smallint not null,
  class_id int not null,
  capacity bigint not null,
  active bool not null,
  seal_x chain.uint256 not null,
  seal_y chain.uint256 not null,
  endpoint text not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.operator (
  provider chain.address not null,
  operator chain.address not null,
  is_on bool not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- ModelRegistry and VerifierRegistry ----------------------------------------------------------------------------------------

create table chain.model (
  model_id chain.hash not null,
  creator chain.address not null,
  parent chain.hash, -- null: none
  kind chain.model_kind not null,
  content_hash chain.hash not null,
  licence_id bigint not null,
  own_bps int not null,
  depth smallint not null,
  royalty_bps int not null, -- sum over the list
  royalty_hash chain.hash not null,
  uri text not null,
  retired bool not null,
  registered_block bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- The frozen royalty list of a model, in order.
create table chain.royalty (
  model_id chain.hash not null,
  position smallint not null,
  payee chain.address not null,
  bps int not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.verifier (
  verifier chain.address not null,
  tier chain.tier not null,
  status chain.verifier_status not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- JobMarket -----------------------------------------------------------------------------------------------------------------

create table chain.market_fee (
  market chain.address not null,
  fee_bps int not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.market_pause (
  market chain.address not null,
  paused_until bigint not null,
  cooldown_until bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- A Request that stands on chain, whether a Provider locked it or not.
create table chain.request (
  job_id chain.uint256 not null,
  status chain.job_status not null,
  requester chain.address not null,
  nonce chain.uint256 not null,
  agent chain.address, -- null: none
  token chain.address not null,
  min_price chain.uint256 not null,
  max_price chain.uint256 not null,
  collateral chain.uint256 not null,
  ramp_start bigint not null,
  ramp_secs bigint not null,
  lock_secs bigint not null,
  exec_secs bigint not null,
  input_secs bigint not null,
  dispute_secs bigint not null,
  tier chain.tier not null,
  verifier chain.address not null,
  exclusive chain.address, -- null: open to all
  exclusive_secs bigint not null,
  gate chain.address, -- null: none
  gate_data chain.hash not null,
  region_mask chain.uint256 not null,
  model_id chain.hash not null,
  input_commit chain.hash not null,
  watchers chain.hash not null,
  output_mode smallint not null,
  extras_hash chain.hash not null,
  max_units bigint not null,
  relay chain.address, -- null: none
  posted_block bigint not null,
  posted_time bigint not null,
  posted_transaction chain.hash not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- A Request that a Provider has locked, with where it stands and which transaction took each step.
create table chain.job (
  job_id chain.uint256 not null,
  status chain.job_status not null,
  requester chain.address not null,
  nonce chain.uint256 not null,
  agent chain.address,
  token chain.address not null,
  min_price chain.uint256 not null,
  max_price chain.uint256 not null,
  collateral chain.uint256 not null,
  ramp_start bigint not null,
  ramp_secs bigint not null,
  lock_secs bigint not null,
  exec_secs bigint not null,
  input_secs bigint not null,
  dispute_secs bigint not null,
  tier chain.tier not null,
  verifier chain.address not null,
  exclusive chain.address,
  exclusive_secs bigint not null,
  gate chain.address,
  gate_data chain.hash not null,
  region_mask chain.uint256 not null,
  model_id chain.hash not null,
  input_commit chain.hash not null,
  watchers chain.hash not null,
  output_mode smallint not null,
  extras_hash chain.hash not null,
  max_units bigint not null,
  relay chain.address,
  provider chain.address not null,
  node_id chain.uint256 not null,
  price chain.uint256 not null,
  fee_bps int not null,
  listed bool not null,
  royalty_hash chain.hash not null,
  deadline bigint not null,
  cap_at bigint not null,
  ic chain.hash, -- null until submitted or proven
  posted_block bigint, -- null: the Request came signed, never posted
  posted_time bigint,
  posted_transaction chain.hash,
  locked_block bigint not null,
  locked_time bigint not null,
  locked_transaction chain.hash not null,
  submitted_block bigint,
  submitted_time bigint,
  submitted_transaction chain.hash,
  closed_block bigint,
  closed_time bigint,
  closed_transaction chain.hash,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.claim (
  job_id chain.uint256 not null,
  ic chain.hash not null,
  payee chain.address not null,
  output_commit chain.hash not null,
  cipher_commit chain.hash not null,
  key_hash chain.hash not null,
  units bigint not null,
  trace_root chain.hash not null,
  key chain.hash not null, -- zero: none was revealed with it
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- How a job id ended. All amounts are zero for a Request that was cancelled before anybody locked it.
create table chain.settlement (
  job_id chain.uint256 not null,
  status chain.job_status not null,
  ic chain.hash, -- null: no Claim
  to_provider chain.uint256 not null,
  fee chain.uint256 not null,
  royalties chain.uint256 not null,
  extras chain.uint256 not null,
  refund chain.uint256 not null,
  compensation chain.uint256 not null,
  to_reporter chain.uint256 not null,
  collateral_back chain.uint256 not null,
  burned chain.uint256 not null,
  key chain.hash not null, -- zero: none was revealed by the closing call
  closed_block bigint not null,
  closed_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- What every versioned table has, said once: the key, and the four indexes that the indexer itself needs.
do $$
declare
  entity text;
  key_columns text;
begin
  for entity, key_columns in
    values
      ('token', 'token'), ('module', 'module'), ('announcement', 'change, subject'), ('account', 'token, account'),
      ('escrow', 'token, module'), ('opt_in', 'account, module'), ('provider', 'provider'), ('bond', 'provider, slasher'),
      ('node', 'node_id'), ('operator', 'provider, operator'), ('model', 'model_id'), ('royalty', 'model_id, position'),
      ('verifier', 'verifier'), ('market_fee', 'market'), ('market_pause', 'market'), ('request', 'job_id'), ('job', 'job_id'),
      ('claim', 'job_id'), ('settlement', 'job_id')
  loop
    execute format(
      'alter table chain.%1$I add constraint %2$I check (not isempty(valid) and not lower_inf(valid))',
      entity, entity || '_valid');
    execute format('create unique index %1$I on chain.%2$I (%3$s) where upper_inf(valid)', entity || '_current', entity, key_columns);
    execute format('comment on index chain.%I is ''State now by key: API lookups and relations; the version a change closes.''',
      entity || '_current');
    execute format('create unique index %1$I on chain.%2$I (%3$s, lower(valid))', entity || '_version', entity, key_columns);
    execute format('comment on index chain.%I is ''One version per entity and block; state as of a block.''', entity || '_version');
    execute format('create index %1$I on chain.%2$I (lower(valid))', entity || '_from', entity);
    execute format('comment on index chain.%I is ''Undo: versions that began at or after a block.''', entity || '_from');
    execute format('create index %1$I on chain.%2$I (upper(valid)) where not upper_inf(valid)', entity || '_until', entity);
    execute format('comment on index chain.%I is ''Undo: versions that ended at or after a block.''', entity || '_until');
  end loop;
end
$$;

-- Undo of a reorg: as if no block from `from_block` on had been seen. One range statement per table and direction; a table is found
-- by its `valid` column, so that a later entity cannot be forgotten here.
create function chain.undo(from_block bigint) returns void
language plpgsql as $$
declare
  entity regclass;
begin
  for entity in
    select a.attrelid::regclass
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r'
      and a.attname = 'valid' and a.atttypid = 'int8range'::regtype and not a.attisdropped
    order by c.relname
  loop
    execute format('delete from %s where lower(valid) >= $1', entity) using from_block;
    execute format(
      'update %s set valid = int8range(lower(valid), null) where upper(valid) >= $1 and not upper_inf(valid)', entity)
    using from_block;
  end loop;
  delete from chain.log where block_number >= from_block;
  delete from chain.block where number >= from_block;
  delete from chain.recent_block where number >= from_block;
end
$$;
comment on function chain.undo is 'Deletes versions that began at or after a block and reopens those that ended there.';
revoke execute on function chain.undo from public;
