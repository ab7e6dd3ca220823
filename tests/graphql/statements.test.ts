// What reaches PostgreSQL, as its own log tells: one statement for a root field, and a transaction only for operations that need one.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Api } from './api.ts';
import { createDatabase, jobId, query, type TestDatabase } from './database.ts';

const log = process.env.AETHER_TEST_POSTGRES_LOG;
const skip = log && existsSync(log) ? false : "skipped: the log of a PostgreSQL that is not the suite's own";

describe('statements', { skip }, () => {
  let database: TestDatabase;
  let api: Api;

  before(async () => {
    database = await createDatabase();
    // Only sessions of this database are logged, so nothing else is counted.
    await query(database.url, `do $$ begin execute format('alter database %I set log_statement to %L', current_database(), 'all'); end $$`);
    api = await Api.start(database.url);
    await api.ask('{ contracts { nodes { name } } }');
  });

  after(async () => {
    await api?.stop();
    await database?.drop();
  });

  /** Statements of one operation, without what they select: `select`, `begin`, `commit`, `pin`. */
  async function statements(source: string, variables: Record<string, unknown> = {}): Promise<string[]> {
    const size = readFileSync(log!).length;
    const answer = await api.ask(source, variables);
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    // The commit of a snapshot is not waited for by the answer.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const added = readFileSync(log!).subarray(size).toString('utf8');
    const matches = [...added.matchAll(/LOG: {2}(?:statement|execute [^:]*): (\s*\w+[^\n]*)/g)].map(([, text]) => text!.trim());
    // `set jit...` greets a connection that is new.
    return matches
      .filter((text) => !text.startsWith('set '))
      .map((text) => (/at_block\.pin/.test(text) ? 'pin' : text.split(/\s/)[0]!.toLowerCase()));
  }

  test('a root field is one statement without a transaction, whatever it relates to', async () => {
    const job =
      'job(jobId: $id) { price provider { stake } model { creator } node { endpoint } claim { ic } settlement { fee } request { status } }';
    assert.deepEqual(await statements(`query ($id: Uint256!) { ${job} }`, { id: jobId(4) }), ['select']);
    const page = `{ jobs(first: 100, orderBy: [LOCKED_BLOCK_DESC], filter: { provider: { stake: { greaterThan: "0" } } }) {
      pageInfo { hasNextPage } nodes { jobId provider { address nodes { nodes { endpoint } } } events(first: 3) { totalCount nodes { name } } } } }`;
    assert.deepEqual(await statements(page), ['select']);
    // The number of all rows of a root list is a statement of its own.
    assert.deepEqual(await statements('{ jobs { totalCount nodes { jobId } } }'), ['select', 'select']);
  });

  test('several root fields, _meta or a block are one snapshot', async () => {
    assert.deepEqual(await statements('{ jobs { nodes { jobId } } providers { nodes { address } } }'), [
      'begin',
      'select',
      'select',
      'commit',
    ]);
    assert.deepEqual(await statements('{ _meta { asOf } jobs { nodes { jobId } } }'), ['begin', 'select', 'select', 'commit']);
    assert.deepEqual(await statements('{ jobs(block: { number: "5" }) { nodes { jobId } } }'), ['begin', 'pin', 'select', 'commit']);
    assert.deepEqual(await statements('{ __typename }'), []);
  });

  test('one answer is of one state, while blocks are written', async () => {
    // Each block moves the checkpoint and one row together; an answer that mixes two states would show it.
    await query(database.url, 'update chain.provider set first_block = (select number from chain.checkpoint)');
    let stop = false;
    let written = 0;
    const writer = (async () => {
      const client = new (await import('pg')).default.Client({ connectionString: database.url });
      await client.connect();
      for (; !stop; written++)
        await client.query(
          'begin; update chain.checkpoint set number = number + 1; update chain.provider set first_block = (select number from chain.checkpoint); commit',
        );
      await client.end();
    })();
    for (let i = 0; i < 150 || written < 50; i++) {
      const { data } = await api.ask('{ providers { nodes { firstBlock } } _meta { block { number } } }');
      assert.equal(data.providers.nodes[0].firstBlock, data._meta.block.number);
    }
    stop = true;
    await writer;
    assert.ok(written > 50, `${written}`);
  });
});
