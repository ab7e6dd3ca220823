set local role aether_indexer;

-- Which deployment this database mirrors. One row; the indexer refuses to run against another one.
create table chain.deployment (
  only_row bool primary key default true check (only_row),
  chain_id bigint not null,
  name text not null,
  start_block bigint not null check (start_block >= 0),
  finality_depth int not null check (finality_depth >= 1)
);

create table chain.contract (
  name text primary key,
  address chain.address not null unique
);

-- Display facts of tokens, from the manifest; whether a token is allowed comes from the Vault's events (chain.token).
create table chain.token_label (
  token chain.address primary key,
  symbol text not null,
  decimals smallint not null check (decimals between 0 and 77)
);

-- The last block whose rows are all here. Written in the same transaction as the rows.
create table chain.checkpoint (
  only_row bool primary key default true check (only_row),
  number bigint not null check (number >= 0),
  hash chain.hash not null,
  block_time bigint not null check (block_time >= 0)
);

-- What the indexer knows about the node's chain: not derived from blocks, so it is outside of the canonical hash.
create table chain.head (
  only_row bool primary key default true check (only_row),
  number bigint not null,
  finalized bigint not null,
  halted text -- why indexing stopped, when it did
);

-- Headers since the finalized block: the parent-hash chain that reorgs are found with. Older ones are pruned.
create table chain.recent_block (
  number bigint primary key check (number >= 0),
  hash chain.hash not null,
  parent_hash chain.hash not null,
  block_time bigint not null
);

-- Every block that holds a log of ours, for good.
create table chain.block (
  number bigint primary key check (number >= 0),
  hash chain.hash not null unique,
  block_time bigint not null check (block_time >= 0) -- seconds since 1970
);

-- Raw logs as the node gave them: projections can be rebuilt from here without a node.
create table chain.log (
  block_number bigint not null,
  log_index int not null check (log_index >= 0),
  transaction_hash chain.hash not null,
  transaction_index int not null check (transaction_index >= 0),
  address chain.address not null,
  topic0 chain.hash,
  topic1 chain.hash,
  topic2 chain.hash,
  topic3 chain.hash,
  data bytea not null,
  primary key (block_number, log_index) -- the same log twice is an error, never a second row
);
