import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { makeSchema } from 'postgraphile';
import { grafast } from 'postgraphile/grafast';
import { buildSchema, isSpecifiedScalarType, parse } from 'postgraphile/graphql';
import { apiPreset } from '../../graphql/src/preset.ts';
import { connectionOptions } from '../../graphql/src/session.ts';
import { schemaText } from '../../graphql/src/schema.ts';
import { Api, code } from './api.ts';
import { BOX, createDatabase, JOBS, jobId, MARKET, MODEL, price, PROVIDER, REQUESTER, TOKEN, type TestDatabase } from './database.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
let database: TestDatabase;
let api: Api;

before(async () => {
  database = await createDatabase();
  api = await Api.start(database.url);
});

after(async () => {
  assert.equal(await api?.stop(), 0);
  await database?.drop();
});

describe('what a dapp asks', () => {
  test('a job comes with provider, model, claim, settlement, node, account and every transaction', async () => {
    const { data, errors } = await api.ask(
      `query ($id: Uint256!) { job(jobId: $id) {
        status price postedTransaction lockedTransaction submittedTransaction closedTransaction
        provider { address stake } node { nodeId endpoint } model { modelId creator royalties { nodes { payee bps } } }
        claim { ic outputCommit units } settlement { toProvider fee royalties refund } requesterAccount { free } token { symbol decimals }
        request { status postedBlock } } }`,
      { id: jobId(4) },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data.job, {
      status: 'PAID',
      price: price(4),
      postedTransaction: `0x${'4'.padStart(64, '0')}`,
      lockedTransaction: `0x${'4'.padStart(64, '1')}`,
      submittedTransaction: `0x${'4'.padStart(64, '2')}`,
      closedTransaction: `0x${'4'.padStart(64, '3')}`,
      provider: { address: PROVIDER, stake: '500' },
      node: { nodeId: '7', endpoint: 'http://node' },
      model: { modelId: MODEL, creator: REQUESTER, royalties: { nodes: [{ payee: REQUESTER, bps: 250 }] } },
      claim: { ic: `0x${'4'.padStart(64, 'e')}`, outputCommit: `0x${'55'.repeat(32)}`, units: '7' },
      settlement: { toProvider: '90', fee: '1', royalties: '2', refund: '7' },
      // The open version, not the one that ended in block 2.
      requesterAccount: { free: '777' },
      token: { symbol: 'tUSD', decimals: 6 },
      request: { status: 'LOCKED', postedBlock: '4' },
    });
  });

  test('a job that a proof settled comes with what that took, and others with nothing', async () => {
    const query = `query ($id: Uint256!) { job(jobId: $id) { tier proof { gasUsed settlements proofBytes settledTransaction settlement { toProvider } } } }`;
    const { data, errors } = await api.ask(query, { id: jobId(4) });
    assert.equal(errors, undefined);
    assert.deepEqual(data.job.proof, {
      gasUsed: '520091',
      settlements: 3,
      proofBytes: 7680,
      settledTransaction: `0x${(1006).toString(16).padStart(64, '0')}`,
      settlement: { toProvider: '90' },
    });
    assert.equal((await api.ask(query, { id: jobId(2) })).data.job.proof, null);
  });

  test('_meta says how far the index is', async () => {
    const { data } = await api.ask('{ _meta { block { number hash timestamp } finalized lag halted chainId unknownEvents } }');
    assert.deepEqual(data._meta, {
      block: { number: '5000', hash: `0x${'ab'.repeat(32)}`, timestamp: '1700000000' },
      finalized: '4900',
      lag: '3',
      halted: null,
      chainId: '31337',
      unknownEvents: '1',
    });
  });

  test('a job comes with its contests, rulings, splits, demand, deliveries, complaint and events', async () => {
    const { data, errors } = await api.ask(
      `query ($id: Uint256!) { job(jobId: $id) {
        contests referees { nodes { referee isOpen openedBlock endedBlock } } rulings { nodes { ruling deadline contests } }
        extras { nodes { position payee bps } } demand { kind inputUsed deadline deposit token { symbol } }
        deliveries { nodes { kind content answeredBlock } } complaint { reporter leaf }
        events { nodes { name arguments contract { name address } blockTime blockHash data } }
        provider { records { nodes { paid failed declined fees token { symbol } } } } } }`,
      { id: jobId(2) },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data.job, {
      contests: 0,
      referees: { nodes: [{ referee: BOX, isOpen: false, openedBlock: '1010', endedBlock: '1011' }] },
      rulings: { nodes: [{ ruling: 'RESUME', deadline: '99', contests: 0 }] },
      extras: {
        nodes: [
          { position: 0, payee: PROVIDER, bps: 100 },
          { position: 1, payee: PROVIDER, bps: 101 },
        ],
      },
      demand: { kind: 'OUTPUT', inputUsed: true, deadline: '1234', deposit: '10', token: { symbol: 'tUSD' } },
      deliveries: { nodes: [{ kind: 'INPUT', content: '0x0102', answeredBlock: '1011' }] },
      complaint: { reporter: REQUESTER, leaf: '5' },
      events: {
        nodes: [
          {
            name: 'JobLocked',
            arguments: { jobId: jobId(2), feeBps: 100 },
            contract: { name: 'JobMarket', address: MARKET },
            blockTime: '1700001002',
            blockHash: `0x${'3ea'.padStart(64, 'b')}`,
            data: '0x01',
          },
        ],
      },
      provider: {
        records: { nodes: [{ paid: '3', failed: '1', declined: '2', fees: (10n ** 21n).toString(), token: { symbol: 'tUSD' } }] },
      },
    });
  });

  test('feedback, swept fees and what the timelock will do', async () => {
    const { data, errors } = await api.ask(
      `query ($id: Uint256!) {
        job(jobId: $id) { feedback { nodes { value valueDecimals tag1 revoked provider { address } } } }
        feeSweeps { nodes { amount receiver token { symbol } } }
        timelockOperations(filter: { status: { equalTo: SCHEDULED } }) { nodes { readyAt predecessor calls { nodes { target data } } } } }`,
      { id: jobId(2) },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data, {
      job: { feedback: { nodes: [{ value: '-450', valueDecimals: 2, tag1: 'quality', revoked: false, provider: { address: PROVIDER } }] } },
      feeSweeps: { nodes: [{ amount: '77', receiver: REQUESTER, token: { symbol: 'tUSD' } }] },
      timelockOperations: {
        nodes: [{ readyAt: '1700000000', predecessor: null, calls: { nodes: [{ target: MARKET, data: '0x010203' }] } }],
      },
    });
  });

  test('events are found by name, contract and block, and an unknown one has no name', async () => {
    const { data, errors } = await api.ask(
      `{ locked: events(filter: { name: { equalTo: "JobLocked" }, blockNumber: { greaterThan: "1001" } }) { totalCount nodes { jobId } }
         unknown: events(filter: { name: { isNull: true } }) { nodes { contractName arguments topic0 data } }
         event(blockNumber: "1003", logIndex: 5) { contractAddress } }`,
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data, {
      locked: { totalCount: 1, nodes: [{ jobId: jobId(2) }] },
      unknown: { nodes: [{ contractName: 'ExchangeBox', arguments: null, topic0: `0x${'00'.repeat(32)}`, data: '0x02' }] },
      event: { contractAddress: BOX },
    });
  });

  test('one SQL statement answers a job with all its relations', async () => {
    const { preset, release } = apiPreset({ databaseUrl: database.url, poolSize: 1 });
    const { schema, resolvedPreset } = await makeSchema(preset);
    const statements: string[] = [];
    const prototype = pg.Client.prototype as unknown as { query: (...args: any[]) => unknown };
    const query = prototype.query;
    prototype.query = function (this: unknown, ...args: any[]) {
      statements.push(typeof args[0] === 'string' ? args[0] : String(args[0]?.text));
      return query.apply(this, args);
    };
    try {
      const result = (await grafast({
        schema,
        resolvedPreset,
        requestContext: {},
        source: `query ($id: Uint256!) { job(jobId: $id) { price provider { stake } model { creator } node { endpoint } claim { ic }
          settlement { fee } proof { gasUsed } requesterAccount { free } request { status } lockedTransaction } }`,
        variableValues: { id: jobId(4) },
      })) as { data?: any };
      assert.equal(result.data?.job.settlement.fee, '1');
      assert.equal(statements.filter((statement) => /select/i.test(statement)).length, 1, statements.join('\n'));
    } finally {
      prototype.query = query;
      await release();
    }
  });

  test('every page of a list, in both directions, has each job once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { data }: any = await api.ask(
        'query ($after: Cursor) { jobs(first: 70, after: $after, orderBy: [PRICE_DESC]) { totalCount pageInfo { hasNextPage endCursor } nodes { jobId } } }',
        { after: cursor },
      );
      assert.equal(data.jobs.totalCount, JOBS);
      seen.push(...data.jobs.nodes.map((node: { jobId: string }) => node.jobId));
      cursor = data.jobs.pageInfo.hasNextPage ? data.jobs.pageInfo.endCursor : null;
    } while (cursor);
    assert.deepEqual(
      seen,
      Array.from({ length: JOBS }, (_, i) => jobId(JOBS - i)),
    );
    const { data } = await api.ask('{ jobs(last: 2, orderBy: [PRICE_ASC]) { nodes { price } } }');
    assert.deepEqual(data.jobs.nodes, [{ price: price(JOBS - 1) }, { price: price(JOBS) }]);
  });

  test('filters on enums, numbers, bytes and through relations', async () => {
    const { data, errors } = await api.ask(
      `query ($from: Uint256!, $token: Address!) { jobs(filter: { status: { equalTo: PAID }, price: { greaterThan: $from },
        tokenAddress: { equalTo: $token }, provider: { stake: { greaterThanOrEqualTo: "500" } },
        or: [{ claim: { units: { equalTo: "7" } } }, { jobId: { equalTo: "1" } }] }, orderBy: [JOB_ID_ASC]) { nodes { jobId } } }`,
      { from: price(JOBS - 3), token: TOKEN.toUpperCase().replace('0X', '0x') },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data.jobs.nodes, [{ jobId: jobId(JOBS - 2) }, { jobId: jobId(JOBS) }]);
  });

  test('a global id leads back to the row', async () => {
    const first = await api.ask('query ($id: Uint256!) { job(jobId: $id) { id } }', { id: jobId(9) });
    const { data } = await api.ask('query ($id: ID!) { node(id: $id) { ... on Job { jobId } } }', { id: first.data.job.id });
    assert.equal(data.node.jobId, jobId(9));
  });
});

describe('I-40: numbers and bytes are strings', () => {
  const query = 'query ($id: Uint256!) { job(jobId: $id) { jobId } }';
  const max = (2n ** 256n - 1n).toString();

  for (const [what, value] of [
    ['a JSON number', 5],
    ['a sign', '-1'],
    ['a leading zero', '007'],
    ['an exponent', '1e3'],
    ['hex', '0x10'],
    ['nothing', ''],
    ['2^256', (2n ** 256n).toString()],
  ] as const)
    test(`${what} is no Uint256`, async () => assert.equal(code(await api.ask(query, { id: value })), 'BAD_USER_INPUT'));

  test('a number literal is no Uint256', async () => assert.equal(code(await api.ask('{ job(jobId: 5) { jobId } }')), 'BAD_USER_INPUT'));

  test('2^256 - 1 is one, and finds nothing', async () => assert.deepEqual((await api.ask(query, { id: max })).data, { job: null }));

  test('neighbours beyond 2^53 are told apart', async () => {
    const { data } = await api.ask('query ($p: Uint256!) { jobs(filter: { price: { equalTo: $p } }) { nodes { price } } }', {
      p: price(1),
    });
    assert.deepEqual(data.jobs.nodes, [{ price: '1000000000000000000001' }]);
  });

  for (const [what, value] of [
    ['too short', '0x1234'],
    ['without 0x', '22'.repeat(20)],
    ['not hex', `0x${'zz'.repeat(20)}`],
    ['a number', 0x22],
  ] as const)
    test(`an address ${what} is refused`, async () =>
      assert.equal(code(await api.ask('query ($a: Address!) { provider(address: $a) { stake } }', { a: value })), 'BAD_USER_INPUT'));

  test('a block number as JSON number is refused', async () =>
    assert.equal(
      code(await api.ask('query ($b: BigInt!) { jobs(filter: { lockedBlock: { equalTo: $b } }) { totalCount } }', { b: 5 })),
      'BAD_USER_INPUT',
    ));
});

describe('I-41: limits', () => {
  test('a page without a size has 100 rows', async () =>
    assert.equal((await api.ask('{ jobs { nodes { jobId } } }')).data.jobs.nodes.length, 100));

  for (const argument of ['first', 'last'])
    test(`${argument}: 100 is served, 101 is refused, as literal and as variable`, async () => {
      assert.equal((await api.ask(`{ jobs(${argument}: 100) { nodes { jobId } } }`)).data.jobs.nodes.length, 100);
      assert.equal(code(await api.ask(`{ jobs(${argument}: 101) { nodes { jobId } } }`)), 'PAGE_SIZE');
      const query = `query ($n: Int) { jobs(${argument}: $n) { nodes { jobId } } }`;
      assert.equal((await api.ask(query, { n: 100 })).data.jobs.nodes.length, 100);
      assert.equal(code(await api.ask(query, { n: 20_000 })), 'PAGE_SIZE');
      assert.equal(code(await api.ask(query, { n: -1 })), 'PAGE_SIZE');
      assert.equal((await api.ask(query, { n: null })).data.jobs.nodes.length, 100);
    });

  test('a page inside a row has the same cap', async () => {
    const query = 'query ($n: Int) { providers { nodes { jobs(first: $n) { nodes { jobId } } } } }';
    assert.equal((await api.ask(query)).data.providers.nodes[0].jobs.nodes.length, 100);
    assert.equal(code(await api.ask(query, { n: 101 })), 'PAGE_SIZE');
  });

  test('a cycle of relations is refused before it runs', async () => {
    const deep = (n: number): string => (n === 0 ? 'address' : `jobs(first: 1) { nodes { provider { ${deep(n - 1)} } } }`);
    assert.equal((await api.ask(`{ providers { nodes { ${deep(1)} } } }`)).errors, undefined);
    assert.equal(code(await api.ask(`{ providers { nodes { ${deep(5)} } } }`)), 'DEPTH_LIMIT');
  });

  test('the introspection that tools send is served', async () => {
    const { getIntrospectionQuery } = await import('postgraphile/graphql');
    const answer = await api.ask(getIntrospectionQuery());
    assert.equal(answer.errors, undefined);
    assert.ok(answer.data.__schema.types.length > 50);
  });

  test('a request over 100 kB is refused', async () =>
    assert.equal((await api.send(JSON.stringify({ query: `{ __typename } #${'x'.repeat(100_001)}` }))).status, 413));

  test('there is no mutation, no offset and no order by aggregate', async () => {
    const schema = readFileSync(join(root, 'graphql', 'schema.graphql'), 'utf8');
    assert.doesNotMatch(schema, /type Mutation|offset: Int|_(COUNT|SUM|AVERAGE)_/);
    assert.equal(code(await api.ask('mutation { __typename }')), 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('errors', () => {
  test('syntax, unknown fields and bad cursors have codes and show no SQL', async () => {
    assert.equal(code(await api.ask('{ jobs ')), 'GRAPHQL_PARSE_FAILED');
    assert.equal(code(await api.ask('{ pgSleep }')), 'GRAPHQL_VALIDATION_FAILED');
    for (const after of ['!!!', Buffer.from('["x",[1]]').toString('base64')]) {
      const answer = await api.ask('query ($c: Cursor) { jobs(after: $c) { nodes { jobId } } }', { c: after });
      assert.match(code(answer) ?? '', /^(BAD_CURSOR|BAD_USER_INPUT)$/, JSON.stringify(answer));
      assert.doesNotMatch(JSON.stringify(answer), /select|postgres|chain\./i);
    }
  });

  test('hostile text in a filter is only text', async () => {
    const { data } = await api.ask('query ($t: String!) { computeNodes(filter: { endpoint: { equalTo: $t } }) { totalCount } }', {
      t: `'; select pg_sleep(10); drop schema chain cascade; --`,
    });
    assert.equal(data.computeNodes.totalCount, 0);
  });
});

describe('I-41: the role', () => {
  const asApi = async (sql: string): Promise<string | undefined> => {
    const client = new pg.Client(connectionOptions(database.url));
    await client.connect();
    try {
      await client.query(sql);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await client.end();
    }
  };

  test('cannot write, read schema chain or create', async () => {
    assert.equal(await asApi('select count(*) from api.job'), undefined);
    assert.equal(await asApi('select count(*) from chain.job'), '42501');
    assert.equal(await asApi('insert into api.contract values (null, null)'), '42501');
    assert.equal(await asApi('select chain.undo(0)'), '42501');
    // Read only: 25006. Even where the role may in principle: temporary tables.
    assert.equal(await asApi('create temporary table t (a int)'), '25006');
  });

  test('is stopped after five seconds', async () => {
    const begun = performance.now();
    assert.equal(await asApi('select pg_sleep(30)'), '57014');
    assert.ok(performance.now() - begun < 15_000);
  });

  test('that could write stops the start', async () => {
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    try {
      await admin.query('grant insert on chain.block to aether_api');
      const run = spawnSync(process.execPath, [join(root, 'graphql', 'src', 'server.ts'), '--database', database.url], {
        encoding: 'utf8',
      });
      assert.equal(run.status, 1);
      assert.match(run.stderr, /could write chain\.block/);
    } finally {
      await admin.query('revoke insert on chain.block from aether_api');
      await admin.end();
    }
  });
});

describe('the program', () => {
  for (const [what, args, expected] of [
    ['no database', ['--database', 'mysql://x'], /must be a postgres:/],
    ['an unknown option', ['--port', '1'], /Unknown option/],
    ['a bad address', ['--database', 'postgres://a@b/c', '--listen', 'here'], /HOST:PORT/],
  ] as const)
    test(`${what} ends with 2`, () => {
      const run = spawnSync(process.execPath, [join(root, 'graphql', 'src', 'server.ts'), ...args], { encoding: 'utf8' });
      assert.equal(run.status, 2);
      assert.match(run.stderr, expected);
    });
});

test('schema.graphql is the schema that is served', async () => {
  const text = await schemaText(database.url);
  assert.equal(
    text,
    readFileSync(join(root, 'graphql', 'schema.graphql'), 'utf8'),
    'node graphql/src/schema.ts --database URL > graphql/schema.graphql',
  );
});

test('GraphiQL shows examples, and each of them runs', async () => {
  const page = await fetch(api.url.replace('/graphql', '/'), { headers: { accept: 'text/html' } });
  assert.equal(page.status, 200);
  const html = await page.text();
  const examples = readFileSync(join(root, 'graphql', 'examples.graphql'), 'utf8');
  const operations = parse(examples).definitions.flatMap((node) => (node.kind === 'OperationDefinition' ? [node] : []));
  assert.ok(operations.length >= 7);
  for (const { operation, name } of operations) {
    assert.ok(html.includes(`${operation} ${name!.value}`), name!.value);
    if (operation !== 'query') continue;
    const answer = await api.send(JSON.stringify({ query: examples, operationName: name!.value }));
    assert.equal(answer.errors, undefined, `${name!.value}: ${JSON.stringify(answer.errors)}`);
  }
});

test('every type, field, argument and value has a description', async () => {
  const schema = buildSchema(readFileSync(join(root, 'graphql', 'schema.graphql'), 'utf8'));
  const silent: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    if (!type.description) silent.push(type.name);
    if ('getValues' in type) for (const value of type.getValues()) if (!value.description) silent.push(`${type.name}.${value.name}`);
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) silent.push(`${type.name}.${field.name}`);
      if ('args' in field) for (const arg of field.args) if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name})`);
    }
  }
  assert.deepEqual(silent, []);
});
