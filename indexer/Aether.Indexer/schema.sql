-- What the migrations make. Written by 'aether-indexer schema'; a test compares.

create domain chain.address as bytea CHECK ((octet_length(VALUE) = 20));

create domain chain.bytes as bytea;

create domain chain.hash as bytea CHECK ((octet_length(VALUE) = 32));

create domain chain.uint256 as numeric(78,0) CHECK (((VALUE >= (0)::numeric) AND (VALUE <= '115792089237316195423570985008687907853269984665640564039457584007913129639935'::numeric)));

create type chain.demand_kind as enum ('NONE', 'INPUT', 'INPUT_ANSWERED', 'OUTPUT');

create type chain.job_status as enum ('NONE', 'POSTED', 'LOCKED', 'SUBMITTED', 'PAID', 'CANCELLED', 'DECLINED', 'STALLED', 'EXPIRED', 'SLASHED', 'VOIDED');

create type chain.model_kind as enum ('MODEL', 'ADAPTER', 'PROMPT');

create type chain.module_kind as enum ('NONE', 'GENESIS', 'LATER');

create type chain.operation_status as enum ('SCHEDULED', 'EXECUTED', 'CANCELLED');

create type chain.period as enum ('HOUR', 'DAY');

create type chain.ruling_kind as enum ('DISMISSED', 'RESUME', 'STALL', 'QUARREL', 'SLASH');

create type chain.tier as enum ('COOPERATIVE', 'OPTIMISTIC', 'VALIDITY', 'ATTESTED');

create type chain.vault_change as enum ('ADD_MODULE', 'ALLOW_TOKEN');

create type chain.verifier_status as enum ('UNKNOWN', 'LISTED', 'RETIRED');

create table chain.account (
  token chain.address not null,
  account chain.address not null,
  free chain.uint256 not null,
  ref chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint account_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX account_by_account ON chain.account USING btree (account, token) WHERE upper_inf(valid); -- all tokens of an account
CREATE UNIQUE INDEX account_current ON chain.account USING btree (token, account) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX account_from ON chain.account USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX account_until ON chain.account USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX account_version ON chain.account USING btree (token, account, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.announcement (
  change chain.vault_change not null,
  subject chain.address not null,
  ready_at bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint announcement_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX announcement_current ON chain.announcement USING btree (change, subject) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX announcement_from ON chain.announcement USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX announcement_until ON chain.announcement USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX announcement_version ON chain.announcement USING btree (change, subject, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.block (
  number bigint not null,
  hash chain.hash not null,
  block_time bigint not null,
  constraint block_block_time_check CHECK ((block_time >= 0)),
  constraint block_hash_key UNIQUE (hash),
  constraint block_number_check CHECK ((number >= 0)),
  constraint block_pkey PRIMARY KEY (number)
);

create table chain.bond (
  provider chain.address not null,
  slasher chain.address not null,
  amount chain.uint256 not null,
  thawing chain.uint256 not null,
  thaw_at bigint not null,
  hold_until bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint bond_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX bond_current ON chain.bond USING btree (provider, slasher) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX bond_from ON chain.bond USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX bond_until ON chain.bond USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX bond_version ON chain.bond USING btree (provider, slasher, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.capacity (
  provider chain.address not null,
  class_id integer not null,
  nodes integer not null,
  capacity bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint capacity_capacity_check CHECK ((capacity >= 0)),
  constraint capacity_nodes_check CHECK ((nodes >= 0)),
  constraint capacity_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX capacity_by_class ON chain.capacity USING btree (class_id, provider) WHERE upper_inf(valid); -- providers of a hardware class
CREATE UNIQUE INDEX capacity_current ON chain.capacity USING btree (provider, class_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX capacity_from ON chain.capacity USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX capacity_until ON chain.capacity USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX capacity_version ON chain.capacity USING btree (provider, class_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.checkpoint (
  only_row boolean not null default true,
  number bigint not null,
  hash chain.hash not null,
  block_time bigint not null,
  constraint checkpoint_block_time_check CHECK ((block_time >= 0)),
  constraint checkpoint_number_check CHECK ((number >= 0)),
  constraint checkpoint_only_row_check CHECK (only_row),
  constraint checkpoint_pkey PRIMARY KEY (only_row)
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
  key chain.hash not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint claim_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX claim_current ON chain.claim USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX claim_from ON chain.claim USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX claim_until ON chain.claim USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX claim_version ON chain.claim USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.class_price (
  period chain.period not null,
  starts_at bigint not null,
  class_id integer not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  price_min chain.uint256,
  price_max chain.uint256,
  price_total chain.uint256 not null,
  units_total chain.uint256 not null,
  earned chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint class_price_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX class_price_by_class ON chain.class_price USING btree (class_id, period, starts_at) WHERE upper_inf(valid); -- prices of a hardware class
CREATE UNIQUE INDEX class_price_current ON chain.class_price USING btree (period, starts_at, class_id, token) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX class_price_from ON chain.class_price USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX class_price_until ON chain.class_price USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX class_price_version ON chain.class_price USING btree (period, starts_at, class_id, token, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.complaint (
  job_id chain.uint256 not null,
  reporter chain.address not null,
  leaf chain.uint256 not null,
  complained_block bigint not null,
  complained_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint complaint_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX complaint_current ON chain.complaint USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX complaint_from ON chain.complaint USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX complaint_until ON chain.complaint USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX complaint_version ON chain.complaint USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.contest (
  job_id chain.uint256 not null,
  referee chain.address not null,
  is_open boolean not null,
  opened_block bigint not null,
  opened_time bigint not null,
  opened_transaction chain.hash not null,
  ended_block bigint,
  ended_time bigint,
  ended_transaction chain.hash,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint contest_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX contest_by_referee ON chain.contest USING btree (referee, opened_block, job_id) WHERE upper_inf(valid); -- contests of a referee
CREATE UNIQUE INDEX contest_current ON chain.contest USING btree (job_id, referee) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX contest_from ON chain.contest USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX contest_until ON chain.contest USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX contest_version ON chain.contest USING btree (job_id, referee, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.contract (
  name text not null,
  address chain.address not null,
  constraint contract_address_key UNIQUE (address),
  constraint contract_pkey PRIMARY KEY (name)
);

create table chain.deferred_index (
  name text not null,
  definition text not null,
  description text,
  constraint deferred_index_pkey PRIMARY KEY (name)
);

create table chain.delivery (
  job_id chain.uint256 not null,
  kind chain.demand_kind not null,
  content chain.bytes not null,
  answered_block bigint not null,
  answered_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint delivery_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX delivery_current ON chain.delivery USING btree (job_id, kind) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX delivery_from ON chain.delivery USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX delivery_until ON chain.delivery USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX delivery_version ON chain.delivery USING btree (job_id, kind, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.demand (
  job_id chain.uint256 not null,
  kind chain.demand_kind not null,
  input_used boolean not null,
  output_used boolean not null,
  deadline bigint not null,
  deposit chain.uint256 not null,
  token chain.address,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint demand_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX demand_by_kind ON chain.demand USING btree (kind, deadline, job_id) WHERE upper_inf(valid); -- demands that somebody has to answer, the most urgent first
CREATE UNIQUE INDEX demand_current ON chain.demand USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX demand_from ON chain.demand USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX demand_until ON chain.demand USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX demand_version ON chain.demand USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.deployment (
  only_row boolean not null default true,
  chain_id bigint not null,
  name text not null,
  start_block bigint not null,
  finality_depth integer not null,
  constraint deployment_finality_depth_check CHECK ((finality_depth >= 1)),
  constraint deployment_only_row_check CHECK (only_row),
  constraint deployment_pkey PRIMARY KEY (only_row),
  constraint deployment_start_block_check CHECK ((start_block >= 0))
);

create table chain.escrow (
  token chain.address not null,
  module chain.address not null,
  escrow chain.uint256 not null,
  ref chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint escrow_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX escrow_current ON chain.escrow USING btree (token, module) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX escrow_from ON chain.escrow USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX escrow_until ON chain.escrow USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX escrow_version ON chain.escrow USING btree (token, module, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.extra (
  job_id chain.uint256 not null,
  "position" smallint not null,
  payee chain.address not null,
  bps integer not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint extra_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX extra_by_payee ON chain.extra USING btree (payee, job_id) WHERE upper_inf(valid); -- jobs that pay an account
CREATE UNIQUE INDEX extra_current ON chain.extra USING btree (job_id, "position") WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX extra_from ON chain.extra USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX extra_until ON chain.extra USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX extra_version ON chain.extra USING btree (job_id, "position", lower(valid)); -- One version per entity and block; state as of a block.

create table chain.fee_sweep (
  swept_block bigint not null,
  swept_index integer not null,
  token chain.address not null,
  receiver chain.address not null,
  amount chain.uint256 not null,
  swept_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint fee_sweep_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX fee_sweep_current ON chain.fee_sweep USING btree (swept_block, swept_index) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX fee_sweep_from ON chain.fee_sweep USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX fee_sweep_until ON chain.fee_sweep USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX fee_sweep_version ON chain.fee_sweep USING btree (swept_block, swept_index, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.feedback (
  provider chain.address not null,
  client chain.address not null,
  feedback_index chain.uint256 not null,
  job_id chain.uint256,
  value numeric(39,0) not null,
  value_decimals smallint not null,
  tag1 text not null,
  tag2 text not null,
  endpoint text not null,
  uri text not null,
  content_hash chain.hash not null,
  revoked boolean not null,
  given_block bigint not null,
  given_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint feedback_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX feedback_by_client ON chain.feedback USING btree (client, given_block) WHERE upper_inf(valid); -- what a requester said
CREATE INDEX feedback_by_job ON chain.feedback USING btree (job_id) WHERE upper_inf(valid); -- job { feedback }
CREATE UNIQUE INDEX feedback_current ON chain.feedback USING btree (provider, client, feedback_index) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX feedback_from ON chain.feedback USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX feedback_until ON chain.feedback USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX feedback_version ON chain.feedback USING btree (provider, client, feedback_index, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.head (
  only_row boolean not null default true,
  number bigint not null,
  finalized bigint not null,
  halted text,
  verified bigint not null default '-1'::integer,
  constraint head_only_row_check CHECK (only_row),
  constraint head_pkey PRIMARY KEY (only_row)
);

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
  fee_bps integer not null,
  listed boolean not null,
  royalty_hash chain.hash not null,
  deadline bigint not null,
  cap_at bigint not null,
  ic chain.hash,
  posted_block bigint,
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
  log_index integer not null,
  transaction_hash chain.hash not null,
  contests smallint not null default 0,
  class_id integer,
  constraint job_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX job_by_ic ON chain.job USING btree (ic) WHERE upper_inf(valid); -- the job of an inference commitment
CREATE INDEX job_by_lock ON chain.job USING btree (locked_block, job_id) WHERE upper_inf(valid); -- jobs, newest first
CREATE INDEX job_by_model ON chain.job USING btree (model_id, locked_block, job_id) WHERE upper_inf(valid); -- model { jobs }
CREATE INDEX job_by_node ON chain.job USING btree (node_id, locked_block, job_id) WHERE upper_inf(valid); -- node { jobs }
CREATE INDEX job_by_provider ON chain.job USING btree (provider, locked_block, job_id) WHERE upper_inf(valid); -- provider { jobs }
CREATE INDEX job_by_requester ON chain.job USING btree (requester, locked_block, job_id) WHERE upper_inf(valid); -- jobs of a requester
CREATE INDEX job_by_status ON chain.job USING btree (status, locked_block, job_id) WHERE upper_inf(valid); -- jobs with a status
CREATE UNIQUE INDEX job_current ON chain.job USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX job_from ON chain.job USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX job_until ON chain.job USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX job_version ON chain.job USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.log (
  block_number bigint not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  transaction_index integer not null,
  address chain.address not null,
  topic0 chain.hash,
  topic1 chain.hash,
  topic2 chain.hash,
  topic3 chain.hash,
  data bytea not null,
  event text,
  arguments jsonb,
  job_id chain.uint256,
  constraint log_decoded CHECK (((event IS NULL) = (arguments IS NULL))),
  constraint log_log_index_check CHECK ((log_index >= 0)),
  constraint log_pkey PRIMARY KEY (block_number, log_index),
  constraint log_transaction_index_check CHECK ((transaction_index >= 0))
);
CREATE INDEX log_by_event ON chain.log USING btree (event, block_number, log_index); -- events of one kind
CREATE INDEX log_by_job ON chain.log USING btree (job_id, block_number, log_index) WHERE (job_id IS NOT NULL); -- job { events }
CREATE INDEX log_by_transaction ON chain.log USING btree (transaction_hash); -- every log of a transaction
CREATE INDEX log_unknown ON chain.log USING btree (block_number) WHERE (event IS NULL); -- _meta { unknownEvents }

create table chain.market_fee (
  market chain.address not null,
  fee_bps integer not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint market_fee_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX market_fee_current ON chain.market_fee USING btree (market) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX market_fee_from ON chain.market_fee USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX market_fee_until ON chain.market_fee USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX market_fee_version ON chain.market_fee USING btree (market, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.market_pause (
  market chain.address not null,
  paused_until bigint not null,
  cooldown_until bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint market_pause_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX market_pause_current ON chain.market_pause USING btree (market) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX market_pause_from ON chain.market_pause USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX market_pause_until ON chain.market_pause USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX market_pause_version ON chain.market_pause USING btree (market, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.migration (
  number integer not null,
  name text not null,
  sha256 bytea not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (number),
  constraint migration_sha256_check CHECK ((octet_length(sha256) = 32))
);

create table chain.model (
  model_id chain.hash not null,
  creator chain.address not null,
  parent chain.hash,
  kind chain.model_kind not null,
  content_hash chain.hash not null,
  licence_id bigint not null,
  own_bps integer not null,
  depth smallint not null,
  royalty_bps integer not null,
  royalty_hash chain.hash not null,
  uri text not null,
  retired boolean not null,
  registered_block bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint model_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX model_by_content ON chain.model USING btree (content_hash, registered_block, model_id) WHERE upper_inf(valid); -- every registration of the same content, first one first
CREATE INDEX model_by_creator ON chain.model USING btree (creator, registered_block, model_id) WHERE upper_inf(valid); -- models of a creator
CREATE INDEX model_by_parent ON chain.model USING btree (parent, registered_block, model_id) WHERE upper_inf(valid); -- model { children }
CREATE UNIQUE INDEX model_current ON chain.model USING btree (model_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX model_from ON chain.model USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX model_until ON chain.model USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX model_version ON chain.model USING btree (model_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.model_price (
  period chain.period not null,
  starts_at bigint not null,
  model_id chain.hash not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  price_min chain.uint256,
  price_max chain.uint256,
  price_total chain.uint256 not null,
  units_total chain.uint256 not null,
  earned chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint model_price_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX model_price_by_model ON chain.model_price USING btree (model_id, period, starts_at) WHERE upper_inf(valid); -- model { prices }
CREATE UNIQUE INDEX model_price_current ON chain.model_price USING btree (period, starts_at, model_id, token) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX model_price_from ON chain.model_price USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX model_price_until ON chain.model_price USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX model_price_version ON chain.model_price USING btree (period, starts_at, model_id, token, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.module (
  module chain.address not null,
  kind chain.module_kind not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint module_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX module_current ON chain.module USING btree (module) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX module_from ON chain.module USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX module_until ON chain.module USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX module_version ON chain.module USING btree (module, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.node (
  node_id chain.uint256 not null,
  provider chain.address not null,
  session_key chain.address not null,
  zone smallint not null,
  class_id integer not null,
  capacity bigint not null,
  active boolean not null,
  seal_x chain.uint256 not null,
  seal_y chain.uint256 not null,
  endpoint text not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint node_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX node_by_provider ON chain.node USING btree (provider, node_id) WHERE upper_inf(valid); -- provider { nodes }
CREATE INDEX node_by_session_key ON chain.node USING btree (session_key) WHERE upper_inf(valid); -- the node of a session key
CREATE UNIQUE INDEX node_current ON chain.node USING btree (node_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX node_from ON chain.node USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX node_until ON chain.node USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX node_version ON chain.node USING btree (node_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.operator (
  provider chain.address not null,
  operator chain.address not null,
  is_on boolean not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint operator_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX operator_current ON chain.operator USING btree (provider, operator) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX operator_from ON chain.operator USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX operator_until ON chain.operator USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX operator_version ON chain.operator USING btree (provider, operator, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.opt_in (
  account chain.address not null,
  module chain.address not null,
  is_on boolean not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint opt_in_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX opt_in_current ON chain.opt_in USING btree (account, module) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX opt_in_from ON chain.opt_in USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX opt_in_until ON chain.opt_in USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX opt_in_version ON chain.opt_in USING btree (account, module, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.orphan (
  hash chain.hash not null,
  number bigint not null,
  parent_hash chain.hash not null,
  constraint orphan_pkey PRIMARY KEY (hash)
);

create table chain.proof (
  job_id chain.uint256 not null,
  gas_used bigint not null,
  settlements integer not null,
  proof_bytes integer,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint proof_gas_used_check CHECK ((gas_used > 0)),
  constraint proof_proof_bytes_check CHECK ((proof_bytes >= 0)),
  constraint proof_settlements_check CHECK ((settlements > 0)),
  constraint proof_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX proof_current ON chain.proof USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX proof_from ON chain.proof USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX proof_until ON chain.proof USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX proof_version ON chain.proof USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.provider (
  provider chain.address not null,
  stake chain.uint256 not null,
  thawing chain.uint256 not null,
  thaw_at bigint not null,
  hold_until bigint not null,
  first_block bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint provider_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX provider_current ON chain.provider USING btree (provider) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX provider_from ON chain.provider USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX provider_until ON chain.provider USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX provider_version ON chain.provider USING btree (provider, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.recent_block (
  number bigint not null,
  hash chain.hash not null,
  parent_hash chain.hash not null,
  block_time bigint not null,
  constraint recent_block_number_check CHECK ((number >= 0)),
  constraint recent_block_pkey PRIMARY KEY (number)
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
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint record_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX record_by_token ON chain.record USING btree (token, provider) WHERE upper_inf(valid); -- token { records }
CREATE UNIQUE INDEX record_current ON chain.record USING btree (provider, token) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX record_from ON chain.record USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX record_until ON chain.record USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX record_version ON chain.record USING btree (provider, token, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.request (
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
  posted_block bigint not null,
  posted_time bigint not null,
  posted_transaction chain.hash not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint request_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX request_by_model ON chain.request USING btree (model_id, posted_block, job_id) WHERE upper_inf(valid); -- model { requests }
CREATE INDEX request_by_requester ON chain.request USING btree (requester, posted_block, job_id) WHERE upper_inf(valid); -- requests of a requester
CREATE INDEX request_by_status ON chain.request USING btree (status, posted_block, job_id) WHERE upper_inf(valid); -- requests that can be locked now
CREATE UNIQUE INDEX request_current ON chain.request USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX request_from ON chain.request USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX request_until ON chain.request USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX request_version ON chain.request USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.row_count (
  entity text not null,
  dimension text not null,
  value text not null,
  rows bigint not null,
  constraint row_count_pkey PRIMARY KEY (entity, dimension, value),
  constraint row_count_rows_check CHECK ((rows > 0))
);

create table chain.royalty (
  model_id chain.hash not null,
  "position" smallint not null,
  payee chain.address not null,
  bps integer not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint royalty_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX royalty_by_payee ON chain.royalty USING btree (payee, model_id) WHERE upper_inf(valid); -- models that pay an account
CREATE UNIQUE INDEX royalty_current ON chain.royalty USING btree (model_id, "position") WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX royalty_from ON chain.royalty USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX royalty_until ON chain.royalty USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX royalty_version ON chain.royalty USING btree (model_id, "position", lower(valid)); -- One version per entity and block; state as of a block.

create table chain.ruling (
  job_id chain.uint256 not null,
  ruled_block bigint not null,
  ruled_index integer not null,
  referee chain.address not null,
  ruling chain.ruling_kind not null,
  contests smallint not null,
  deadline bigint not null,
  digest chain.hash not null,
  ruled_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint ruling_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX ruling_current ON chain.ruling USING btree (job_id, ruled_block, ruled_index) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX ruling_from ON chain.ruling USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX ruling_until ON chain.ruling USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX ruling_version ON chain.ruling USING btree (job_id, ruled_block, ruled_index, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.settlement (
  job_id chain.uint256 not null,
  status chain.job_status not null,
  ic chain.hash,
  to_provider chain.uint256 not null,
  fee chain.uint256 not null,
  royalties chain.uint256 not null,
  extras chain.uint256 not null,
  refund chain.uint256 not null,
  compensation chain.uint256 not null,
  to_reporter chain.uint256 not null,
  collateral_back chain.uint256 not null,
  burned chain.uint256 not null,
  key chain.hash not null,
  closed_block bigint not null,
  closed_time bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint settlement_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX settlement_by_close ON chain.settlement USING btree (closed_block, job_id) WHERE upper_inf(valid); -- settlements, newest first
CREATE UNIQUE INDEX settlement_current ON chain.settlement USING btree (job_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX settlement_from ON chain.settlement USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX settlement_until ON chain.settlement USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX settlement_version ON chain.settlement USING btree (job_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.timelock_call (
  operation_id chain.hash not null,
  "position" chain.uint256 not null,
  target chain.address not null,
  value chain.uint256 not null,
  data chain.bytes not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint timelock_call_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX timelock_call_current ON chain.timelock_call USING btree (operation_id, "position") WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX timelock_call_from ON chain.timelock_call USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX timelock_call_until ON chain.timelock_call USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX timelock_call_version ON chain.timelock_call USING btree (operation_id, "position", lower(valid)); -- One version per entity and block; state as of a block.

create table chain.timelock_operation (
  operation_id chain.hash not null,
  status chain.operation_status not null,
  predecessor chain.hash,
  ready_at chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint timelock_operation_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX timelock_operation_by_status ON chain.timelock_operation USING btree (status, ready_at) WHERE upper_inf(valid); -- what comes next
CREATE UNIQUE INDEX timelock_operation_current ON chain.timelock_operation USING btree (operation_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX timelock_operation_from ON chain.timelock_operation USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX timelock_operation_until ON chain.timelock_operation USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX timelock_operation_version ON chain.timelock_operation USING btree (operation_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.token (
  token chain.address not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint token_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX token_current ON chain.token USING btree (token) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX token_from ON chain.token USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX token_until ON chain.token USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX token_version ON chain.token USING btree (token, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.token_label (
  token chain.address not null,
  symbol text not null,
  decimals smallint not null,
  constraint token_label_decimals_check CHECK (((decimals >= 0) AND (decimals <= 77))),
  constraint token_label_pkey PRIMARY KEY (token)
);

create table chain.utilisation (
  period chain.period not null,
  starts_at bigint not null,
  provider chain.address not null,
  class_id integer not null,
  locked bigint not null,
  paid bigint not null,
  failed bigint not null,
  declined bigint not null,
  other bigint not null,
  busy_seconds bigint not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint utilisation_busy_seconds_check CHECK ((busy_seconds >= 0)),
  constraint utilisation_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX utilisation_by_provider ON chain.utilisation USING btree (provider, period, starts_at) WHERE upper_inf(valid); -- provider { utilisations }
CREATE UNIQUE INDEX utilisation_current ON chain.utilisation USING btree (period, starts_at, provider, class_id) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX utilisation_from ON chain.utilisation USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX utilisation_until ON chain.utilisation USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX utilisation_version ON chain.utilisation USING btree (period, starts_at, provider, class_id, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.verifier (
  verifier chain.address not null,
  tier chain.tier not null,
  status chain.verifier_status not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint verifier_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE UNIQUE INDEX verifier_current ON chain.verifier USING btree (verifier) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX verifier_from ON chain.verifier USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX verifier_until ON chain.verifier USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX verifier_version ON chain.verifier USING btree (verifier, lower(valid)); -- One version per entity and block; state as of a block.

create table chain.volume (
  period chain.period not null,
  starts_at bigint not null,
  token chain.address not null,
  locked bigint not null,
  paid bigint not null,
  failed bigint not null,
  declined bigint not null,
  other bigint not null,
  locked_price chain.uint256 not null,
  earned chain.uint256 not null,
  to_provider chain.uint256 not null,
  fee chain.uint256 not null,
  royalties chain.uint256 not null,
  extras chain.uint256 not null,
  refund chain.uint256 not null,
  compensation chain.uint256 not null,
  burned chain.uint256 not null,
  valid int8range not null,
  log_index integer not null,
  transaction_hash chain.hash not null,
  constraint volume_valid CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid))))
);
CREATE INDEX volume_by_token ON chain.volume USING btree (token, period, starts_at) WHERE upper_inf(valid); -- token { volumes }
CREATE UNIQUE INDEX volume_current ON chain.volume USING btree (period, starts_at, token) WHERE upper_inf(valid); -- State now by key: API lookups and relations; the version a change closes.
CREATE INDEX volume_from ON chain.volume USING btree (lower(valid)); -- Undo: versions that began at or after a block.
CREATE INDEX volume_until ON chain.volume USING btree (upper(valid)) WHERE (NOT upper_inf(valid)); -- Undo: versions that ended at or after a block.
CREATE UNIQUE INDEX volume_version ON chain.volume USING btree (period, starts_at, token, lower(valid)); -- One version per entity and block; state as of a block.

-- view api.account, aether_api select
--   token_address chain.address
--   address chain.address
--   free chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.account_version, aether_api select
--   token_address chain.address
--   address chain.address
--   free chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.announcement, aether_api select
--   change chain.vault_change
--   subject chain.address
--   ready_at bigint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.announcement_version, aether_api select
--   change chain.vault_change
--   subject chain.address
--   ready_at bigint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.bond, aether_api select
--   provider_address chain.address
--   slasher chain.address
--   amount chain.uint256
--   thawing chain.uint256
--   thaw_at bigint
--   hold_until bigint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.bond_version, aether_api select
--   provider_address chain.address
--   slasher chain.address
--   amount chain.uint256
--   thawing chain.uint256
--   thaw_at bigint
--   hold_until bigint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.capacity, aether_api select
--   provider_address chain.address
--   class_id integer
--   nodes integer
--   capacity bigint
--   updated_block bigint

-- view api.capacity_version, aether_api select
--   provider_address chain.address
--   class_id integer
--   nodes integer
--   capacity bigint
--   updated_block bigint
--   valid_from bigint
--   valid_to bigint

-- view api.claim, aether_api select
--   job_id chain.uint256
--   ic chain.hash
--   payee chain.address
--   output_commit chain.hash
--   cipher_commit chain.hash
--   key_hash chain.hash
--   units bigint
--   trace_root chain.hash
--   key chain.hash
--   submitted_block bigint
--   submitted_transaction chain.hash

-- view api.claim_version, aether_api select
--   job_id chain.uint256
--   ic chain.hash
--   payee chain.address
--   output_commit chain.hash
--   cipher_commit chain.hash
--   key_hash chain.hash
--   units bigint
--   trace_root chain.hash
--   key chain.hash
--   submitted_block bigint
--   submitted_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.class_price, aether_api select
--   period chain.period
--   starts_at bigint
--   class_id integer
--   token_address chain.address
--   locked bigint
--   paid bigint
--   price_min chain.uint256
--   price_max chain.uint256
--   price_total chain.uint256
--   units_total chain.uint256
--   earned chain.uint256
--   updated_block bigint

-- view api.class_price_version, aether_api select
--   period chain.period
--   starts_at bigint
--   class_id integer
--   token_address chain.address
--   locked bigint
--   paid bigint
--   price_min chain.uint256
--   price_max chain.uint256
--   price_total chain.uint256
--   units_total chain.uint256
--   earned chain.uint256
--   updated_block bigint
--   valid_from bigint
--   valid_to bigint

-- view api.complaint, aether_api select
--   job_id chain.uint256
--   reporter chain.address
--   leaf chain.uint256
--   complained_block bigint
--   complained_time bigint
--   complained_transaction chain.hash

-- view api.contest, aether_api select
--   job_id chain.uint256
--   referee chain.address
--   is_open boolean
--   opened_block bigint
--   opened_time bigint
--   opened_transaction chain.hash
--   ended_block bigint
--   ended_time bigint
--   ended_transaction chain.hash

-- view api.contest_version, aether_api select
--   job_id chain.uint256
--   referee chain.address
--   is_open boolean
--   opened_block bigint
--   opened_time bigint
--   opened_transaction chain.hash
--   ended_block bigint
--   ended_time bigint
--   ended_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.contract, aether_api select
--   name text
--   address chain.address

-- view api.delivery, aether_api select
--   job_id chain.uint256
--   kind chain.demand_kind
--   content chain.bytes
--   answered_block bigint
--   answered_time bigint
--   answered_transaction chain.hash

-- view api.demand, aether_api select
--   job_id chain.uint256
--   kind chain.demand_kind
--   input_used boolean
--   output_used boolean
--   deadline bigint
--   deposit chain.uint256
--   token_address chain.address
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.demand_version, aether_api select
--   job_id chain.uint256
--   kind chain.demand_kind
--   input_used boolean
--   output_used boolean
--   deadline bigint
--   deposit chain.uint256
--   token_address chain.address
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.escrow, aether_api select
--   token_address chain.address
--   module_address chain.address
--   amount chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.escrow_version, aether_api select
--   token_address chain.address
--   module_address chain.address
--   amount chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.event, aether_api select
--   block_number bigint
--   log_index integer
--   block_time bigint
--   block_hash chain.hash
--   transaction_hash chain.hash
--   contract_name text
--   contract_address chain.address
--   name text
--   arguments jsonb
--   job_id chain.uint256
--   topic0 chain.hash
--   topic1 chain.hash
--   topic2 chain.hash
--   topic3 chain.hash
--   data chain.bytes

-- view api.extra, aether_api select
--   job_id chain.uint256
--   "position" smallint
--   payee chain.address
--   bps integer

-- view api.fee_sweep, aether_api select
--   swept_block bigint
--   swept_index integer
--   token_address chain.address
--   receiver chain.address
--   amount chain.uint256
--   swept_time bigint
--   swept_transaction chain.hash

-- view api.feedback, aether_api select
--   provider_address chain.address
--   client chain.address
--   feedback_index chain.uint256
--   job_id chain.uint256
--   value numeric(39,0)
--   value_decimals smallint
--   tag1 text
--   tag2 text
--   endpoint text
--   uri text
--   content_hash chain.hash
--   revoked boolean
--   given_block bigint
--   given_time bigint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.feedback_version, aether_api select
--   provider_address chain.address
--   client chain.address
--   feedback_index chain.uint256
--   job_id chain.uint256
--   value numeric(39,0)
--   value_decimals smallint
--   tag1 text
--   tag2 text
--   endpoint text
--   uri text
--   content_hash chain.hash
--   revoked boolean
--   given_block bigint
--   given_time bigint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.job, aether_api select
--   job_id chain.uint256
--   status chain.job_status
--   requester chain.address
--   nonce chain.uint256
--   agent chain.address
--   token_address chain.address
--   min_price chain.uint256
--   max_price chain.uint256
--   collateral chain.uint256
--   ramp_start bigint
--   ramp_secs bigint
--   lock_secs bigint
--   exec_secs bigint
--   input_secs bigint
--   dispute_secs bigint
--   tier chain.tier
--   verifier_address chain.address
--   exclusive chain.address
--   exclusive_secs bigint
--   gate chain.address
--   gate_data chain.hash
--   region_mask chain.uint256
--   model_id chain.hash
--   input_commit chain.hash
--   watchers chain.hash
--   output_mode smallint
--   extras_hash chain.hash
--   max_units bigint
--   relay chain.address
--   provider_address chain.address
--   node_id chain.uint256
--   price chain.uint256
--   fee_bps integer
--   listed boolean
--   royalty_hash chain.hash
--   deadline bigint
--   cap_at bigint
--   ic chain.hash
--   posted_block bigint
--   posted_time bigint
--   posted_transaction chain.hash
--   locked_block bigint
--   locked_time bigint
--   locked_transaction chain.hash
--   submitted_block bigint
--   submitted_time bigint
--   submitted_transaction chain.hash
--   closed_block bigint
--   closed_time bigint
--   closed_transaction chain.hash
--   updated_block bigint
--   updated_transaction chain.hash
--   contests smallint

-- view api.job_version, aether_api select
--   job_id chain.uint256
--   status chain.job_status
--   requester chain.address
--   nonce chain.uint256
--   agent chain.address
--   token_address chain.address
--   min_price chain.uint256
--   max_price chain.uint256
--   collateral chain.uint256
--   ramp_start bigint
--   ramp_secs bigint
--   lock_secs bigint
--   exec_secs bigint
--   input_secs bigint
--   dispute_secs bigint
--   tier chain.tier
--   verifier_address chain.address
--   exclusive chain.address
--   exclusive_secs bigint
--   gate chain.address
--   gate_data chain.hash
--   region_mask chain.uint256
--   model_id chain.hash
--   input_commit chain.hash
--   watchers chain.hash
--   output_mode smallint
--   extras_hash chain.hash
--   max_units bigint
--   relay chain.address
--   provider_address chain.address
--   node_id chain.uint256
--   price chain.uint256
--   fee_bps integer
--   listed boolean
--   royalty_hash chain.hash
--   deadline bigint
--   cap_at bigint
--   ic chain.hash
--   posted_block bigint
--   posted_time bigint
--   posted_transaction chain.hash
--   locked_block bigint
--   locked_time bigint
--   locked_transaction chain.hash
--   submitted_block bigint
--   submitted_time bigint
--   submitted_transaction chain.hash
--   closed_block bigint
--   closed_time bigint
--   closed_transaction chain.hash
--   updated_block bigint
--   updated_transaction chain.hash
--   contests smallint
--   valid_from bigint
--   valid_to bigint

-- view api.market, aether_api select
--   address chain.address
--   fee_bps integer
--   paused_until bigint
--   cooldown_until bigint

-- view api.meta, aether_api select
--   block_number bigint
--   block_hash chain.hash
--   block_time bigint
--   finalized bigint
--   lag bigint
--   halted text
--   chain_id bigint
--   unknown_events bigint
--   as_of bigint
--   verified bigint

-- view api.model, aether_api select
--   model_id chain.hash
--   creator chain.address
--   parent_id chain.hash
--   kind chain.model_kind
--   content_hash chain.hash
--   licence_id bigint
--   own_bps integer
--   depth smallint
--   royalty_bps integer
--   royalty_hash chain.hash
--   uri text
--   retired boolean
--   registered_block bigint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.model_price, aether_api select
--   period chain.period
--   starts_at bigint
--   model_id chain.hash
--   token_address chain.address
--   locked bigint
--   paid bigint
--   price_min chain.uint256
--   price_max chain.uint256
--   price_total chain.uint256
--   units_total chain.uint256
--   earned chain.uint256
--   updated_block bigint

-- view api.model_price_version, aether_api select
--   period chain.period
--   starts_at bigint
--   model_id chain.hash
--   token_address chain.address
--   locked bigint
--   paid bigint
--   price_min chain.uint256
--   price_max chain.uint256
--   price_total chain.uint256
--   units_total chain.uint256
--   earned chain.uint256
--   updated_block bigint
--   valid_from bigint
--   valid_to bigint

-- view api.model_version, aether_api select
--   model_id chain.hash
--   creator chain.address
--   parent_id chain.hash
--   kind chain.model_kind
--   content_hash chain.hash
--   licence_id bigint
--   own_bps integer
--   depth smallint
--   royalty_bps integer
--   royalty_hash chain.hash
--   uri text
--   retired boolean
--   registered_block bigint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.module, aether_api select
--   address chain.address
--   kind chain.module_kind
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.module_version, aether_api select
--   address chain.address
--   kind chain.module_kind
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.node, aether_api select
--   node_id chain.uint256
--   provider_address chain.address
--   session_key chain.address
--   zone smallint
--   class_id integer
--   capacity bigint
--   active boolean
--   seal_x chain.uint256
--   seal_y chain.uint256
--   endpoint text
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.node_version, aether_api select
--   node_id chain.uint256
--   provider_address chain.address
--   session_key chain.address
--   zone smallint
--   class_id integer
--   capacity bigint
--   active boolean
--   seal_x chain.uint256
--   seal_y chain.uint256
--   endpoint text
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.operator, aether_api select
--   provider_address chain.address
--   address chain.address
--   is_on boolean
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.operator_version, aether_api select
--   provider_address chain.address
--   address chain.address
--   is_on boolean
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.opt_in, aether_api select
--   account chain.address
--   module_address chain.address
--   is_on boolean
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.opt_in_version, aether_api select
--   account chain.address
--   module_address chain.address
--   is_on boolean
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.proof, aether_api select
--   job_id chain.uint256
--   gas_used bigint
--   settlements integer
--   proof_bytes integer
--   settled_block bigint
--   settled_transaction chain.hash

-- view api.provider, aether_api select
--   address chain.address
--   stake chain.uint256
--   thawing chain.uint256
--   thaw_at bigint
--   hold_until bigint
--   first_block bigint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.provider_version, aether_api select
--   address chain.address
--   stake chain.uint256
--   thawing chain.uint256
--   thaw_at bigint
--   hold_until bigint
--   first_block bigint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.record, aether_api select
--   provider_address chain.address
--   token_address chain.address
--   paid bigint
--   failed bigint
--   declined bigint
--   last_at bigint
--   fees chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.record_version, aether_api select
--   provider_address chain.address
--   token_address chain.address
--   paid bigint
--   failed bigint
--   declined bigint
--   last_at bigint
--   fees chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.request, aether_api select
--   job_id chain.uint256
--   status chain.job_status
--   requester chain.address
--   nonce chain.uint256
--   agent chain.address
--   token_address chain.address
--   min_price chain.uint256
--   max_price chain.uint256
--   collateral chain.uint256
--   ramp_start bigint
--   ramp_secs bigint
--   lock_secs bigint
--   exec_secs bigint
--   input_secs bigint
--   dispute_secs bigint
--   tier chain.tier
--   verifier_address chain.address
--   exclusive chain.address
--   exclusive_secs bigint
--   gate chain.address
--   gate_data chain.hash
--   region_mask chain.uint256
--   model_id chain.hash
--   input_commit chain.hash
--   watchers chain.hash
--   output_mode smallint
--   extras_hash chain.hash
--   max_units bigint
--   relay chain.address
--   posted_block bigint
--   posted_time bigint
--   posted_transaction chain.hash
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.request_version, aether_api select
--   job_id chain.uint256
--   status chain.job_status
--   requester chain.address
--   nonce chain.uint256
--   agent chain.address
--   token_address chain.address
--   min_price chain.uint256
--   max_price chain.uint256
--   collateral chain.uint256
--   ramp_start bigint
--   ramp_secs bigint
--   lock_secs bigint
--   exec_secs bigint
--   input_secs bigint
--   dispute_secs bigint
--   tier chain.tier
--   verifier_address chain.address
--   exclusive chain.address
--   exclusive_secs bigint
--   gate chain.address
--   gate_data chain.hash
--   region_mask chain.uint256
--   model_id chain.hash
--   input_commit chain.hash
--   watchers chain.hash
--   output_mode smallint
--   extras_hash chain.hash
--   max_units bigint
--   relay chain.address
--   posted_block bigint
--   posted_time bigint
--   posted_transaction chain.hash
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.row_count, aether_api select
--   entity text
--   dimension text
--   value text
--   rows bigint

-- view api.royalty, aether_api select
--   model_id chain.hash
--   "position" smallint
--   payee chain.address
--   bps integer

-- view api.ruling, aether_api select
--   job_id chain.uint256
--   ruled_block bigint
--   ruled_index integer
--   referee chain.address
--   ruling chain.ruling_kind
--   contests smallint
--   deadline bigint
--   digest chain.hash
--   ruled_time bigint
--   ruled_transaction chain.hash

-- view api.settlement, aether_api select
--   job_id chain.uint256
--   status chain.job_status
--   ic chain.hash
--   to_provider chain.uint256
--   fee chain.uint256
--   royalties chain.uint256
--   extras chain.uint256
--   refund chain.uint256
--   compensation chain.uint256
--   to_reporter chain.uint256
--   collateral_back chain.uint256
--   burned chain.uint256
--   key chain.hash
--   closed_block bigint
--   closed_time bigint
--   closed_transaction chain.hash

-- view api.timelock_call, aether_api select
--   operation_id chain.hash
--   "position" chain.uint256
--   target chain.address
--   value chain.uint256
--   data chain.bytes

-- view api.timelock_operation, aether_api select
--   operation_id chain.hash
--   status chain.operation_status
--   predecessor chain.hash
--   ready_at chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.timelock_operation_version, aether_api select
--   operation_id chain.hash
--   status chain.operation_status
--   predecessor chain.hash
--   ready_at chain.uint256
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.token, aether_api select
--   address chain.address
--   symbol text
--   decimals smallint
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.token_version, aether_api select
--   address chain.address
--   symbol text
--   decimals smallint
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.utilisation, aether_api select
--   period chain.period
--   starts_at bigint
--   provider_address chain.address
--   class_id integer
--   locked bigint
--   paid bigint
--   failed bigint
--   declined bigint
--   other bigint
--   busy_seconds bigint
--   updated_block bigint

-- view api.utilisation_version, aether_api select
--   period chain.period
--   starts_at bigint
--   provider_address chain.address
--   class_id integer
--   locked bigint
--   paid bigint
--   failed bigint
--   declined bigint
--   other bigint
--   busy_seconds bigint
--   updated_block bigint
--   valid_from bigint
--   valid_to bigint

-- view api.verifier, aether_api select
--   address chain.address
--   tier chain.tier
--   status chain.verifier_status
--   updated_block bigint
--   updated_transaction chain.hash

-- view api.verifier_version, aether_api select
--   address chain.address
--   tier chain.tier
--   status chain.verifier_status
--   updated_block bigint
--   updated_transaction chain.hash
--   valid_from bigint
--   valid_to bigint

-- view api.volume, aether_api select
--   period chain.period
--   starts_at bigint
--   token_address chain.address
--   locked bigint
--   paid bigint
--   failed bigint
--   declined bigint
--   other bigint
--   locked_price chain.uint256
--   earned chain.uint256
--   to_provider chain.uint256
--   fee chain.uint256
--   royalties chain.uint256
--   extras chain.uint256
--   refund chain.uint256
--   compensation chain.uint256
--   burned chain.uint256
--   updated_block bigint

-- view api.volume_version, aether_api select
--   period chain.period
--   starts_at bigint
--   token_address chain.address
--   locked bigint
--   paid bigint
--   failed bigint
--   declined bigint
--   other bigint
--   locked_price chain.uint256
--   earned chain.uint256
--   to_provider chain.uint256
--   fee chain.uint256
--   royalties chain.uint256
--   extras chain.uint256
--   refund chain.uint256
--   compensation chain.uint256
--   burned chain.uint256
--   updated_block bigint
--   valid_from bigint
--   valid_to bigint

-- function at_block.mirror(entity text, with_history boolean) returns void

-- function at_block.pin(wanted_number bigint, wanted_hash bytea) returns bigint

-- function chain."analyze"() returns 

-- function chain.count_rows(counted text, entity text, condition text, dimensions text[]) returns void

-- function chain.counted_tables() returns TABLE(counted name, arguments text[], paused boolean)

-- function chain.defer_indexes() returns integer

-- function chain.keep_orphans() returns trigger

-- function chain.keep_row_count() returns trigger

-- function chain.make_versioned(entity text, key_columns text) returns void

-- function chain.pause_counts() returns void

-- function chain.resume_counts(of_table text) returns void

-- function chain.tell_checkpoint() returns trigger

-- function chain.undo(from_block bigint) returns void

-- function feed.after(at_number bigint, at_hash bytea, most integer) returns jsonb

-- function feed.hex(bytes bytea) returns text

-- function feed."position"() returns jsonb

-- function feed.stands(at_number bigint, at_hash bytea) returns boolean
