-- What the GraphQL API serves: the state now, one view per entity. Smart comments (@...) name keys and relations for PostGraphile.
set local role aether_indexer;

create view api.token as
  select t.token as address, l.symbol, l.decimals, lower(t.valid) as updated_block, t.transaction_hash as updated_transaction
  from chain.token t left join chain.token_label l on l.token = t.token
  where upper_inf(t.valid);

create view api.module as
  select module as address, kind, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.module where upper_inf(valid);

create view api.announcement as
  select change, subject, ready_at, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.announcement where upper_inf(valid);

create view api.account as
  select token as token_address, account as address, free, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.account where upper_inf(valid);

create view api.escrow as
  select token as token_address, module as module_address, escrow as amount,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.escrow where upper_inf(valid);

create view api.opt_in as
  select account, module as module_address, is_on, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.opt_in where upper_inf(valid);

create view api.provider as
  select provider as address, stake, thawing, thaw_at, hold_until, first_block,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.provider where upper_inf(valid);

create view api.bond as
  select provider as provider_address, slasher, amount, thawing, thaw_at, hold_until,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.bond where upper_inf(valid);

create view api.node as
  select node_id, provider as provider_address, session_key, zone, class_id, capacity, active, seal_x, seal_y, endpoint,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.node where upper_inf(valid);

create view api.operator as
  select provider as provider_address, operator as address, is_on, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.operator where upper_inf(valid);

create view api.model as
  select model_id, creator, parent as parent_id, kind, content_hash, licence_id, own_bps, depth, royalty_bps, royalty_hash, uri, retired,
    registered_block, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.model where upper_inf(valid);

create view api.royalty as
  select model_id, "position", payee, bps from chain.royalty where upper_inf(valid);

create view api.verifier as
  select verifier as address, tier, status, lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.verifier where upper_inf(valid);

create view api.market as
  select f.market as address, f.fee_bps, p.paused_until, p.cooldown_until
  from chain.market_fee f left join chain.market_pause p on p.market = f.market and upper_inf(p.valid)
  where upper_inf(f.valid);

create view api.request as
  select job_id, status, requester, nonce, agent, token as token_address, min_price, max_price, collateral, ramp_start, ramp_secs, lock_secs,
    exec_secs, input_secs, dispute_secs, tier, verifier as verifier_address, exclusive, exclusive_secs, gate, gate_data, region_mask,
    model_id, input_commit, watchers, output_mode, extras_hash, max_units, relay, posted_block, posted_time, posted_transaction,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.request where upper_inf(valid);

create view api.job as
  select job_id, status, requester, nonce, agent, token as token_address, min_price, max_price, collateral, ramp_start, ramp_secs, lock_secs,
    exec_secs, input_secs, dispute_secs, tier, verifier as verifier_address, exclusive, exclusive_secs, gate, gate_data, region_mask,
    model_id, input_commit, watchers, output_mode, extras_hash, max_units, relay, provider as provider_address, node_id, price, fee_bps,
    listed, royalty_hash, deadline, cap_at, ic, posted_block, posted_time, posted_transaction, locked_block, locked_time, locked_transaction,
    submitted_block, submitted_time, submitted_transaction, closed_block, closed_time, closed_transaction,
    lower(valid) as updated_block, transaction_hash as updated_transaction
  from chain.job where upper_inf(valid);

create view api.claim as
  select job_id, ic, payee, output_commit, cipher_commit, key_hash, units, trace_root, key,
    lower(valid) as submitted_block, transaction_hash as submitted_transaction
  from chain.claim where upper_inf(valid);

create view api.settlement as
  select job_id, status, ic, to_provider, fee, royalties, extras, refund, compensation, to_reporter, collateral_back, burned, key,
    closed_block, closed_time, transaction_hash as closed_transaction
  from chain.settlement where upper_inf(valid);

create view api.contract as
  select name, address from chain.contract;

create view api.meta as
  select c.number as block_number, c.hash as block_hash, c.block_time, h.finalized, greatest(h.number - c.number, 0) as lag, h.halted,
    d.chain_id
  from chain.checkpoint c cross join chain.head h cross join chain.deployment d;

grant select on all tables in schema api to aether_api;
-- Enum types live beside their tables; naming one in a filter needs this and nothing more.
grant usage on schema chain to aether_api;

-- Keys and relations --------------------------------------------------------------------------------------------------------

create function pg_temp.describe(entity text, body text, columns jsonb, nullable text[] default '{}') returns void
language plpgsql as $$
declare
  attribute text;
begin
  execute format('comment on view api.%I is %L', entity, body);
  for attribute in select attname from pg_attribute where attrelid = format('api.%I', entity)::regclass and attnum > 0 loop
    execute format('comment on column api.%I.%I is %L', entity, attribute,
      case when attribute = any (nullable) then '' else E'@notNull\n' end
        || coalesce(columns ->> attribute, pg_temp.common(attribute), ''));
  end loop;
end
$$;

-- Columns that mean the same wherever they stand.
create function pg_temp.common(attribute text) returns text
language sql as $$
  select '{
    "job_id": "requester << 96 | nonce: known before it is mined, the same after a reorg.",
    "requester": "Who pays and who is refunded.",
    "nonce": "The number the requester chose; it serves one job ever.",
    "agent": "May accept, answer and demand for the requester; receives nothing.",
    "token_address": "The ERC-20 that amounts are counted in.",
    "min_price": "Price through the exclusive window and when the ramp starts, in the token''s smallest unit.",
    "max_price": "Price when the ramp has ended, in the token''s smallest unit.",
    "collateral": "What the provider locks and may lose, in the token''s smallest unit.",
    "ramp_start": "First moment of the auction, seconds since 1970.",
    "ramp_secs": "How long the price rises from minPrice to maxPrice.",
    "lock_secs": "Length of the auction.",
    "exec_secs": "What the provider has between lock and submit.",
    "input_secs": "What the requester has to answer a demand for the input.",
    "dispute_secs": "Length of the window between submit and finalize.",
    "tier": "How a Claim earns its payment.",
    "verifier_address": "The contract that judges the Claim.",
    "exclusive": "The only provider who may lock during exclusiveSecs; null: open to all.",
    "exclusive_secs": "Length of the exclusive window.",
    "gate": "A contract that admits nodes at lock; null: none.",
    "gate_data": "What the gate reads.",
    "region_mask": "Bit z set: nodes of zone z may lock.",
    "model_id": "The registered Model.",
    "input_commit": "Commitment to the input.",
    "watchers": "0: the requester alone can check; 1: public input; else the root of named watchers'' sealing keys.",
    "output_mode": "0: public output; 1: sealed.",
    "extras_hash": "Hash of signed splits for data, relay and referrer; zero: none.",
    "max_units": "The most units that can be billed; the price is for all of them.",
    "relay": "Whose availability signature answers a demand for a large output; null: none.",
    "ic": "Inference commitment: chain, market, job, payee, verifier, model, input and output in one hash.",
    "key": "The output key revealed by this step; zero: none.",
    "provider_address": "The provider.",
    "node_id": "provider << 96 | nonce.",
    "module_address": "The module.",
    "thawing": "On its way out of the bond.",
    "thaw_at": "When the thawing part may leave, seconds since 1970.",
    "hold_until": "Before this the slasher keeps it in, seconds since 1970.",
    "royalty_hash": "Hash of the frozen royalty list.",
    "posted_block": "Block of the post; null: the Request came signed.",
    "posted_time": "Time of the post, seconds since 1970.",
    "posted_transaction": "Transaction of the post.",
    "submitted_block": "Block of the submit.",
    "submitted_transaction": "Transaction of the submit.",
    "closed_block": "Block of the terminal event.",
    "closed_time": "Time of the terminal event, seconds since 1970.",
    "closed_transaction": "Transaction of the terminal event.",
    "updated_block": "Block of the last change.",
    "updated_transaction": "Transaction of the last change."
  }'::jsonb ->> attribute
$$;

select pg_temp.describe('token', E'@primaryKey address\nA token the Vault takes.',
  '{"address": "The ERC-20.", "symbol": "For display; from the chain manifest.", "decimals": "For display; from the chain manifest."}',
  '{symbol,decimals}');

select pg_temp.describe('module', E'@primaryKey address\nA contract that may lock and pay in the Vault.',
  '{"address": "The contract.", "kind": "Genesis, or added later after an announcement."}');

select pg_temp.describe('announcement', E'@primaryKey change,subject\nA change of the Vault that was announced.',
  '{"change": "What will be allowed.", "subject": "Module or token.", "ready_at": "From when it may be done, seconds since 1970."}');

select pg_temp.describe('account',
  E'@primaryKey token_address,address\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName accounts\nThe free balance of an account in the Vault, per token.',
  '{"address": "Whose balance.", "free": "Not locked in any job; may be withdrawn at any time."}');

select pg_temp.describe('escrow',
  E'@primaryKey token_address,module_address\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName escrows\n@foreignKey (module_address) references api.module (address)|@fieldName module|@foreignFieldName escrows\nWhat a module holds in the Vault, per token.',
  '{"amount": "Locked by the module."}');

select pg_temp.describe('opt_in',
  E'@primaryKey account,module_address\n@foreignKey (module_address) references api.module (address)|@fieldName module|@foreignFieldName optIns\nWhether an account lets a later module lock its balance.',
  '{"account": "Whose choice.", "is_on": "True: the module may lock."}');

select pg_temp.describe('provider', E'@primaryKey address\nAn address with stake that sells compute.',
  '{"address": "The provider.", "stake": "Bond that nobody slashes and that gates lock.", "first_block": "Block of its first bond or node."}');

select pg_temp.describe('bond',
  E'@primaryKey provider_address,slasher\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName bonds\nWhat a Provider put up towards one slasher; slasher zero is the stake.',
  '{"slasher": "Who may slash it.", "amount": "Bonded and not thawing."}');

select pg_temp.describe('node',
  E'@name compute_node\n@primaryKey node_id\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName nodes\nOne machine of a Provider.',
  '{"session_key": "Signs for the node.", "zone": "Where it stands; a bit of regionMask.", "class_id": "Hardware class, declared.", "capacity": "Parallel jobs, declared.", "active": "False once drained.", "seal_x": "Sealing key on P-256, x.", "seal_y": "Sealing key on P-256, y.", "endpoint": "Where the node serves HTTP."}');

select pg_temp.describe('operator',
  E'@primaryKey provider_address,address\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName operators\nWho may lock, submit and decline for a Provider.',
  '{"address": "The operator.", "is_on": "True: it may act."}');

select pg_temp.describe('model',
  E'@primaryKey model_id\n@foreignKey (parent_id) references api.model (model_id)|@fieldName parent|@foreignFieldName children\nA registered AIR8 graph with its lineage and royalty.',
  '{"creator": "Who registered it.", "parent_id": "The Model it was made from.", "kind": "Model, adapter or prompt.", "content_hash": "Hash of the content.", "licence_id": "Licence, a number of a published list.", "own_bps": "Its creator''s own royalty, hundredths of a percent.", "depth": "Ancestors above it.", "royalty_bps": "Sum over the royalty list, hundredths of a percent.", "uri": "Where the content can be had.", "retired": "True: no new jobs.", "registered_block": "Block of the registration."}',
  '{parent_id}');

select pg_temp.describe('royalty',
  E'@primaryKey model_id,position\n@foreignKey (model_id) references api.model (model_id)|@fieldName model|@foreignFieldName royalties\nOne payee of a Model''s frozen royalty list.',
  '{"position": "Place in the list, from 0.", "payee": "Who is paid.", "bps": "Share of the amount, hundredths of a percent."}');

select pg_temp.describe('verifier', E'@primaryKey address\nA contract that decides whether a Claim may be paid.',
  '{"address": "The contract.", "tier": "The tier it is listed for.", "status": "Listed, or retired for good."}');

select pg_temp.describe('market', E'@primaryKey address\nFee and pause of a JobMarket.',
  '{"address": "The contract.", "fee_bps": "Fee of jobs locked from now on, hundredths of a percent.", "paused_until": "No lock before this, seconds since 1970.", "cooldown_until": "No further pause before this, seconds since 1970."}',
  '{paused_until,cooldown_until}');

select pg_temp.describe('request',
  E'@primaryKey job_id\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName requests\n@foreignKey (model_id) references api.model (model_id)|@fieldName model|@foreignFieldName requests\n@foreignKey (verifier_address) references api.verifier (address)|@fieldName verifier|@foreignFieldName requests\nA Request that stands on chain, whether a Provider locked it or not.',
  '{"status": "POSTED until it is locked or cancelled; then as the job."}',
  '{agent,exclusive,gate,relay}');

select pg_temp.describe('job',
  E'@primaryKey job_id\n@foreignKey (provider_address) references api.provider (address)|@fieldName provider|@foreignFieldName jobs\n@foreignKey (node_id) references api.node (node_id)|@fieldName node|@foreignFieldName jobs\n@foreignKey (model_id) references api.model (model_id)|@fieldName model|@foreignFieldName jobs\n@foreignKey (token_address) references api.token (address)|@fieldName token|@foreignFieldName jobs\n@foreignKey (verifier_address) references api.verifier (address)|@fieldName verifier|@foreignFieldName jobs\n@foreignKey (token_address, requester) references api.account (token_address, address)|@fieldName requesterAccount|@foreignFieldName jobs\n@foreignKey (job_id) references api.request (job_id)|@fieldName request|@foreignFieldName job\nA Request that a Provider has locked.',
  '{"status": "Where it stands.", "price": "What the auction stood at when it was locked.", "fee_bps": "The fee when it was locked, hundredths of a percent.", "listed": "Whether the verifier was listed for the tier.", "deadline": "LOCKED: end of execution. SUBMITTED: end of the dispute window. Seconds since 1970.", "cap_at": "After this a job with an open contest is void, seconds since 1970.", "locked_block": "Block of the lock.", "locked_time": "Time of the lock, seconds since 1970.", "locked_transaction": "Transaction of the lock.", "submitted_time": "Time of the submit, seconds since 1970."}',
  '{agent,exclusive,gate,relay,ic,posted_block,posted_time,posted_transaction,submitted_block,submitted_time,submitted_transaction,closed_block,closed_time,closed_transaction}');

select pg_temp.describe('claim',
  E'@primaryKey job_id\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName claim\nWhat the Provider submits: with the job it hashes to the inference commitment.',
  '{"payee": "Who is paid: the provider.", "output_commit": "Commitment to the output.", "cipher_commit": "Commitment to the sealed output; zero: public.", "key_hash": "Hash of the output key; zero: public.", "units": "Units billed.", "trace_root": "Root of the execution trace; zero where the tier needs none."}');

select pg_temp.describe('settlement',
  E'@primaryKey job_id\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName settlement\n@foreignKey (job_id) references api.request (job_id)|@fieldName request|@foreignFieldName settlement\nWhere price and collateral of a closed job went; the nine amounts sum to price + collateral, to the unit.',
  '{"status": "How it ended.", "to_provider": "Pay for the work, without the collateral.", "fee": "To the fee account.", "royalties": "To the payees of the Model''s royalty list, together.", "extras": "To the payees of the Request''s signed splits, together.", "refund": "Unused price, back to the requester.", "compensation": "Slashed collateral, to the requester.", "to_reporter": "Slashed collateral, to the reporter of a proved fault.", "collateral_back": "Collateral, back to the provider.", "burned": "Gone for ever."}',
  '{ic}');

select pg_temp.describe('contract', E'@primaryKey name\nA contract of this deployment.',
  '{"name": "As in the chain manifest.", "address": "Where it stands."}');

select pg_temp.describe('meta', E'@behavior -*\nHow far the index is.',
  '{"block_number": "Last block whose rows are all here.", "block_hash": "Its hash.", "block_time": "Its time, seconds since 1970.", "finalized": "Last block that cannot change any more.", "lag": "Blocks of the chain that are not here yet.", "halted": "Why indexing stopped; null: it runs.", "chain_id": "The chain."}',
  '{halted}');
