import { ponder } from 'ponder:registry';
import { model } from 'ponder:schema';

ponder.on('ModelRegistry:ModelRegistered', async ({ event, context }: any) => {
  const { modelId, creator, parent, kind, contentHash, licenceId, ownBps, depth, royaltyHash, uri } = event.args;
  await context.db.insert(model).values({
    modelId,
    creator,
    parentId: /^0x0+$/.test(parent) ? null : parent,
    kind,
    contentHash,
    licenceId: BigInt(licenceId),
    ownBps,
    depth,
    royaltyHash,
    uri,
    retired: false,
    registeredBlock: event.block.number,
    updatedTransaction: event.transaction.hash,
  });
});
