import { index, onchainTable } from 'ponder';

export const transfer = onchainTable(
  'transfer',
  (t) => ({
    id: t.bigint().primaryKey(),
    sender: t.hex().notNull(),
    receiver: t.hex().notNull(),
    amount: t.bigint().notNull(),
    total: t.bigint().notNull(),
    block: t.bigint().notNull(),
    transaction: t.hex().notNull(),
  }),
  (table) => ({
    bySender: index().on(table.sender, table.id),
    byReceiver: index().on(table.receiver, table.id),
  }),
);

export const holder = onchainTable(
  'holder',
  (t) => ({ account: t.hex().primaryKey(), transfers: t.bigint().notNull(), received: t.bigint().notNull() }),
  (table) => ({ byReceived: index().on(table.received, table.account) }),
);
