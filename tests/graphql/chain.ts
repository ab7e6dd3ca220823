// A chain that grows and forks at the test's word, written as the indexer writes its pages: undo, headers, blocks, logs and versions, checkpoint, all in
// one transaction.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { BOX, jobId, MARKET } from './database.ts';

export interface TestBlock {
  readonly number: number;
  readonly hash: string;
  readonly events: readonly {
    readonly name: string;
    readonly logIndex: number;
    readonly transactionHash: string;
    readonly jobId: string;
  }[];
}

const NAMES = ['JobLocked', 'JobSubmitted', 'JobSettled'];
const hex = (text: string): Buffer => Buffer.from(text.slice(2), 'hex');
const fresh = (): string => `0x${randomBytes(32).toString('hex')}`;

export class TestChain {
  private readonly client: pg.Client;
  private readonly random: () => number;
  /** From the first block on. */
  readonly blocks: TestBlock[] = [];
  /** When a block was committed, by its hash. */
  readonly committedMs = new Map<string, number>();

  private constructor(client: pg.Client, random: () => number) {
    this.client = client;
    this.random = random;
  }

  static async start(databaseUrl: string, random: () => number): Promise<TestChain> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    // The seed's rows are of blocks that this chain does not have.
    await client.query(`create temporary table seed as select * from chain.job`);
    await client.query('select chain.undo(0); delete from chain.checkpoint; delete from chain.orphan');
    await client.query(
      `insert into chain.job select (jsonb_populate_record(null::chain.job, to_jsonb(seed) || '{"valid": "[0,)"}')).* from seed`,
    );
    const chain = new TestChain(client, random);
    await chain.write(0, 1);
    return chain;
  }

  get head(): TestBlock {
    return this.blocks.at(-1)!;
  }

  /** Replaces the last `depth` blocks by `length` new ones; depth 0 only adds. */
  async write(depth: number, length: number, finalized = 0): Promise<void> {
    const from = this.blocks.length - depth;
    const page: TestBlock[] = [];
    for (let number = from; number < from + length; number++) {
      const events = Array.from({ length: Math.floor(this.random() * 4) }, (_, i) => ({
        name: NAMES[Math.floor(this.random() * NAMES.length)]!,
        logIndex: 3 * i,
        transactionHash: fresh(),
        jobId: jobId(1 + Math.floor(this.random() * 5)),
      }));
      page.push({ number, hash: fresh(), events });
    }
    const { client } = this;
    await client.query('begin');
    if (depth > 0) await client.query('select chain.undo($1)', [from]);
    for (const { number, hash, events } of page) {
      const parent = page.find((block) => block.number === number - 1) ?? this.blocks[number - 1];
      await client.query('insert into chain.recent_block values ($1, $2, $3, $1)', [number, hex(hash), hex(parent?.hash ?? fresh())]);
      if (events.length === 0) continue;
      await client.query('insert into chain.block values ($1, $2, $1)', [number, hex(hash)]);
      for (const event of events)
        await client.query(
          `insert into chain.log (block_number, log_index, transaction_hash, transaction_index, address, data, event, arguments, job_id)
           values ($1, $2, $3, 0, $4, '', $5, '{}', $6)`,
          [number, event.logIndex, hex(event.transactionHash), hex(event.name === 'JobLocked' ? MARKET : BOX), event.name, event.jobId],
        );
      // Each job that an event is about has a version from this block on.
      await client.query(
        `with ended as (update chain.job set valid = int8range(lower(valid), $2) where job_id = any($1) and upper_inf(valid) and lower(valid) < $2 returning *)
         insert into chain.job select (jsonb_populate_record(null::chain.job, to_jsonb(ended) || jsonb_build_object('valid', int8range($2, null)))).* from ended`,
        [[...new Set(events.map((event) => event.jobId))], number],
      );
    }
    const last = page.at(-1)!;
    await client.query(
      `insert into chain.checkpoint (number, hash, block_time) values ($1, $2, $1)
       on conflict (only_row) do update set number = excluded.number, hash = excluded.hash, block_time = excluded.block_time`,
      [last.number, hex(last.hash)],
    );
    await client.query('update chain.head set number = $1, finalized = greatest(finalized, $2)', [last.number, finalized]);
    await client.query('delete from chain.recent_block where number < least($1::bigint, $2::bigint)', [finalized, last.number]);
    // Known before the commit, since a subscriber may be quicker than its answer.
    for (const { hash } of page) this.committedMs.set(hash, performance.now());
    this.blocks.splice(from, depth, ...page);
    await client.query('commit');
  }

  async stop(): Promise<void> {
    await this.client.end();
  }
}
