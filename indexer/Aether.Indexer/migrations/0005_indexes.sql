-- Indexes for what the API reads. Only open versions: history is read by key.
set local role aether_indexer;

create index job_by_lock on chain.job (locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_lock is 'jobs, newest first';
create index job_by_status on chain.job (status, locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_status is 'jobs with a status';
create index job_by_provider on chain.job (provider, locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_provider is 'provider { jobs }';
create index job_by_requester on chain.job (requester, locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_requester is 'jobs of a requester';
create index job_by_model on chain.job (model_id, locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_model is 'model { jobs }';
create index job_by_node on chain.job (node_id, locked_block, job_id) where upper_inf(valid);
comment on index chain.job_by_node is 'node { jobs }';
create index job_by_ic on chain.job (ic) where upper_inf(valid);
comment on index chain.job_by_ic is 'the job of an inference commitment';

create index request_by_status on chain.request (status, posted_block, job_id) where upper_inf(valid);
comment on index chain.request_by_status is 'requests that can be locked now';
create index request_by_requester on chain.request (requester, posted_block, job_id) where upper_inf(valid);
comment on index chain.request_by_requester is 'requests of a requester';
create index request_by_model on chain.request (model_id, posted_block, job_id) where upper_inf(valid);
comment on index chain.request_by_model is 'model { requests }';

create index node_by_provider on chain.node (provider, node_id) where upper_inf(valid);
comment on index chain.node_by_provider is 'provider { nodes }';
create index node_by_session_key on chain.node (session_key) where upper_inf(valid);
comment on index chain.node_by_session_key is 'the node of a session key';
create index model_by_creator on chain.model (creator, registered_block, model_id) where upper_inf(valid);
comment on index chain.model_by_creator is 'models of a creator';
create index model_by_parent on chain.model (parent, registered_block, model_id) where upper_inf(valid);
comment on index chain.model_by_parent is 'model { children }';
create index model_by_content on chain.model (content_hash, registered_block, model_id) where upper_inf(valid);
comment on index chain.model_by_content is 'every registration of the same content, first one first';
create index royalty_by_payee on chain.royalty (payee, model_id) where upper_inf(valid);
comment on index chain.royalty_by_payee is 'models that pay an account';
create index account_by_account on chain.account (account, token) where upper_inf(valid);
comment on index chain.account_by_account is 'all tokens of an account';
create index settlement_by_close on chain.settlement (closed_block, job_id) where upper_inf(valid);
comment on index chain.settlement_by_close is 'settlements, newest first';
create index log_by_transaction on chain.log (transaction_hash);
comment on index chain.log_by_transaction is 'every log of a transaction';
