-- Sums by hour and by day, kept by the projection in the transaction of the page: entities like any other, undone like any other.
set local role aether_indexer;

-- Sums cannot begin in the middle, and gas and proofs are only on the chain: an index that has begun without them is read anew.
do $$
begin
  if exists (select from chain.checkpoint) then
    perform chain.undo(0);
    delete from chain.recent_block;
    delete from chain.checkpoint;
    -- They come again, and are no orphans then.
    delete from chain.orphan;
  end if;
end
$$;

create type chain.period as enum ('HOUR', 'DAY');

-- Hardware class of the node that locked it, as the node declared it then; null: no event told of that node.
alter table chain.job add column class_id int;

-- What became of jobs in one token. A job counts as locked in the period of its lock, and as what it came to in that of its end.
create table chain.volume (
  period chain.period not null,
  starts_at bigint not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  failed bigint not null, -- expired or slashed
  declined bigint not null,
  other bigint not null,
  locked_price chain.uint256 not null,
  earned chain.uint256 not null, -- of paid jobs: to providers, fees, royalties and extras
  to_provider chain.uint256 not null, -- this and what follows: of all settlements
  fee chain.uint256 not null,
  royalties chain.uint256 not null,
  extras chain.uint256 not null,
  refund chain.uint256 not null,
  compensation chain.uint256 not null,
  burned chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.model_price (
  period chain.period not null,
  starts_at bigint not null,
  model_id chain.hash not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  price_min chain.uint256, -- null: none was locked
  price_max chain.uint256,
  price_total chain.uint256 not null,
  units_total chain.uint256 not null,
  earned chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

create table chain.class_price (
  period chain.period not null,
  starts_at bigint not null,
  class_id int not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  price_min chain.uint256,
  price_max chain.uint256,
  price_total chain.uint256 not null,
  units_total chain.uint256 not null,
  earned chain.uint256 not null,
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- Work of a Provider's nodes of one class. A job's seconds count where its work ended.
create table chain.utilisation (
  period chain.period not null,
  starts_at bigint not null,
  provider chain.address not null,
  class_id int not null,
  locked bigint not null,
  paid bigint not null,
  failed bigint not null,
  declined bigint not null,
  other bigint not null,
  busy_seconds bigint not null check (busy_seconds >= 0),
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

-- What a Provider's active nodes of one class declare.
create table chain.capacity (
  provider chain.address not null,
  class_id int not null,
  nodes int not null check (nodes >= 0),
  capacity bigint not null check (capacity >= 0),
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

select chain.make_versioned('volume', 'period, starts_at, token');
select chain.make_versioned('model_price', 'period, starts_at, model_id, token');
select chain.make_versioned('class_price', 'period, starts_at, class_id, token');
select chain.make_versioned('utilisation', 'period, starts_at, provider, class_id');
select chain.make_versioned('capacity', 'provider, class_id');

create index volume_by_token on chain.volume (token, period, starts_at) where upper_inf(valid);
comment on index chain.volume_by_token is 'token { volumes }';
create index model_price_by_model on chain.model_price (model_id, period, starts_at) where upper_inf(valid);
comment on index chain.model_price_by_model is 'model { prices }';
create index class_price_by_class on chain.class_price (class_id, period, starts_at) where upper_inf(valid);
comment on index chain.class_price_by_class is 'prices of a hardware class';
create index utilisation_by_provider on chain.utilisation (provider, period, starts_at) where upper_inf(valid);
comment on index chain.utilisation_by_provider is 'provider { utilisations }';
create index capacity_by_class on chain.capacity (class_id, provider) where upper_inf(valid);
comment on index chain.capacity_by_class is 'providers of a hardware class';

create view api.volume as
  select period, starts_at, token as token_address, locked, paid, failed, declined, other, locked_price, earned, to_provider, fee, royalties,
    extras, refund, compensation, burned, lower(valid) as updated_block
  from chain.volume where upper_inf(valid);

create view api.model_price as
  select period, starts_at, model_id, token as token_address, locked, paid, price_min, price_max, price_total, units_total, earned,
    lower(valid) as updated_block
  from chain.model_price where upper_inf(valid);

create view api.class_price as
  select period, starts_at, class_id, token as token_address, locked, paid, price_min, price_max, price_total, units_total, earned,
    lower(valid) as updated_block
  from chain.class_price where upper_inf(valid);

create view api.utilisation as
  select period, starts_at, provider as provider_address, class_id, locked, paid, failed, declined, other, busy_seconds,
    lower(valid) as updated_block
  from chain.utilisation where upper_inf(valid);

create view api.capacity as
  select provider as provider_address, class_id, nodes, capacity, lower(valid) as updated_block
  from chain.capacity where upper_inf(valid);

grant select on all tables in schema api to aether_api;

create function pg_temp.describe_sums(entity text, body text, columns jsonb, nullable text[] default '{}') returns void
language plpgsql as $$
declare
  attribute text;
  shared constant jsonb := '{
    "period": "How long it is.", "starts_at": "Its first second, seconds since 1970; hours and days begin as in UTC.",
    "token_address": "The ERC-20 that amounts are counted in.", "model_id": "The registered Model.", "provider_address": "The provider.",
    "class_id": "Hardware class, as the node declared it when it locked.",
    "locked": "Jobs locked in it.", "paid": "Jobs that ended in it paid.", "failed": "Jobs that ended in it expired or slashed.",
    "declined": "Jobs that were given back in it.", "other": "Jobs that ended in it otherwise: stalled or voided.",
    "price_min": "The lowest price locked in it; null: none was.", "price_max": "The highest price locked in it; null: none was.",
    "price_total": "Prices locked in it, together: by locked, the mean price of a job; by unitsTotal, that of a unit.",
    "units_total": "The units these prices were for, together.",
    "earned": "What jobs paid in it earned: to providers, fees, royalties and extras.",
    "updated_block": "Block of the last change."
  }';
begin
  execute format('comment on view api.%I is %L', entity, body);
  for attribute in select attname from pg_attribute where attrelid = format('api.%I', entity)::regclass and attnum > 0 loop
    execute format('comment on column api.%I.%I is %L', entity, attribute,
      case when attribute = any (nullable) then '' else E'@notNull\n' end || coalesce(columns ->> attribute, shared ->> attribute, ''));
  end loop;
end
$$;

select pg_temp.describe_sums('volume',
  E'@primaryKey period,starts_at,token_address\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName volumes\nWhat became of jobs in one token, by hour or by day.',
  '{"locked_price": "Prices of the jobs locked in it, together.", "to_provider": "Pay for work of all jobs that ended in it.", "fee": "Fees.", "royalties": "To payees of royalty lists.", "extras": "To payees of signed splits.", "refund": "Back to requesters.", "compensation": "From collaterals to requesters.", "burned": "Burned of collaterals."}');
select pg_temp.describe_sums('model_price',
  E'@primaryKey period,starts_at,model_id,token_address\n@foreignKey (model_id) references api.model (model_id)|@fieldName model|@foreignFieldName prices\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName modelPrices\nWhat jobs with a Model were locked for, by hour or by day.',
  '{}', '{price_min,price_max}');
select pg_temp.describe_sums('class_price',
  E'@primaryKey period,starts_at,class_id,token_address\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName classPrices\nWhat jobs on a hardware class were locked for, by hour or by day.',
  '{}', '{price_min,price_max}');
select pg_temp.describe_sums('utilisation',
  E'@primaryKey period,starts_at,provider_address,class_id\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName utilisations\n@foreignKey (provider_address,class_id) references api.capacity (provider_address,class_id)|@fieldName capacity|@foreignFieldName utilisations\nWhat a Provider''s nodes of one hardware class did, by hour or by day.',
  '{"busy_seconds": "Seconds from lock to Claim, or to the end where there was none, of jobs whose work ended in it: divided by capacity and the period''s seconds, the share in use."}');
select pg_temp.describe_sums('capacity',
  E'@primaryKey provider_address,class_id\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName capacities\nWhat a Provider''s active nodes of one hardware class declare.',
  '{"class_id": "Hardware class, declared.", "nodes": "Active nodes.", "capacity": "Parallel jobs that they declare, together."}');

select at_block.mirror(entity, with_history => true)
from unnest(array['volume', 'model_price', 'class_price', 'utilisation', 'capacity']) entity;
