import { index, onchainTable, relations } from 'ponder';

export const model = onchainTable(
  'model',
  (t) => ({
    modelId: t.hex().primaryKey(),
    creator: t.hex().notNull(),
    parentId: t.hex(),
    kind: t.integer().notNull(),
    contentHash: t.hex().notNull(),
    licenceId: t.bigint().notNull(),
    ownBps: t.integer().notNull(),
    depth: t.integer().notNull(),
    royaltyHash: t.hex().notNull(),
    uri: t.text().notNull(),
    retired: t.boolean().notNull(),
    registeredBlock: t.bigint().notNull(),
    updatedTransaction: t.hex().notNull(),
  }),
  (table) => ({ byCreator: index().on(table.creator, table.registeredBlock, table.modelId) }),
);

export const modelRelations = relations(model, ({ one }) => ({
  parent: one(model, { fields: [model.parentId], references: [model.modelId] }),
}));
