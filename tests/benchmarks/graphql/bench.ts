// scripts/bench graphql: our API beside Ponder's on the same chain, the same machine and the same database server, in alternating pairs.
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { load, once, type Load, type NextBody } from './load.ts';
import { busySeconds, cpuSeconds, machine, parentPid } from './machine.ts';
import { registerModels } from './market.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const folder = join(root, '.aether', 'bench', 'ponder');
const CONNECTIONS = 16;
const PAIRS = Number(process.env.BENCH_PAIRS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const EACH = 1_000;

const children: ChildProcess[] = [];
const tails = new Map<string, () => string>();

function start(name: string, command: string, args: readonly string[], env: Record<string, string>, cwd = root): ChildProcess {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  const keep = (part: Buffer): void => void (tail = (tail + part.toString('utf8')).slice(-4_000));
  tails.set(name, () => tail);
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  child.on('exit', (code) => {
    if (!stopping) {
      console.error(`${name} ended with ${code}:\n${tail}`);
      process.exit(1);
    }
  });
  children.push(child);
  return child;
}

let stopping = false;
function stop(): void {
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}

async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ask().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} took longer than ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const random = (() => {
  let state = 1;
  return (below: number): number => {
    state = (Math.imul(state, 48271) >>> 0) % 2147483647 || 1;
    return state % below;
  };
})();

interface Side {
  readonly name: string;
  readonly url: URL;
  readonly pid: number;
  readonly point: (id: string) => string;
  readonly page: (creator: string) => string;
}

const COLUMNS = 'modelId creator contentHash licenceId depth royaltyHash uri registeredBlock';
const body = (query: string, variables: Record<string, unknown>): string => JSON.stringify({ query, variables });
const kept = (query: string, variables: Record<string, unknown>): string =>
  JSON.stringify({ documentId: createHash('sha256').update(query).digest('hex'), variables });

const OURS_POINT = `query ($id: Bytes32!) { model(modelId: $id) { ${COLUMNS} } }`;
const OURS_PAGE = `query ($creator: Address!) { models(first: 100, filter: { creator: { equalTo: $creator } }, orderBy: [REGISTERED_BLOCK_DESC]) { nodes { ${COLUMNS} parent { modelId uri } } } }`;
const withMeta = (query: string): string => query.replace(/}$/, '_meta { asOf } }');
const PONDER_POINT = `query ($id: String!) { model(modelId: $id) { ${COLUMNS} } }`;
const PONDER_PAGE = `query ($creator: String!) { models(limit: 100, where: { creator: $creator }, orderBy: "registeredBlock", orderDirection: "desc") { items { ${COLUMNS} parent { modelId uri } } } }`;

async function main(): Promise<void> {
  const postgres = process.env.AETHER_TEST_POSTGRES!;
  const chain = process.env.AETHER_TEST_RPC!;
  const manifest = process.env.AETHER_TEST_MANIFEST!;
  const database = async (name: string): Promise<string> => {
    const client = new pg.Client({ connectionString: postgres });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return Object.assign(new URL(postgres), { pathname: `/${name}` }).href;
  };
  const [oursUrl, peerUrl] = [await database('ours'), await database('peer')];
  console.log(`${machine()}; ${CONNECTIONS} connections, ${PAIRS} alternating pairs of ${SECONDS} s`);

  const market = await registerModels(root, chain, manifest, EACH);
  console.log(`${market.models} models registered`);
  const indexer = join(root, 'artifacts', 'bin', 'Aether.Indexer', 'release', 'aether-indexer');
  start('aether-indexer', indexer, ['run', '--rpc', chain, '--database', oursUrl, '--manifest', manifest, '--listen', '127.0.0.1:0'], {});
  const counted = new pg.Client({ connectionString: oursUrl });
  await counted.connect();
  await until('our index', 60, async () =>
    (await counted.query('select count(*)::int as n from api.model')).rows[0].n === market.models ? true : undefined,
  );
  await counted.query('analyze');

  const operations = join(folder, 'operations.json');
  mkdirSync(folder, { recursive: true });
  const texts = [OURS_POINT, OURS_PAGE];
  writeFileSync(
    operations,
    JSON.stringify(Object.fromEntries(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]))),
  );
  const port = await freePort();
  const api = start(
    'aether-graphql',
    process.execPath,
    [join(root, 'graphql', 'src', 'server.ts'), '--listen', `127.0.0.1:${port}`, '--rate', '0', '--operations', operations],
    { DATABASE_URL: oursUrl },
  );
  const url = new URL(`http://127.0.0.1:${port}/graphql`);

  cpSync(join(here, 'ponder'), folder, { recursive: true });
  const abi = JSON.parse(readFileSync(join(root, 'contracts', 'abi', 'ModelRegistry.json'), 'utf8'));
  writeFileSync(join(folder, 'abi.json'), JSON.stringify(abi.abi ?? abi));
  const peerPort = await freePort();
  const ponder = start(
    'ponder',
    process.execPath,
    [
      join(folder, 'node_modules', 'ponder', 'dist', 'esm', 'bin', 'ponder.js'),
      'start',
      '--schema',
      'bench',
      '--port',
      String(peerPort),
      '--hostname',
      '127.0.0.1',
      '--log-level',
      'warn',
    ],
    { DATABASE_URL: peerUrl, BENCH_RPC: chain, BENCH_MODELS: market.registry, PONDER_TELEMETRY_DISABLED: '1' },
    folder,
  );
  const peer = new URL(`http://127.0.0.1:${peerPort}/graphql`);
  await until('the peer', 300, async () =>
    (await once(peer, body('{ models { totalCount } }', {}))).data.models.totalCount === market.models ? true : undefined,
  );
  const analysed = new pg.Client({ connectionString: peerUrl });
  await analysed.connect();
  await analysed.query('analyze');
  await until('our API', 60, async () =>
    (await once(url, body('{ models { totalCount } }', {}))).data.models.totalCount === market.models ? true : undefined,
  );

  const ids = (await counted.query("select '0x' || encode(model_id, 'hex') as id from api.model order by 1")).rows.map(
    (row) => row.id as string,
  );
  const creators = market.creators.map((creator) => creator.toLowerCase());
  const postmaster = parentPid((await counted.query('select pg_backend_pid() as pid')).rows[0].pid);
  const side = (name: string, at: URL, pid: number, point: string, page: string, say: typeof body): Side => ({
    name,
    url: at,
    pid,
    point: (id) => say(point, { id }),
    page: (creator) => say(page, { creator }),
  });
  const sides = [
    side('Ponder 0.17.7', peer, ponder.pid!, PONDER_POINT, PONDER_PAGE, body),
    side('ours', url, api.pid!, OURS_POINT, OURS_PAGE, body),
    side('ours, persisted', url, api.pid!, OURS_POINT, OURS_PAGE, kept),
    side('ours, snapshot', url, api.pid!, withMeta(OURS_POINT), withMeta(OURS_PAGE), body),
  ];

  // The same answers, but for the order of rows of one block, which neither side promises.
  for (const id of [ids[0]!, ids[777]!, ids.at(-1)!]) {
    const answers = await Promise.all(sides.map(async ({ url: at, point }) => JSON.stringify((await once(at, point(id))).data.model)));
    if (new Set(answers).size !== 1) throw new Error(`answers differ: ${answers.join('\n')}`);
  }
  for (const creator of creators) {
    const blocks = await Promise.all(
      sides.map(async ({ url: at, page }) => {
        const { models } = (await once(at, page(creator))).data;
        const rows = (models.nodes ?? models.items) as { registeredBlock: string; parent: unknown }[];
        return JSON.stringify(rows.map((row) => [row.registeredBlock, row.parent]));
      }),
    );
    if (new Set(blocks).size !== 1 || JSON.parse(blocks[0]!).length !== 100)
      throw new Error(`pages differ: ${blocks.map((text) => text.slice(0, 200)).join('\n')}`);
  }

  let isGood = true;
  for (const [what, next] of [
    [
      'point lookup by key',
      (each: Side): NextBody =>
        () =>
          each.point(ids[random(ids.length)]!),
    ],
    [
      'page of 100 with order and relation',
      (each: Side): NextBody =>
        () =>
          each.page(creators[random(creators.length)]!),
    ],
  ] as const) {
    const results = new Map<Side, { rate: number; p99: number; cpu: number; database: number; foreign: number; load: Load }[]>(
      sides.map((each) => [each, []]),
    );
    for (const each of sides) await load(each.url, CONNECTIONS, 2, next(each));
    for (let pair = 0; pair < PAIRS; pair++)
      for (const each of pair % 2 === 0 ? sides : [...sides].reverse()) {
        const before = [cpuSeconds([each.pid]), cpuSeconds([postmaster]), cpuSeconds([process.pid, postmaster]), busySeconds()] as const;
        const run = await load(each.url, CONNECTIONS, SECONDS, next(each));
        const after = [cpuSeconds([each.pid]), cpuSeconds([postmaster]), cpuSeconds([process.pid, postmaster]), busySeconds()] as const;
        const used = after.map((seconds, i) => seconds - before[i]!) as [number, number, number, number];
        results.get(each)!.push({
          rate: run.requests / run.seconds,
          p99: run.latenciesMs[Math.floor(run.latenciesMs.length * 0.99)]!,
          cpu: (used[0] / run.requests) * 1000,
          database: (used[1] / run.requests) * 1000,
          foreign: (used[3] - used[2]) / run.seconds,
          load: run,
        });
      }
    const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    const of = (each: Side, key: 'rate' | 'p99' | 'cpu' | 'database' | 'foreign'): number =>
      median(results.get(each)!.map((run) => run[key]));
    console.log(`\n${what}: medians of ${PAIRS}`);
    console.log(
      '| side | requests/s (range) | p50 ms | p99 ms | server CPU ms/request | database CPU ms/request | foreign cores | bytes | times Ponder, per pair |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const each of sides) {
      const runs = results.get(each)!;
      const errors = runs.reduce((sum, run) => sum + run.load.errors, 0);
      if (errors > 0) throw new Error(`${each.name}: ${errors} errors`);
      const ratios = runs.map((run, i) => run.rate / results.get(sides[0]!)![i]!.rate);
      const rates = runs.map((run) => Math.round(run.rate));
      const p50 = median(runs.map((run) => run.load.latenciesMs[Math.floor(run.load.latenciesMs.length / 2)]!));
      console.log(
        `| ${each.name} | ${Math.round(of(each, 'rate'))} (${Math.min(...rates)}-${Math.max(...rates)}) | ${p50.toFixed(1)} | ${of(each, 'p99').toFixed(1)} | ${of(each, 'cpu').toFixed(2)} | ` +
          `${of(each, 'database').toFixed(2)} | ${of(each, 'foreign').toFixed(2)} | ${runs[0]!.load.answerBytes} | ${median(ratios).toFixed(2)} |`,
      );
    }
    const gate = (name: string, ok: boolean): void => {
      console.log(`gate ${ok ? 'met   ' : 'MISSED'}  ${what}: ${name}`);
      isGood &&= ok;
    };
    const times = (each: Side): number => median(results.get(each)!.map((run, i) => run.rate / results.get(sides[0]!)![i]!.rate));
    gate(`ours at least 2 times Ponder's rate: ${times(sides[1]!).toFixed(2)}`, times(sides[1]!) >= 2);
    gate(`persisted at least 3 times: ${times(sides[2]!).toFixed(2)}`, times(sides[2]!) >= 3);
    gate(
      `p99 no worse: ${of(sides[1]!, 'p99').toFixed(1)} and ${of(sides[0]!, 'p99').toFixed(1)} ms`,
      of(sides[1]!, 'p99') <= of(sides[0]!, 'p99'),
    );
  }
  await counted.end();
  await analysed.end();
  stop();
  process.exitCode = isGood ? 0 : 1;
}

process.on('SIGTERM', () => (stop(), process.exit(1)));
try {
  await main();
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  for (const [name, tail] of tails) console.error(`${name} said last:\n${tail().slice(-1_500)}`);
  stop();
  process.exit(1);
}
