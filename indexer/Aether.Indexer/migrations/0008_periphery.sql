-- Around the core: what requesters say about providers, what the timelock has before it, and where fees went.
set local role aether_indexer;

create type chain.operation_status as enum ('SCHEDULED', 'EXECUTED', 'CANCELLED');

-- A statement of a requester about a provider who was paid, one per job.
create table chain.feedback (
  provider chain.address not null,
  client chain.address not null,
  feedback_index chain.uint256 not null,
  job_id chain.uint256, -- set by the event that follows in the same transaction
  value numeric(39, 0) not null,
  value_decimals smallint not null,
  tag1 text not null,
  tag2 text not null,
  endpoint text not null,
  uri text not null,
  content_hash chain.hash not null,
  revoked bool not null,
  given_block bigint not null,
  given_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.fee_sweep (
  swept_block bigint not null,
  swept_index int not null,
  token chain.address not null,
  receiver chain.address not null,
  amount chain.uint256 not null,
  swept_time bigint not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- What the timelock will do, has done or was told not to do. A delay may be longer than any clock, so its end is a number.
create table chain.timelock_operation (
  operation_id chain.hash not null,
  status chain.operation_status not null,
  predecessor chain.hash, -- null: none
  ready_at chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- The calls of an operation, in order.
create table chain.timelock_call (
  operation_id chain.hash not null,
  position chain.uint256 not null,
  target chain.address not null,
  value chain.uint256 not null,
  data chain.bytes not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

select chain.make_versioned('feedback', 'provider, client, feedback_index');
select chain.make_versioned('fee_sweep', 'swept_block, swept_index');
select chain.make_versioned('timelock_operation', 'operation_id');
select chain.make_versioned('timelock_call', 'operation_id, position');

create index feedback_by_job on chain.feedback (job_id) where upper_inf(valid);
comment on index chain.feedback_by_job is 'job { feedback }';
create index feedback_by_client on chain.feedback (client, given_block) where upper_inf(valid);
comment on index chain.feedback_by_client is 'what a requester said';
create index timelock_operation_by_status on chain.timelock_operation (status, ready_at) where upper_inf(valid);
comment on index chain.timelock_operation_by_status is 'what comes next';

create view api.feedback as
  select provider as provider_address, client, feedback_index, job_id, value, value_decimals, tag1, tag2, endpoint, uri, content_hash, revoked,
    given_block, given_time, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.feedback where upper_inf(valid);

create view api.fee_sweep as
  select swept_block, swept_index, token as token_address, receiver, amount, swept_time, transaction_hash as swept_transaction
  from chain.fee_sweep where upper_inf(valid);

create view api.timelock_operation as
  select operation_id, status, predecessor, ready_at, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.timelock_operation where upper_inf(valid);

create view api.timelock_call as
  select operation_id, "position", target, value, data from chain.timelock_call where upper_inf(valid);

grant select on all tables in schema api to aether_api;

create or replace function pg_temp.describe_periphery(entity text, body text, columns jsonb, nullable text[] default '{}') returns void
language plpgsql as $$
declare
  attribute text;
begin
  execute format('comment on view api.%I is %L', entity, body);
  for attribute in select attname from pg_attribute where attrelid = format('api.%I', entity)::regclass and attnum > 0 loop
    execute format('comment on column api.%I.%I is %L', entity, attribute,
      case when attribute = any (nullable) then '' else E'@notNull\n' end || coalesce(columns ->> attribute, ''));
  end loop;
end
$$;

select pg_temp.describe_periphery('feedback',
  E'@primaryKey provider_address,client,feedback_index\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName feedback\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName feedback\nWhat a requester says about a Provider whom he paid, in the shape of ERC-8004.',
  '{"provider_address": "The provider.", "client": "The requester.", "feedback_index": "Counts from 1 for each provider and requester.", "job_id": "The paid job it speaks of.", "value": "Times 10 to the minus valueDecimals.", "value_decimals": "At most 18.", "tag1": "What is measured.", "tag2": "A part of it.", "endpoint": "Which service was used.", "uri": "Where more is said.", "content_hash": "Keccak-256 of what is there.", "revoked": "True: its author took it back.", "given_block": "Block in which it was said.", "given_time": "When, seconds since 1970.", "updated_block": "Block of the last change.", "updated_transaction": "Transaction of the last change."}',
  '{job_id}');

select pg_temp.describe_periphery('fee_sweep',
  E'@primaryKey swept_block,swept_index\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName feeSweeps\nFees that left the FeeCollector.',
  '{"swept_block": "Its block.", "swept_index": "Its place among the logs of the block.", "token_address": "The ERC-20.", "receiver": "Who received them.", "amount": "In the token''s smallest unit.", "swept_time": "When, seconds since 1970.", "swept_transaction": "Its transaction."}');

select pg_temp.describe_periphery('timelock_operation',
  E'@primaryKey operation_id\nWhat the timelock will do, has done or was told not to do.',
  '{"operation_id": "Hash of its calls, predecessor and salt.", "status": "Where it stands.", "predecessor": "What must be executed before; null: nothing.", "ready_at": "From when it may be executed, seconds since 1970.", "updated_block": "Block of the last change.", "updated_transaction": "Transaction of the last change."}',
  '{predecessor}');

select pg_temp.describe_periphery('timelock_call',
  E'@primaryKey operation_id,position\n@foreignKey (operation_id) references api.timelock_operation (operation_id)|@fieldName operation|@foreignFieldName calls\nOne call of an operation of the timelock.',
  '{"position": "Place in the operation, from 0.", "target": "The contract it calls.", "value": "Wei it sends.", "data": "Its calldata.", "operation_id": "The operation."}');
