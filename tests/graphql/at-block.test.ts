// What was true at a block. The slow definition beside it: undo everything above the block and look at the state that is left.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { Api, code } from './api.ts';
import { createDatabase, jobId, PROVIDER, query, REQUESTER, TOKEN, type TestDatabase } from './database.ts';

let database: TestDatabase;
let api: Api;
const hash = (tail: string): string => `0x${tail.padStart(64, '0')}`;

/** Every entity of the seed gets a second version, and every third one of those ends. */
const SECOND_VERSIONS = `
do $$ declare entity text; begin
  for entity in
    select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'chain'::regnamespace and c.relkind = 'r' and a.attname = 'valid' order by 1
  loop
    execute format('create temporary table copies on commit drop as select * from chain.%I where upper_inf(valid)', entity);
    execute format('update chain.%I set valid = int8range(lower(valid), 2000 + lower(valid) %% 7) where upper_inf(valid)', entity);
    execute format('update copies set valid = int8range(2000 + lower(valid) %% 7, case when lower(valid) %% 3 = 0 then 2500 end),
      transaction_hash = decode(repeat(''77'', 32), ''hex'')');
    execute format('insert into chain.%I select * from copies', entity);
    drop table copies;
  end loop;
end $$`;

before(async () => {
  database = await createDatabase();
  await query(database.url, SECOND_VERSIONS);
  await query(database.url, `update chain.job set status = 'SLASHED' where lower(valid) < 2000 and upper(valid) is not null`);
  await query(
    database.url,
    `insert into chain.recent_block values (4999, decode(repeat('49', 32), 'hex'), '\\x${'00'.repeat(32)}', 1), (5000, decode(repeat('ab', 32), 'hex'), decode(repeat('49', 32), 'hex'), 2)`,
  );
  api = await Api.start(database.url);
});

after(async () => {
  await api?.stop();
  await database?.drop();
});

describe('I-42: at a block', () => {
  test('every view has a twin with the same columns', async () => {
    const columns = (schema: string): Promise<{ line: string }[]> =>
      query(
        database.url,
        `select format('%s.%s %s %s', c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod)) as line
         from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = $1::regnamespace and c.relkind = 'v' and a.attnum > 0 order by 1`,
        [schema],
      );
    const [api, atBlock] = await Promise.all(['api', 'at_block'].map(columns));
    assert.ok(api!.length > 400);
    assert.deepEqual(atBlock, api);
  });

  test('every view shows what undoing the later blocks leaves', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const views = await client.query<{ relname: string }>(
        `select relname::text from pg_class where relnamespace = 'at_block'::regnamespace and relkind = 'v' and relname not in ('meta', 'row_count') order by 1`,
      );
      let rows = 0;
      for (const block of [0, 1, 2, 1002, 1999, 2000, 2003, 2006, 2007, 2499, 2500, 5000]) {
        await client.query('begin');
        const read = async (schema: string): Promise<Map<string, string>> => {
          const found = new Map<string, string>();
          for (const { relname } of views.rows) {
            const { rows } = await client.query<{ all: string | null; n: string }>(
              `select string_agg(t::text, e'\\n' order by t::text collate "C") as all, count(*) as n from ${schema}.${relname} t`,
            );
            found.set(relname, `${rows[0]!.n} rows\n${rows[0]!.all}`);
          }
          return found;
        };
        await client.query('select at_block.pin($1, null)', [block]);
        const pinned = await read('at_block');
        await client.query('select chain.undo($1)', [block + 1]);
        const left = await read('api');
        await client.query('rollback');
        for (const [view, text] of left) assert.equal(pinned.get(view), text, `${view} at block ${block}`);
        rows += [...left.values()].reduce((sum, text) => sum + Number.parseInt(text), 0);
      }
      assert.ok(rows > 10_000, `${rows}`);
    } finally {
      await client.end();
    }
  });

  test('relations follow, and _meta says where', async () => {
    const ask = (number: string | null) =>
      api.ask(
        `query ($block: BlockAt, $id: Uint256!, $token: Address!, $who: Address!) {
           job(jobId: $id, block: $block) { status requesterAccount { free } }
           account(tokenAddress: $token, address: $who, block: $block) { free updatedBlock token { symbol } }
           jobs(block: $block, first: 1) { totalCount nodes { jobId } }
           _meta { asOf block { number } } }`,
        { block: number && { number }, id: jobId(4), token: TOKEN, who: REQUESTER },
      );
    const early = await ask('1');
    assert.equal(early.errors, undefined);
    assert.deepEqual(early.data, {
      job: null,
      account: { free: '1', updatedBlock: '1', token: { symbol: 'tUSD' } },
      jobs: { totalCount: 0, nodes: [] },
      _meta: { asOf: '1', block: { number: '5000' } },
    });
    const then = (await ask('1999')).data;
    assert.deepEqual(then.job, { status: 'SLASHED', requesterAccount: { free: '777' } });
    assert.equal(then.jobs.totalCount, 250);
    const now = (await ask(null)).data;
    assert.deepEqual(now.job, { status: 'PAID', requesterAccount: { free: '777' } });
    assert.equal(now._meta.asOf, '5000');
    // The connection that answered for block 1999 answers for now again.
    for (let i = 0; i < 20; i++) assert.equal((await api.ask(`{ job(jobId: "${jobId(4)}") { status } }`)).data.job.status, 'PAID');
  });

  test('by hash: what is known answers, what was undone never does', async () => {
    const at = (hash: string) =>
      api.ask('query ($hash: Bytes32!) { jobs(block: { hash: $hash }, first: 0) { totalCount } _meta { asOf } }', { hash });
    assert.equal((await at(`0x${'49'.repeat(32)}`)).data._meta.asOf, '4999');
    assert.equal((await at(`0x${'AB'.repeat(32)}`)).data._meta.asOf, '5000');
    assert.equal(code(await at(hash('1'))), 'UNKNOWN_BLOCK');

    await query(database.url, 'select chain.undo(5000)');
    await query(
      database.url,
      `insert into chain.recent_block values (5000, decode(repeat('cd', 32), 'hex'), decode(repeat('49', 32), 'hex'), 2)`,
    );
    await query(database.url, `update chain.checkpoint set hash = decode(repeat('cd', 32), 'hex')`);
    assert.equal(code(await at(`0x${'ab'.repeat(32)}`)), 'UNKNOWN_BLOCK');
    assert.equal((await at(`0x${'cd'.repeat(32)}`)).data._meta.asOf, '5000');
  });

  test('what cannot be answered has a code', async () => {
    const at = async (block: unknown) => code(await api.ask('query ($b: BlockAt) { jobs(block: $b) { totalCount } }', { b: block }));
    assert.equal(await at({ number: '5000' }), undefined);
    assert.equal(await at({ number: '5001' }), 'UNKNOWN_BLOCK');
    for (const bad of [
      {},
      { number: '1', hash: hash('1') },
      { number: '-1' },
      { number: 1 },
      { number: '1; drop' },
      { hash: '0x12' },
      { number: null },
      5,
    ])
      assert.equal(await at(bad), 'BAD_USER_INPUT', JSON.stringify(bad));
    for (const query of [
      '{ a: jobs(block: { number: "1" }) { totalCount } b: jobs(block: { number: "2" }) { totalCount } }',
      '{ a: jobs(block: { number: "1" }) { totalCount } b: jobs { totalCount } }',
      'query ($n: BigInt! = "1") { a: jobs(block: { number: $n }) { totalCount } ...b } fragment b on Query { b: jobs(block: { number: "2" }) { totalCount } }',
    ])
      assert.equal(code(await api.ask(query)), 'BLOCK_CONFLICT');
  });
});

test('history shows every version of an entity with its blocks, also as it was known at a block', async () => {
  const { data, errors } = await api.ask(
    `query ($id: Uint256!) { job(jobId: $id) { history(orderBy: [VALID_FROM_ASC]) { totalCount nodes { status validFrom validTo current { status } } } } }`,
    { id: jobId(4) },
  );
  assert.equal(errors, undefined);
  assert.deepEqual(data.job.history, {
    totalCount: 2,
    nodes: [
      { status: 'SLASHED', validFrom: '1004', validTo: '2003', current: { status: 'PAID' } },
      { status: 'PAID', validFrom: '2003', validTo: null, current: { status: 'PAID' } },
    ],
  });
  const then = await api.ask(
    `query ($id: Uint256!) { job(jobId: $id, block: { number: "1500" }) { status history { nodes { status validFrom validTo } } } }`,
    { id: jobId(4) },
  );
  assert.deepEqual(then.data.job, { status: 'SLASHED', history: { nodes: [{ status: 'SLASHED', validFrom: '1004', validTo: null }] } });
  // What is gone has its versions still.
  const gone = await api.ask(
    `query ($address: Address!) { provider(address: $address) { stake } providerVersions(filter: { address: { equalTo: $address } }) { nodes { validFrom validTo } } }`,
    { address: PROVIDER },
  );
  assert.equal(gone.errors, undefined);
  assert.deepEqual(gone.data.providerVersions.nodes, [
    { validFrom: '1', validTo: '2001' },
    { validFrom: '2001', validTo: null },
  ]);
});
