// Push from the commit: no gap and no duplicate, whatever the chain and the connections do.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Api } from './api.ts';
import { TestChain } from './chain.ts';
import { createDatabase, jobId, PROVIDER, query, REQUESTER, type TestDatabase } from './database.ts';

const deep = process.env.AETHER_DEEP === 'yes';
const SUBSCRIBERS = deep ? 1_000 : 60;
const STEPS = deep ? 400 : 120;
const seed = Number(process.env.AETHER_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32. */
function randomOf(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

let database: TestDatabase;
let api: Api;
let chain: TestChain;
const random = randomOf(seed);

before(async () => {
  database = await createDatabase();
  chain = await TestChain.start(database.url, random);
  api = await Api.start(database.url, ['--subscriptions', '100000']);
});

after(async () => {
  await api?.stop();
  await chain?.stop();
  await database?.drop();
});

const FIELDS = 'kind cursor fromBlock block { number hash }';
const EVENTS = `subscription ($after: String, $name: String) { m: events(after: $after, name: $name) { ${FIELDS} events { name logIndex transactionHash } } }`;
const BLOCKS = `subscription ($after: String) { m: blocks(after: $after) { ${FIELDS} } }`;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes messages as a careful client would, and remembers what they add up to. */
class Subscriber {
  readonly name: string | undefined;
  readonly transport: 'ws' | 'sse';
  cursor: string;
  readonly held: { number: number; hash: string; events: string[] }[] = [];
  readonly latenciesMs: number[] = [];
  messages = 0;
  failure: string | undefined;
  connections = 0;
  private drop: (() => void) | undefined;
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(start: string, name: string | undefined, transport: 'ws' | 'sse') {
    this.cursor = start;
    this.name = name;
    this.transport = transport;
    this.done = this.run();
  }

  get about(): string {
    return `${this.transport}, ${this.name ?? 'all'}: ${this.messages} messages over ${this.connections} connections, now at ${this.cursor}; ${this.failure}`;
  }

  /** Ends the connection without a word. */
  disconnect(): void {
    this.drop?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.drop?.();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.connections++;
      await (this.transport === 'ws' ? this.overSocket() : this.overEvents());
      await sleep(5);
    }
  }

  private overSocket(): Promise<void> {
    return new Promise((resolve) => {
      let socket: WebSocket | undefined;
      const client = createClient({
        url: api.url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        onNonLazyError: () => undefined,
        on: { opened: (opened) => ((socket = opened as WebSocket), this.stopped && socket.terminate()), closed: () => resolve() },
      });
      this.drop = () => socket?.terminate();
      client.subscribe<any>(
        { query: EVENTS, variables: { after: this.cursor, name: this.name } },
        { next: (result) => this.take(result), error: () => resolve(), complete: () => resolve() },
      );
    });
  }

  private overEvents(): Promise<void> {
    return new Promise((resolve) => {
      const client = createSseClient({ url: `${api.url}/stream`, retryAttempts: 0, abortControllerImpl: AbortController });
      const end = client.subscribe<any>(
        { query: EVENTS, variables: { after: this.cursor, name: this.name } },
        { next: (result) => this.take(result), error: () => resolve(), complete: () => resolve() },
      );
      this.drop = () => (end(), resolve());
    });
  }

  /** The clients would take what is thrown for a lost connection. */
  private take(result: any): void {
    try {
      this.apply(result);
    } catch (error) {
      this.failure ??= (error as Error).message;
    }
  }

  private apply({ data, errors }: any): void {
    assert.equal(errors, undefined, JSON.stringify(errors));
    if (this.stopped) return;
    const { kind, cursor, fromBlock, block, events } = data.m;
    this.messages++;
    const last = this.held.at(-1)?.number ?? -1;
    if (kind === 'RETRACT') {
      assert.equal(Number(fromBlock), Number(block.number) + 1);
      while (this.held.length > 0 && this.held.at(-1)!.number >= Number(fromBlock)) this.held.pop();
    } else {
      assert.ok(Number(block.number) > last, `block ${block.number} after ${last}`);
      assert.ok(events.length > 0);
      this.held.push({
        number: Number(block.number),
        hash: block.hash,
        events: events.map((event: any) => `${event.logIndex} ${event.transactionHash}`),
      });
      const committed = chain.committedMs.get(block.hash);
      if (committed !== undefined && this.connections === 1) this.latenciesMs.push(performance.now() - committed);
    }
    this.cursor = cursor;
  }

  expected(blocks: TestChain['blocks'], from: number): unknown[] {
    return blocks
      .slice(from)
      .map(({ number, hash, events }) => ({
        number,
        hash,
        events: events
          .filter((event) => !this.name || event.name === this.name)
          .map((event) => `${event.logIndex} ${event.transactionHash}`),
      }))
      .filter(({ events }) => events.length > 0);
  }
}

describe(`I-44: subscriptions, AETHER_SEED=${seed}`, () => {
  test(`${SUBSCRIBERS} subscribers that lose their connections, and a chain that forks: no gap, no duplicate`, async (context) => {
    const start = `${chain.head.number}-${chain.head.hash}`;
    const from = chain.head.number + 1;
    const names = [undefined, 'JobLocked', 'JobSettled'];
    const subscribers = Array.from({ length: SUBSCRIBERS }, (_, i) => new Subscriber(start, names[i % 3], i % 5 === 4 ? 'sse' : 'ws'));
    let reorgs = 0;
    for (let step = 0; step < STEPS; step++) {
      const forks = random() < 0.2 && chain.blocks.length - from > 2;
      const depth = forks ? 1 + Math.floor(random() * Math.min(12, chain.blocks.length - from - 1)) : 0;
      if (forks) reorgs++;
      // Now and then a fork is shorter than what it replaces, and final headers are forgotten.
      await chain.write(depth, Math.max(1, depth - 1 + Math.floor(random() * 3)), Math.max(0, chain.blocks.length - 20));
      for (const subscriber of subscribers) if (random() < 0.02) subscriber.disconnect();
      if (random() < 0.5) await sleep(random() * 20);
    }
    await chain.write(0, 1);
    const late = new Subscriber(start, undefined, 'ws');
    const isComplete = (subscriber: Subscriber): boolean =>
      subscriber.failure === undefined && JSON.stringify(subscriber.held) === JSON.stringify(subscriber.expected(chain.blocks, from));
    for (let waited = 0; waited < 30_000 && ![...subscribers, late].every(isComplete); waited += 100) await sleep(100);
    const listeners = await query(
      database.url,
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'aether-graphql listen'`,
    );
    assert.equal(listeners[0].n, 1);
    const all = await query(
      database.url,
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and usename is not null`,
    );
    assert.ok(all[0].n <= 12, `${all[0].n} connections`);
    await Promise.all([...subscribers, late].map((subscriber) => subscriber.stop()));
    const wrong = [...subscribers, late].filter((subscriber) => !isComplete(subscriber));
    assert.deepEqual(
      wrong.map((subscriber) => subscriber.about),
      [],
      `head is ${chain.head.number}`,
    );

    const latencies = subscribers.flatMap((subscriber) => subscriber.latenciesMs).sort((a, b) => a - b);
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    context.diagnostic(
      `${chain.blocks.length} blocks, ${reorgs} reorgs, ${sum(subscribers.map((s) => s.messages))} messages over ${sum(subscribers.map((s) => s.connections))} connections; ` +
        `commit to client p50 ${latencies[Math.floor(latencies.length / 2)]?.toFixed(1)} ms, p99 ${latencies[Math.floor(latencies.length * 0.99)]?.toFixed(1)} ms of ${latencies.length}`,
    );
    assert.ok(reorgs > 5 && sum(subscribers.map((s) => s.connections)) > SUBSCRIBERS + 10);
  });

  /** The next messages of a subscription, as they come. */
  async function* listen(source: string, variables: Record<string, unknown> = {}): AsyncGenerator<any> {
    const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      for await (const { data, errors } of client.iterate<any>({ query: source, variables })) {
        if (errors) throw Object.assign(new Error(errors[0]!.message), { code: errors[0]!.extensions?.code });
        yield data.m;
      }
    } finally {
      await client.dispose();
    }
  }

  test('blocks follow each other without gaps, and what a reorg took is said', async () => {
    const messages = listen(BLOCKS);
    const first = messages.next();
    await sleep(300);
    const base = chain.head;
    await chain.write(0, 3);
    let message = (await first).value;
    assert.deepEqual(
      [message.kind, message.fromBlock, message.block],
      ['APPEND', String(base.number + 1), { number: String(base.number + 3), hash: chain.head.hash }],
    );
    await chain.write(2, 4);
    message = (await messages.next()).value;
    assert.deepEqual(
      [message.kind, message.fromBlock, message.block.hash],
      ['RETRACT', String(base.number + 2), chain.blocks[base.number + 1]!.hash],
    );
    message = (await messages.next()).value;
    assert.deepEqual([message.kind, message.fromBlock, message.block.hash], ['APPEND', String(base.number + 2), chain.head.hash]);
    await messages.return(undefined);
  });

  test('a cursor of a block that is gone leads back to the chain', async () => {
    const gone = chain.head;
    await chain.write(3, 1);
    await chain.write(1, 5);
    const messages = listen(BLOCKS, { after: `${gone.number}-${gone.hash}` });
    const retract = (await messages.next()).value;
    assert.equal(retract.kind, 'RETRACT');
    assert.equal(retract.block.hash, chain.blocks[Number(retract.block.number)]!.hash);
    assert.equal(Number(retract.block.number), gone.number - 3);
    assert.equal((await messages.next()).value.block.hash, chain.head.hash);
    await messages.return(undefined);
  });

  test('a job, jobs of a requester and of a provider', async () => {
    const source = `subscription ($id: Uint256, $requester: Address, $provider: Address, $after: String) {
      m: jobs(jobId: $id, requester: $requester, provider: $provider, after: $after) { kind block { number } jobs { jobId status requester provider job { jobId price } } } }`;
    const after = `${chain.head.number}-${chain.head.hash}`;
    for (let i = 0; i < 12; i++) await chain.write(0, 1);
    const changed = (await query(
      database.url,
      'select lower(valid) as b, job_id::text as id from chain.job where lower(valid) > $1 order by 1, job_id',
      [after.split('-')[0]],
    )) as { b: string; id: string }[];
    const one = changed[0]!.id;
    for (const [variables, wanted] of [
      [{ id: one }, changed.filter(({ id }) => id === one)],
      [{ requester: REQUESTER }, changed],
      [{ provider: PROVIDER }, changed],
    ] as const) {
      const seen: { b: string; id: string }[] = [];
      for await (const { kind, block, jobs } of listen(source, { ...variables, after })) {
        assert.equal(kind, 'APPEND');
        for (const job of jobs) {
          assert.equal(job.job.jobId, job.jobId);
          seen.push({ b: block.number, id: job.jobId });
        }
        if (seen.length >= wanted.length) break;
      }
      assert.deepEqual(seen, wanted);
    }
    const other = listen(source, { requester: PROVIDER, after });
    assert.equal(await Promise.race([other.next(), sleep(300).then(() => 'nothing')]), 'nothing');
    void other.return(undefined);
    assert.equal(
      await listen(source, { id: jobId(77), after: 'x' })
        .next()
        .catch((error) => error.code),
      'BAD_CURSOR',
    );
    assert.equal(
      await listen(source, { after: `${chain.head.number}-0x${'9'.repeat(64)}` })
        .next()
        .catch((error) => error.code),
      'UNKNOWN_BLOCK',
    );
  });

  test("an EventSource's id is its cursor, and Last-Event-ID goes on from there", async () => {
    const read = async (headers: Record<string, string>, count: number): Promise<{ id: string; block: string }[]> => {
      const abort = new AbortController();
      const url = `${api.url}/stream?${new URLSearchParams({ query: BLOCKS, variables: JSON.stringify({ after: start }) })}`;
      const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
      assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
      let text = '';
      const found: { id: string; block: string }[] = [];
      for await (const part of response.body!) {
        text += Buffer.from(part).toString('utf8');
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, id, data] = /^id: (.*)\nevent: next\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
          text = text.slice(end + 2);
          if (id) found.push({ id, block: JSON.parse(data!).data.m.block.number });
        }
        if (found.length >= count) break;
      }
      abort.abort();
      return found;
    };
    const start = `0-${chain.blocks[0]!.hash}`;
    const first = await read({}, 2);
    assert.equal(first[0]!.id.split('-')[0], first[0]!.block);
    const rest = await read({ 'last-event-id': first[0]!.id }, 1);
    assert.equal(rest[0]!.id, first[1]!.id);
  });

  test('the database goes away and comes back: subscriptions go on', async () => {
    const messages = listen(BLOCKS);
    const next = messages.next();
    await sleep(300);
    await query(database.url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aether-graphql listen'`);
    await chain.write(0, 1);
    assert.equal((await next).value.block.hash, chain.head.hash);
    await messages.return(undefined);
  });
});
