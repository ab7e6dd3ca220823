import { ponder } from 'ponder:registry';
import { holder, transfer } from 'ponder:schema';

ponder.on('Emitter:Moved', async ({ event, context }: any) => {
  const { from, to, id, amount, count } = event.args;
  await context.db.insert(transfer).values({
    id,
    sender: from,
    receiver: to,
    amount,
    total: count,
    block: event.block.number,
    transaction: event.transaction.hash,
  });
  await context.db
    .insert(holder)
    .values({ account: to, transfers: 1n, received: amount })
    .onConflictDoUpdate((row: any) => ({ transfers: row.transfers + 1n, received: row.received + amount }));
});
