import { index, onchainTable, primaryKey } from 'ponder';

/** Every event, as the node gave it. */
export const event = onchainTable(
  'event',
  (t) => ({
    block: t.bigint().notNull(),
    log_index: t.integer().notNull(),
    transaction: t.hex().notNull(),
    address: t.hex().notNull(),
    name: t.text().notNull(),
    topic0: t.hex(),
    topic1: t.hex(),
    topic2: t.hex(),
    topic3: t.hex(),
    data: t.hex().notNull(),
  }),
  (table) => ({ key: primaryKey({ columns: [table.block, table.log_index] }), byTransaction: index().on(table.transaction) }),
);

export const account = onchainTable(
  'account',
  (t) => ({ token: t.hex().notNull(), account: t.hex().notNull(), free: t.bigint().notNull(), ref: t.bigint().notNull() }),
  (table) => ({ key: primaryKey({ columns: [table.token, table.account] }), byAccount: index().on(table.account, table.token) }),
);

export const escrow = onchainTable(
  'escrow',
  (t) => ({ token: t.hex().notNull(), module: t.hex().notNull(), escrow: t.bigint().notNull(), ref: t.bigint().notNull() }),
  (table) => ({ key: primaryKey({ columns: [table.token, table.module] }) }),
);

export const provider = onchainTable('provider', (t) => ({
  provider: t.hex().primaryKey(),
  stake: t.bigint().notNull(),
  thawing: t.bigint().notNull(),
  first_block: t.bigint().notNull(),
}));

export const bond = onchainTable(
  'bond',
  (t) => ({
    provider: t.hex().notNull(),
    slasher: t.hex().notNull(),
    amount: t.bigint().notNull(),
    thawing: t.bigint().notNull(),
  }),
  (table) => ({ key: primaryKey({ columns: [table.provider, table.slasher] }) }),
);

export const node = onchainTable(
  'node',
  (t) => ({
    node_id: t.bigint().primaryKey(),
    provider: t.hex().notNull(),
    session_key: t.hex().notNull(),
    zone: t.integer().notNull(),
    class_id: t.integer().notNull(),
    capacity: t.bigint().notNull(),
    active: t.boolean().notNull(),
    endpoint: t.text().notNull(),
  }),
  (table) => ({ byProvider: index().on(table.provider, table.node_id) }),
);

export const operator = onchainTable(
  'operator',
  (t) => ({ provider: t.hex().notNull(), operator: t.hex().notNull(), is_on: t.boolean().notNull() }),
  (table) => ({ key: primaryKey({ columns: [table.provider, table.operator] }) }),
);

export const model = onchainTable(
  'model',
  (t) => ({
    model_id: t.hex().primaryKey(),
    creator: t.hex().notNull(),
    parent: t.hex(),
    content_hash: t.hex().notNull(),
    own_bps: t.integer().notNull(),
    depth: t.integer().notNull(),
    royalty_hash: t.hex().notNull(),
    uri: t.text().notNull(),
    retired: t.boolean().notNull(),
    registered_block: t.bigint().notNull(),
  }),
  (table) => ({
    byCreator: index().on(table.creator, table.registered_block, table.model_id),
    byParent: index().on(table.parent, table.registered_block, table.model_id),
  }),
);

export const royalty = onchainTable(
  'royalty',
  (t) => ({ model_id: t.hex().notNull(), position: t.integer().notNull(), payee: t.hex().notNull(), bps: t.integer().notNull() }),
  (table) => ({ key: primaryKey({ columns: [table.model_id, table.position] }) }),
);

const asked = (t: any) => ({
  requester: t.hex().notNull(),
  nonce: t.bigint().notNull(),
  token: t.hex().notNull(),
  min_price: t.bigint().notNull(),
  max_price: t.bigint().notNull(),
  collateral: t.bigint().notNull(),
  ramp_start: t.bigint().notNull(),
  lock_secs: t.bigint().notNull(),
  exec_secs: t.bigint().notNull(),
  tier: t.text().notNull(),
  verifier: t.hex().notNull(),
  model_id: t.hex().notNull(),
  input_commit: t.hex().notNull(),
  output_mode: t.integer().notNull(),
  extras_hash: t.hex().notNull(),
  max_units: t.bigint().notNull(),
});

export const request = onchainTable(
  'request',
  (t) => ({
    job_id: t.bigint().primaryKey(),
    status: t.text().notNull(),
    ...asked(t),
    posted_block: t.bigint().notNull(),
    posted_time: t.bigint().notNull(),
    posted_transaction: t.hex().notNull(),
  }),
  (table) => ({
    byStatus: index().on(table.status, table.posted_block, table.job_id),
    byRequester: index().on((table as any).requester, table.posted_block, table.job_id),
    byModel: index().on((table as any).model_id, table.posted_block, table.job_id),
  }),
);

export const job = onchainTable(
  'job',
  (t) => ({
    job_id: t.bigint().primaryKey(),
    status: t.text().notNull(),
    ...asked(t),
    provider: t.hex().notNull(),
    node_id: t.bigint().notNull(),
    class_id: t.integer(),
    price: t.bigint().notNull(),
    fee_bps: t.integer().notNull(),
    listed: t.boolean().notNull(),
    royalty_hash: t.hex().notNull(),
    deadline: t.bigint().notNull(),
    cap_at: t.bigint().notNull(),
    ic: t.hex(),
    posted_block: t.bigint(),
    locked_block: t.bigint().notNull(),
    locked_time: t.bigint().notNull(),
    locked_transaction: t.hex().notNull(),
    submitted_block: t.bigint(),
    submitted_transaction: t.hex(),
    closed_block: t.bigint(),
    closed_time: t.bigint(),
    closed_transaction: t.hex(),
  }),
  (table) => ({
    byLock: index().on(table.locked_block, table.job_id),
    byStatus: index().on(table.status, table.locked_block, table.job_id),
    byProvider: index().on(table.provider, table.locked_block, table.job_id),
    byRequester: index().on((table as any).requester, table.locked_block, table.job_id),
    byModel: index().on((table as any).model_id, table.locked_block, table.job_id),
    byNode: index().on(table.node_id, table.locked_block, table.job_id),
    byIc: index().on(table.ic),
  }),
);

export const claim = onchainTable('claim', (t) => ({
  job_id: t.bigint().primaryKey(),
  ic: t.hex().notNull(),
  payee: t.hex().notNull(),
  output_commit: t.hex().notNull(),
  units: t.bigint().notNull(),
  trace_root: t.hex().notNull(),
}));

export const settlement = onchainTable(
  'settlement',
  (t) => ({
    job_id: t.bigint().primaryKey(),
    status: t.text().notNull(),
    ic: t.hex(),
    to_provider: t.bigint().notNull(),
    fee: t.bigint().notNull(),
    royalties: t.bigint().notNull(),
    extras: t.bigint().notNull(),
    refund: t.bigint().notNull(),
    compensation: t.bigint().notNull(),
    collateral_back: t.bigint().notNull(),
    burned: t.bigint().notNull(),
    closed_block: t.bigint().notNull(),
    closed_time: t.bigint().notNull(),
  }),
  (table) => ({ byClose: index().on(table.closed_block, table.job_id) }),
);

export const record = onchainTable(
  'record',
  (t) => ({
    provider: t.hex().notNull(),
    token: t.hex().notNull(),
    paid: t.bigint().notNull(),
    failed: t.bigint().notNull(),
    declined: t.bigint().notNull(),
    fees: t.bigint().notNull(),
  }),
  (table) => ({ key: primaryKey({ columns: [table.provider, table.token] }) }),
);
