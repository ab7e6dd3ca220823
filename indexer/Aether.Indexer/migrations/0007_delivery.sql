-- What came with the whole state machine of the market: contests and rulings, signed splits, records, and the demands for delivery.
-- And every event as such, decoded: beside the raw log it came from.
set local role aether_indexer;

-- Events ----------------------------------------------------------------------------------------------------------------------

alter table chain.log
  add column event text, -- null: no event that this program knows
  add column arguments jsonb, -- its fields by their names in Solidity
  add column job_id chain.uint256, -- of events that are about a job
  add constraint log_decoded check ((event is null) = (arguments is null));

create index log_by_job on chain.log (job_id, block_number, log_index) where job_id is not null;
comment on index chain.log_by_job is 'job { events }';
create index log_by_event on chain.log (event, block_number, log_index);
comment on index chain.log_by_event is 'events of one kind';
create index log_unknown on chain.log (block_number) where event is null;
comment on index chain.log_unknown is '_meta { unknownEvents }';

-- JobMarket -------------------------------------------------------------------------------------------------------------------

create type chain.ruling_kind as enum ('DISMISSED', 'RESUME', 'STALL', 'QUARREL', 'SLASH');

alter table chain.job
  add column contests smallint not null default 0; -- a bit per referee at work: 1 the ExchangeBox, 2 the verifier

-- What a referee did with a job last. A referee holds one contest of a job at a time; earlier ones are earlier versions.
create table chain.contest (
  job_id chain.uint256 not null,
  referee chain.address not null,
  is_open bool not null,
  opened_block bigint not null,
  opened_time bigint not null,
  opened_transaction chain.hash not null,
  ended_block bigint, -- null while it is open
  ended_time bigint,
  ended_transaction chain.hash,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- A contest that ended while the job went on. One that ended the job is its settlement.
create table chain.ruling (
  job_id chain.uint256 not null,
  ruled_block bigint not null,
  ruled_index int not null,
  referee chain.address not null,
  ruling chain.ruling_kind not null,
  contests smallint not null,
  deadline bigint not null,
  digest chain.hash not null,
  ruled_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- The signed splits of a Request, in order.
create table chain.extra (
  job_id chain.uint256 not null,
  position smallint not null,
  payee chain.address not null,
  bps int not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.record (
  provider chain.address not null,
  token chain.address not null,
  paid bigint not null,
  failed bigint not null,
  declined bigint not null,
  last_at bigint not null,
  fees chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- ExchangeBox -----------------------------------------------------------------------------------------------------------------

create type chain.demand_kind as enum ('NONE', 'INPUT', 'INPUT_ANSWERED', 'OUTPUT');

create table chain.demand (
  job_id chain.uint256 not null,
  kind chain.demand_kind not null,
  input_used bool not null,
  output_used bool not null,
  deadline bigint not null, -- 0: nothing is demanded
  deposit chain.uint256 not null,
  token chain.address, -- null: no deposit
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- What was delivered on chain; each kind once.
create table chain.delivery (
  job_id chain.uint256 not null,
  kind chain.demand_kind not null,
  content chain.bytes not null, -- empty: a relay signed that it hands it out
  answered_block bigint not null,
  answered_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- A proved wrong leaf of a sealed output. It ends the job, so there is one.
create table chain.complaint (
  job_id chain.uint256 not null,
  reporter chain.address not null,
  leaf chain.uint256 not null,
  complained_block bigint not null,
  complained_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- As for the first entities: the key, and the four indexes that the indexer itself needs.
create function chain.make_versioned(entity text, key_columns text) returns void language plpgsql as $$
begin
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
end
$$;

select chain.make_versioned('contest', 'job_id, referee');
select chain.make_versioned('ruling', 'job_id, ruled_block, ruled_index');
select chain.make_versioned('extra', 'job_id, position');
select chain.make_versioned('record', 'provider, token');
select chain.make_versioned('demand', 'job_id');
select chain.make_versioned('delivery', 'job_id, kind');
select chain.make_versioned('complaint', 'job_id');

create index contest_by_referee on chain.contest (referee, opened_block, job_id) where upper_inf(valid);
comment on index chain.contest_by_referee is 'contests of a referee';
create index extra_by_payee on chain.extra (payee, job_id) where upper_inf(valid);
comment on index chain.extra_by_payee is 'jobs that pay an account';
create index record_by_token on chain.record (token, provider) where upper_inf(valid);
comment on index chain.record_by_token is 'token { records }';
create index demand_by_kind on chain.demand (kind, deadline, job_id) where upper_inf(valid);
comment on index chain.demand_by_kind is 'demands that somebody has to answer, the most urgent first';

-- Views -----------------------------------------------------------------------------------------------------------------------

create view api.event as
  select l.block_number, l.log_index, b.block_time, b.hash as block_hash, l.transaction_hash, c.name as contract_name,
    l.address as contract_address, l.event as name, l.arguments, l.job_id, l.topic0, l.topic1, l.topic2, l.topic3, l.data::chain.bytes as data
  from chain.log l join chain.block b on b.number = l.block_number join chain.contract c on c.address = l.address;

create or replace view api.job as
  select job_id, status, requester, nonce, agent, token as token_address, min_price, max_price, collateral, ramp_start, ramp_secs, lock_secs,
    exec_secs, input_secs, dispute_secs, tier, verifier as verifier_address, exclusive, exclusive_secs, gate, gate_data, region_mask,
    model_id, input_commit, watchers, output_mode, extras_hash, max_units, relay, provider as provider_address, node_id, price, fee_bps,
    listed, royalty_hash, deadline, cap_at, ic, posted_block, posted_time, posted_transaction, locked_block, locked_time, locked_transaction,
    submitted_block, submitted_time, submitted_transaction, closed_block, closed_time, closed_transaction,
    lower(valid) as updated_block, transaction_hash as updated_transaction, contests
  from chain.job where upper_inf(valid);

create view api.contest as
  select job_id, referee, is_open, opened_block, opened_time, opened_transaction, ended_block, ended_time, ended_transaction
  from chain.contest where upper_inf(valid);

create view api.ruling as
  select job_id, ruled_block, ruled_index, referee, ruling, contests, deadline, digest, ruled_time, transaction_hash as ruled_transaction
  from chain.ruling where upper_inf(valid);

create view api.extra as
  select job_id, "position", payee, bps from chain.extra where upper_inf(valid);

create view api.record as
  select provider as provider_address, token as token_address, paid, failed, declined, last_at, fees,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.record where upper_inf(valid);

create view api.demand as
  select job_id, kind, input_used, output_used, deadline, deposit, token as token_address,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.demand where upper_inf(valid);

create view api.delivery as
  select job_id, kind, content, answered_block, answered_time, transaction_hash as answered_transaction
  from chain.delivery where upper_inf(valid);

create view api.complaint as
  select job_id, reporter, leaf, complained_block, complained_time, transaction_hash as complained_transaction
  from chain.complaint where upper_inf(valid);

create or replace view api.meta as
  select c.number as block_number, c.hash as block_hash, c.block_time, h.finalized, greatest(h.number - c.number, 0) as lag, h.halted,
    d.chain_id, (select count(*) from chain.log where event is null) as unknown_events
  from chain.checkpoint c cross join chain.head h cross join chain.deployment d;

grant select on all tables in schema api to aether_api;

-- Keys and relations ----------------------------------------------------------------------------------------------------------

create or replace function pg_temp.describe(entity text, body text, columns jsonb, nullable text[] default '{}') returns void
language plpgsql as $$
declare
  attribute text;
begin
  execute format('comment on view api.%I is %L', entity, body);
  for attribute in select attname from pg_attribute where attrelid = format('api.%I', entity)::regclass and attnum > 0 loop
    execute format('comment on column api.%I.%I is %L', entity, attribute,
      case when attribute = any (nullable) then '' else E'@notNull\n' end || coalesce(columns ->> attribute, pg_temp.later(attribute), ''));
  end loop;
end
$$;

-- Columns that mean the same in all of these.
create function pg_temp.later(attribute text) returns text
language sql as $$
  select '{
    "job_id": "requester << 96 | nonce: known before it is mined, the same after a reorg.",
    "provider_address": "The provider.",
    "token_address": "The ERC-20 that amounts are counted in.",
    "contests": "The referees at work, a bit each: 1 the ExchangeBox, 2 the signed verifier.",
    "updated_block": "Block of the last change.",
    "updated_transaction": "Transaction of the last change."
  }'::jsonb ->> attribute
$$;

comment on column api.job.contests is E'@notNull\nThe referees at work, a bit each: 1 the ExchangeBox, 2 the signed verifier.';
comment on column api.meta.unknown_events is E'@notNull\nLogs of our contracts that are no event this program knows.';

select pg_temp.describe('event',
  E'@primaryKey block_number,log_index\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName events\n@foreignKey (job_id) references api.request (job_id)|@fieldName request|@foreignFieldName events\n@foreignKey (contract_name) references api.contract (name)|@fieldName contract|@foreignFieldName events\nOne event of one of our contracts.',
  '{"block_number": "Its block.", "log_index": "Its place among the logs of the block.", "block_time": "Time of the block, seconds since 1970.", "block_hash": "Hash of the block.", "transaction_hash": "Its transaction.", "contract_name": "Who emitted it, as in the chain manifest.", "contract_address": "Where that stands.", "name": "As in the ABI; null: no event that this index knows.", "arguments": "Its fields by their names in the ABI: numbers above 32 bits as decimal strings, bytes as hex.", "job_id": "The job it is about; null: none.", "topic0": "Hash of its signature.", "topic1": "First indexed field.", "topic2": "Second indexed field.", "topic3": "Third indexed field.", "data": "The other fields as they were emitted."}',
  '{name,arguments,job_id,topic0,topic1,topic2,topic3}');

select pg_temp.describe('contest',
  E'@primaryKey job_id,referee\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName referees\nWhat a referee did last with a Job.',
  '{"referee": "The ExchangeBox, or the signed verifier.", "is_open": "True: it is at work and holds the Job.", "opened_block": "Block in which it began.", "opened_time": "When it began, seconds since 1970.", "opened_transaction": "Transaction that began it.", "ended_block": "Block in which it ended; null: it is open.", "ended_time": "When it ended, seconds since 1970.", "ended_transaction": "Transaction that ended it."}',
  '{ended_block,ended_time,ended_transaction}');

select pg_temp.describe('ruling',
  E'@primaryKey job_id,ruled_block,ruled_index\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName rulings\nA contest that ended while the Job went on. One that ended the Job is its settlement.',
  '{"ruled_block": "Block of the ruling.", "ruled_index": "Its place among the logs of the block.", "referee": "Who ruled.", "ruling": "Dismissed: nothing was wrong. Resume: it was delivered on chain.", "deadline": "The Job''s deadline from now on, seconds since 1970.", "digest": "What the market keeps of the Job from now on.", "ruled_time": "When, seconds since 1970.", "ruled_transaction": "Transaction of the ruling."}');

select pg_temp.describe('extra',
  E'@primaryKey job_id,position\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName extras\n@foreignKey (job_id) references api.request (job_id)|@fieldName request|@foreignFieldName extras\nOne signed split of a Request: data, relay or referrer.',
  '{"position": "Place in the list, from 0.", "payee": "Who is paid.", "bps": "Share of the amount, hundredths of a percent."}');

select pg_temp.describe('record',
  E'@primaryKey provider_address,token_address\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName records\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName records\nWhat became of a Provider''s jobs in one token, as the market counts them.',
  '{"paid": "Jobs that were paid.", "failed": "Jobs that expired or were slashed.", "declined": "Jobs given back.", "last_at": "When it last changed, seconds since 1970.", "fees": "Fees that the paid ones cost, in the token''s smallest unit."}');

select pg_temp.describe('demand',
  E'@primaryKey job_id\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName demand\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName demands\nWhat is demanded on chain for a Job.',
  '{"kind": "INPUT: the requester owes the input. INPUT_ANSWERED: the node may call it junk. OUTPUT: the provider owes the output. NONE: nothing any more.", "input_used": "The input was demanded; once is enough.", "output_used": "The output was demanded; once is enough.", "deadline": "Last second to answer or to reject, seconds since 1970; 0: nothing is demanded.", "deposit": "What the requester put up for the output.", "token_address": "What the deposit is in; null: there is none."}',
  '{token_address}');

select pg_temp.describe('delivery',
  E'@primaryKey job_id,kind\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName deliveries\nAn input or output that was delivered on chain because it was demanded.',
  '{"kind": "INPUT, sealed to the node; or OUTPUT.", "content": "Its bytes; empty: a relay signed that it hands them out.", "answered_block": "Block of the answer.", "answered_time": "When, seconds since 1970.", "answered_transaction": "Transaction of the answer."}');

select pg_temp.describe('complaint',
  E'@primaryKey job_id\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName complaint\nA leaf of a sealed output that was proved wrong.',
  '{"reporter": "Who proved it.", "leaf": "Which leaf.", "complained_block": "Block of the proof.", "complained_time": "When, seconds since 1970.", "complained_transaction": "Transaction of the proof."}');
