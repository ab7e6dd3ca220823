// One state of the index for a whole operation: a repeatable-read transaction on one connection. Opened only for operations that need it;
// what asks for one thing now is one statement without a transaction.
import { makeWithPgClientViaPgClientAlreadyInTransaction } from 'postgraphile/adaptors/pg';
import type { WithPgClient } from 'postgraphile/@dataplan/pg';
import type { Pool, PoolClient } from 'pg';

/** Checked by whoever makes it: decimal digits, or 0x and 64 hex digits. */
export type BlockName = { readonly number: string } | { readonly hash: string };

export class Snapshot {
  private readonly client: PoolClient;
  readonly withPgClient: WithPgClient;

  private constructor(client: PoolClient) {
    this.client = client;
    this.withPgClient = makeWithPgClientViaPgClientAlreadyInTransaction(client, true);
  }

  /** @throws SQLSTATE AE404: the chain, as far as it is indexed, has no such block. */
  static async open(pool: Pool, block: BlockName | undefined): Promise<Snapshot> {
    const client = await pool.connect();
    // Sent at once; the first statement waits behind it on the connection, not here.
    const begun = client.query('begin isolation level repeatable read read only');
    const pinned = block
      ? client.query({
          name: 'pin',
          text: 'select at_block.pin($1::bigint, $2::bytea)',
          values: 'number' in block ? [block.number, null] : [null, `\\x${block.hash.slice(2)}`],
        })
      : begun;
    try {
      // Both are waited for: an error of either belongs to this operation and to no later one.
      const [first, second] = await Promise.allSettled(block ? [begun, pinned] : []);
      for (const settled of [first, second]) if (settled?.status === 'rejected') throw settled.reason;
      if (!block) begun.catch(() => undefined);
      return new Snapshot(client);
    } catch (error) {
      await end(client);
      throw error;
    }
  }

  /** The answer does not wait for it. */
  close(): void {
    void end(this.client);
  }
}

async function end(client: PoolClient): Promise<void> {
  try {
    await client.query('commit');
    client.release();
  } catch (error) {
    // A connection that cannot even commit a read is not given to anybody else.
    client.release(error as Error);
  }
}
