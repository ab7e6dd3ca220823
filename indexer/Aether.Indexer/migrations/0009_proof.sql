-- What a proof that paid a job took: gas, and bytes of calldata.
set local role aether_indexer;

-- One row for every paid job of a tier in which a proof pays. Gas and bytes are of the transaction, not of its logs, so they are asked of the node
-- when the page is read. Jobs that were settled before this table was there have no row; an index made from nothing has all.
create table chain.proof (
  job_id chain.uint256 not null,
  gas_used bigint not null check (gas_used > 0), -- of the whole transaction
  settlements int not null check (settlements > 0), -- jobs that proofs settled in it
  proof_bytes int check (proof_bytes >= 0), -- null: settled by way of a contract whose calldata nobody here reads
  valid int8range not null,
  log_index int not null,
  transaction_hash chain.hash not null
);

select chain.make_versioned('proof', 'job_id');

create view api.proof as
  select job_id, gas_used, settlements, proof_bytes, lower(valid) as settled_block, transaction_hash as settled_transaction
  from chain.proof where upper_inf(valid);

grant select on all tables in schema api to aether_api;

comment on view api.proof is E'@primaryKey job_id\n@foreignKey (job_id) references api.job (job_id)|@fieldName job|@foreignFieldName proof\n@foreignKey (job_id) references api.settlement (job_id)|@fieldName settlement|@foreignFieldName proof\nWhat it took to settle a job by a proof.';
comment on column api.proof.job_id is E'@notNull\nThe job.';
comment on column api.proof.gas_used is E'@notNull\nGas of the whole transaction that settled it.';
comment on column api.proof.settlements is E'@notNull\nHow many jobs proofs settled in that transaction: they share its gas.';
comment on column api.proof.proof_bytes is E'Bytes of what was sent as its proof: the preimages it speaks of, then the proof; null: it came by way of a contract whose calldata is not read here.';
comment on column api.proof.settled_block is E'@notNull\nThe block of that transaction.';
comment on column api.proof.settled_transaction is E'@notNull\nThat transaction.';
