// Each limit, by what happens one past it.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Clients, DEFAULT_CLIENT_LIMITS } from '../../graphql/src/clients.ts';
import { COST_MAX, ROOT_FIELDS_MAX } from '../../graphql/src/limits.ts';
import { CONDITIONS_MAX, SELECTIONS_MAX } from '../../graphql/src/operations.ts';
import { Api, code } from './api.ts';
import { createDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let folder: string;
const apis: Api[] = [];

async function serve(...args: string[]): Promise<Api> {
  const api = await Api.start(database.url, args);
  apis.push(api);
  return api;
}

before(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aether-operations-'));
});

after(async () => {
  for (const api of apis) assert.equal(await api.stop(), 0);
  await database?.drop();
  rmSync(folder, { recursive: true });
});

describe('I-41: cost', () => {
  test('is the product of page sizes, by literal, variable and default', async () => {
    const api = await serve();
    const query =
      'query ($a: Int, $b: Int = 10) { providers(first: $a) { nodes { jobs(first: $b) { nodes { events { nodes { name } } } } } } }';
    // a + a b + 100 a b, events being 100 by default.
    const cost = (a: number, b: number): number => a * (1 + b * (1 + 100));
    assert.ok(cost(24, 10) <= COST_MAX && cost(25, 10) > COST_MAX && cost(100, 2) <= COST_MAX && cost(100, 3) > COST_MAX);
    assert.equal(code(await api.ask(query, { a: 24 })), undefined);
    assert.equal(code(await api.ask(query, { a: 25 })), 'COST_LIMIT');
    assert.equal(code(await api.ask(query, { a: 100, b: 2 })), undefined);
    assert.equal(code(await api.ask(query, { a: 100, b: 3 })), 'COST_LIMIT');
    assert.equal(code(await api.ask(query, {})), 'COST_LIMIT');
    assert.equal(code(await api.ask(query, { a: null })), 'COST_LIMIT');
    assert.equal(
      code(await api.ask('{ providers { nodes { jobs { nodes { provider { nodes { nodes { nodeId } } } } } } } }')),
      'COST_LIMIT',
    );
    // Through fragments and edges it is the same.
    const hidden = `{ providers { edges { node { ...p } } } } fragment p on Provider { jobs { edges { node { ... on Job { events(last: 100) { nodes { name } } } } } } }`;
    assert.equal(code(await api.ask(hidden)), 'COST_LIMIT');
  });

  test('is added up over fields beside each other, whose number has a limit too', async () => {
    const api = apis[0]!;
    const page = (i: number): string => `a${i}: jobs { nodes { events(first: 50) { nodes { name } } } }`;
    assert.equal(code(await api.ask(`{ ${[1, 2, 3, 4].map(page).join(' ')} }`)), undefined);
    assert.equal(code(await api.ask(`{ ${[1, 2, 3, 4, 5].map(page).join(' ')} }`)), 'COST_LIMIT');
    const many = (n: number): string =>
      `{ ${Array.from({ length: n }, (_, i) => `a${i}: contracts(first: 1) { nodes { name } }`).join(' ')} }`;
    assert.equal(code(await api.ask(many(ROOT_FIELDS_MAX))), undefined);
    assert.equal(code(await api.ask(many(ROOT_FIELDS_MAX + 1))), 'COST_LIMIT');
  });
});

describe('I-41: planning', () => {
  test('is of so many fields and fragments, however few lines they are', async () => {
    const api = apis[0]!;
    const wide = (n: number): string => `{ jobs(first: 1) { nodes { ${Array.from({ length: n }, (_, i) => `a${i}: jobId`).join(' ')} } } }`;
    assert.equal(code(await api.ask(wide(SELECTIONS_MAX - 2))), undefined);
    assert.equal(code(await api.ask(wide(SELECTIONS_MAX - 1))), 'COST_LIMIT');
    // Each fragment is the next one twice: 2^60 fields. Inside an introspection too.
    const bomb = (on: string, leaf: string): string =>
      Array.from({ length: 60 }, (_, i) => `fragment f${i} on ${on} { ${i === 59 ? leaf : `...f${i + 1} ...f${i + 1}`} }`).join(' ');
    const started = performance.now();
    assert.equal(code(await api.ask(`{ ...f0 } ${bomb('Query', '_meta { chainId }')}`)), 'COST_LIMIT');
    assert.equal(code(await api.ask(`{ jobs { nodes { ...f0 } } } ${bomb('Job', 'jobId')}`)), 'COST_LIMIT');
    assert.equal(code(await api.ask(`{ __schema { types { ...f0 } } } ${bomb('__Type', 'name')}`)), 'COST_LIMIT');
    assert.ok(performance.now() - started < 5_000);
  });

  test('is of so many names in filters, by literal and by variable', async () => {
    const api = apis[0]!;
    const filter = (n: number): object => ({ and: Array.from({ length: n }, () => ({ jobId: { equalTo: '1' } })) });
    const query = 'query ($f: JobFilter) { jobs(first: 1, filter: $f) { nodes { jobId } } }';
    // `and`, then two for each.
    const most = Math.floor((CONDITIONS_MAX - 1) / 2);
    assert.equal(code(await api.ask(query, { f: filter(most) })), undefined);
    assert.equal(code(await api.ask(query, { f: filter(most + 1) })), 'COST_LIMIT');
    const literal = JSON.stringify(filter(most + 1)).replace(/"(\w+)":/g, '$1:');
    assert.equal(code(await api.ask(`{ jobs(first: 1, filter: ${literal}) { nodes { jobId } } }`)), 'COST_LIMIT');
    // A list of values is one condition.
    const ids = Array.from({ length: 2_000 }, (_, i) => String(i));
    assert.equal(code(await api.ask(query, { f: { jobId: { in: ids } } })), undefined);
  });
});

describe('clients', () => {
  const from = (address: string, forwarded?: string): IncomingMessage =>
    ({ socket: { remoteAddress: address }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }) as unknown as IncomingMessage;

  test('are addresses, or the /64 of one; a header is believed only of known proxies', () => {
    const direct = new Clients(DEFAULT_CLIENT_LIMITS);
    assert.equal(direct.of(from('::ffff:1.2.3.4', '9.9.9.9')), '1.2.3.4');
    assert.equal(direct.of(from('2001:db8:1:2:3:4:5:6')), direct.of(from('2001:0db8:1:2::9')));
    assert.notEqual(direct.of(from('2001:db8:1:2::1')), direct.of(from('2001:db8:1:3::1')));
    assert.notEqual(direct.of(from('::1')), direct.of(from('2001:db8::1')));
    const proxied = new Clients({ ...DEFAULT_CLIENT_LIMITS, proxies: 1 });
    assert.equal(proxied.of(from('10.0.0.1', '6.6.6.6, 1.2.3.4')), '1.2.3.4');
    assert.equal(proxied.of(from('10.0.0.1')), '10.0.0.1');
  });

  test('have a rate and a burst', () => {
    let now = 0;
    const clients = new Clients({ ...DEFAULT_CLIENT_LIMITS, rate: 2, burst: 3 }, () => now);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => clients.waitSeconds('a')),
      [0, 0, 0, 1],
    );
    assert.equal(clients.waitSeconds('b'), 0);
    now = 499;
    assert.equal(clients.waitSeconds('a'), 1);
    now = 500;
    assert.equal(clients.waitSeconds('a'), 0);
    assert.equal(clients.waitSeconds('a'), 1);
    now = 1e9;
    assert.deepEqual(
      [1, 2, 3, 4].map(() => clients.waitSeconds('a')),
      [0, 0, 0, 1],
    );
  });

  test('that ask too often are told when to come back, over HTTP and WebSocket', async () => {
    const api = await serve('--rate', '1', '--burst', '3', '--proxies', '1');
    const ask = (client: string) =>
      fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
        body: '{"query":"{ __typename }"}',
      });
    for (let i = 0; i < 3; i++) assert.equal((await ask('1.1.1.1')).status, 200);
    const refused = await ask('1.1.1.1');
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[12]$/);
    assert.equal(((await refused.json()) as any).errors[0].extensions.code, 'RATE_LIMITED');
    assert.equal((await ask('2.2.2.2')).status, 200);

    const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++)
      await new Promise<void>((resolve) =>
        client.subscribe(
          { query: '{ __typename }' },
          { next: () => codes.push('data'), complete: resolve, error: (errors: any) => (codes.push(errors[0].extensions.code), resolve()) },
        ),
      );
    assert.deepEqual(codes.slice(0, 4), ['data', 'data', 'data', 'RATE_LIMITED']);
    await client.dispose();
  });

  test('hold so many subscriptions and no more, until one ends', async () => {
    const api = await serve('--subscriptions', '2');
    const open = async (): Promise<{ status: string; end: () => Promise<void> }> => {
      const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      let status = 'open';
      client.subscribe<any>(
        { query: 'subscription { blocks { cursor } }' },
        { next: ({ errors }) => (status = String(errors?.[0]?.extensions?.code)), error: () => undefined, complete: () => undefined },
      );
      await new Promise((resolve) => setTimeout(resolve, 250));
      return { status, end: async () => client.dispose() };
    };
    const held = [await open(), await open()];
    assert.deepEqual(
      held.map(({ status }) => status),
      ['open', 'open'],
    );
    const third = await open();
    assert.equal(third.status, 'TOO_MANY_SUBSCRIPTIONS');
    await held[0]!.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const fourth = await open();
    assert.equal(fourth.status, 'open');
    for (const each of [held[1]!, third, fourth]) await each.end();
  });

  test('send no message above 100 kB on a socket or to a stream', { timeout: 15_000 }, async () => {
    const api = apis[0]!;
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(100_001) } }));
    const [closed] = await once(socket, 'close');
    assert.equal(closed, 1009);
    const body = JSON.stringify({ query: `{ __typename } #${'x'.repeat(100_001)}` });
    assert.equal((await fetch(`${api.url}/stream`, { method: 'POST', body })).status, 413);
    assert.equal((await fetch(`${api.url}/stream`, { method: 'POST', body: '{' })).status, 400);
  });
});

describe('operations that are kept', () => {
  const text = 'query Prices($first: Int) { jobs(first: $first) { nodes { price } } }';
  const id = createHash('sha256').update(text).digest('hex');
  const file = (): string => {
    const path = join(folder, 'operations.json');
    writeFileSync(path, JSON.stringify({ [id]: text }));
    return path;
  };

  test('are named by their hash, in every dialect', async () => {
    const api = await serve('--operations', file());
    for (const body of [{ documentId: id }, { id }, { extensions: { persistedQuery: { version: 1, sha256Hash: id } } }]) {
      const answer = await api.send(JSON.stringify({ ...body, variables: { first: 3 } }));
      assert.equal(answer.data?.jobs.nodes.length, 3, JSON.stringify(answer));
    }
    assert.equal(code(await api.send(JSON.stringify({ documentId: id, variables: { first: 101 } }))), 'PAGE_SIZE');
    assert.equal(code(await api.send(JSON.stringify({ documentId: '0'.repeat(64) }))), 'PERSISTED_OPERATION_NOT_FOUND');
    assert.equal(code(await api.ask('{ __typename }')), undefined);
  });

  test('may be the only ones', async () => {
    const api = await serve('--operations', file(), '--operations-only');
    assert.equal((await api.send(JSON.stringify({ documentId: id }))).data?.jobs.nodes.length, 100);
    assert.equal((await api.ask(text)).data?.jobs.nodes.length, 100);
    assert.equal(code(await api.ask('{ __typename }')), 'PERSISTED_OPERATIONS_ONLY');
    assert.equal(code(await api.ask(`${text} `)), 'PERSISTED_OPERATIONS_ONLY');
  });
});
