// totalCount: the numbers the database keeps are what counting gives, after every way in which rows come and go, and they are what is served.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { COUNTED } from '../../graphql/src/totals.ts';
import { Api, code } from './api.ts';
import { createDatabase, JOBS, MARKET, MODEL, PROVIDER, query, REQUESTER, TOKEN, type TestDatabase } from './database.ts';

let database: TestDatabase;
let api: Api;
const sql = (text: string): Promise<any[]> => query(database.url, text);

before(async () => {
  database = await createDatabase();
  api = await Api.start(database.url);
});

after(async () => {
  await api?.stop();
  await database?.drop();
});

async function compare(when: string): Promise<number> {
  const counted = Object.entries(COUNTED).flatMap(([entity, columns]) => [
    `select '${entity}', '', '', count(*) from api.${entity} having count(*) > 0`,
    ...columns.map(
      (column) => `select '${entity}', '${column}', ${column}::text, count(*) from api.${entity} where ${column} is not null group by 3`,
    ),
  ]);
  const rows = await sql(`select * from (${counted.join(' union all ')}) c (a, b, c, d) order by 1, 2, 3`);
  const kept = await sql('select entity, dimension, value, rows from chain.row_count order by 1, 2, 3');
  const lines = (found: any[]): string[] => found.map((row) => Object.values(row).join(' '));
  assert.deepEqual(lines(kept), lines(rows), when);
  return rows.length;
}

describe('I-43: kept numbers', () => {
  test('are what counting gives: after inserts, changes, COPY, undo, and when nothing is left', async () => {
    assert.ok((await compare('seed')) > 20);
    await sql(`update chain.job set status = 'SLASHED' where price % 3 = 0`);
    await compare('an update');
    await sql(`update chain.job set valid = int8range(lower(valid), 3000) where price % 5 = 0`);
    await compare('versions that ended');
    await sql(
      `insert into chain.job select (jsonb_populate_record(j, '{"status": "VOIDED", "valid": "[3000,)"}')).* from chain.job j where upper(valid) = 3000`,
    );
    await compare('versions that follow');
    const zeros = '00'.repeat(32);
    await sql(`copy chain.log (block_number, log_index, transaction_hash, transaction_index, address, data) from program
      'for i in 1 2 3 4 5; do printf "1003,10$i,\\\\\\\\x${zeros},0,\\\\\\\\x${MARKET.slice(2)},\\\\\\\\x\\n"; done' with (format csv)`);
    assert.equal((await sql(`select rows from chain.row_count where entity = 'event' and dimension = ''`))[0].rows, '8');
    await compare('COPY');
    await sql('begin; delete from chain.job; rollback');
    await compare('a rollback');
    for (const block of [3000, 1100, 1003, 2]) {
      await sql(`select chain.undo(${block})`);
      await compare(`undo of ${block}`);
    }
    await sql('select chain.undo(0)');
    await compare('undo of everything');
    assert.deepEqual(await sql('select * from chain.row_count'), []);
  });

  test('are kept for every table and column that the API takes them for', async () => {
    const rows = await sql(
      `select encode(tgargs, 'escape') as arguments, count(*) as n from pg_trigger where tgname like 'row\\_count\\_%' group by 1`,
    );
    const kept = rows.map(({ arguments: text, n }) => {
      assert.equal(n, '3', text);
      const [entity, , ...columns] = (text as string).split('\\000').slice(0, -1);
      return [entity, columns.map((column) => column.split('=')[0])];
    });
    assert.deepEqual(Object.fromEntries(kept.sort()), Object.fromEntries(Object.entries(COUNTED).sort()));
  });
});

describe('totalCount', () => {
  let market: TestDatabase;
  let served: Api;

  before(async () => {
    market = await createDatabase();
    // Wrong on purpose, to tell them from what counting gives.
    await query(market.url, 'update chain.row_count set rows = rows + 1000');
    served = await Api.start(market.url);
  });

  after(async () => {
    await served?.stop();
    await market?.drop();
  });

  const total = async (filter: unknown): Promise<number> => {
    const answer = await served.ask('query ($f: JobFilter) { jobs(filter: $f, first: 1) { totalCount } }', { f: filter });
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer.data.jobs.totalCount;
  };

  test('is the kept number without a filter and for one equality, by variable and by literal', async () => {
    assert.equal(await total(undefined), JOBS + 1000);
    assert.equal(code(await served.ask('{ jobs(filter: null) { totalCount } }')), 'BAD_USER_INPUT');
    assert.equal(await total({}), JOBS + 1000);
    assert.equal(await total({ status: { equalTo: 'PAID' } }), JOBS / 2 + 1000);
    assert.equal(await total({ providerAddress: { equalTo: PROVIDER.toUpperCase().replace('0X', '0x') } }), JOBS + 1000);
    assert.equal(await total({ requester: { equalTo: REQUESTER } }), JOBS + 1000);
    assert.equal(await total({ modelId: { equalTo: MODEL } }), JOBS + 1000);
    assert.equal(await total({ tokenAddress: { equalTo: TOKEN } }), JOBS + 1000);
    assert.equal(await total({ nodeId: { equalTo: '7' } }), JOBS + 1000);
    assert.equal(await total({ nodeId: { equalTo: '8' } }), 0);
    const { data } = await served.ask(
      '{ jobs(filter: { status: { equalTo: LOCKED } }) { totalCount } events(filter: { name: { equalTo: "JobLocked" } }) { totalCount } }',
    );
    assert.deepEqual(data, { jobs: { totalCount: JOBS / 2 + 1000 }, events: { totalCount: 1002 } });
  });

  test('of a list inside a row is the kept number of that row', async () => {
    const { data } = await served.ask(
      '{ providers { nodes { jobs { totalCount } paid: jobs(filter: { status: { equalTo: PAID } }) { totalCount } nodes { totalCount } } } }',
    );
    assert.deepEqual(data.providers.nodes, [
      { jobs: { totalCount: JOBS + 1000 }, paid: { totalCount: JOBS / 2 }, nodes: { totalCount: 1001 } },
    ]);
  });

  test('is counted for any other filter, and as of a block', async () => {
    assert.equal(await total({ status: { in: ['PAID'] } }), JOBS / 2);
    assert.equal(await total({ status: { notEqualTo: 'PAID' } }), JOBS / 2);
    assert.equal(await total({ status: { equalTo: 'PAID' }, nodeId: { equalTo: '7' } }), JOBS / 2);
    assert.equal(await total({ status: { equalTo: 'PAID', notEqualTo: 'LOCKED' } }), JOBS / 2);
    assert.equal(await total({ and: [{ status: { equalTo: 'PAID' } }] }), JOBS / 2);
    assert.equal(await total({ not: { status: { equalTo: 'PAID' } } }), JOBS / 2);
    assert.equal(await total({ provider: { address: { equalTo: PROVIDER } } }), JOBS);
    const { data } = await served.ask('{ jobs(block: { number: "1100" }) { totalCount } }');
    assert.equal(data.jobs.totalCount, 100);
    // The same statement on the same connections goes back to the kept number.
    assert.equal(await total({}), JOBS + 1000);
  });
});
