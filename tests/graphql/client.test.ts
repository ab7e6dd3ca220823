// @aether/client: what it is generated from, its example, a subscription that goes on where it broke, and its actions on a real chain.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createWalletClient, http, publicActions, zeroHash } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { generated } from '../../packages/client/generate.ts';
import {
  AetherApiError,
  aetherActions,
  AetherClient,
  JobDocument,
  JobHistoryDocument,
  jobIdOf,
  OnBlocksDocument,
  OnEventsDocument,
} from '../../packages/client/src/index.ts';
import { Api } from './api.ts';
import { TestChain } from './chain.ts';
import { createDatabase, jobId, REQUESTER, type TestDatabase } from './database.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, 'packages', 'client');

test('what is generated is what the schema, the operations and the ABIs say', async () => {
  for (const [path, content] of await generated())
    assert.equal(readFileSync(join(folder, path), 'utf8'), content, 'node packages/client/generate.ts');
});

describe('the client', () => {
  let database: TestDatabase;
  let api: Api;
  let chain: TestChain | undefined;

  before(async () => {
    database = await createDatabase();
    api = await Api.start(database.url, ['--operations', join(folder, 'operations.json'), '--operations-only']);
  });

  after(async () => {
    await api?.stop();
    await chain?.stop();
    await database?.drop();
  });

  test('asks with types, by the ids of kept operations, as of a block too', async () => {
    const client = new AetherClient({ url: api.url, persisted: true });
    const { job } = await client.query(JobDocument, { jobId: jobId(4) });
    assert.equal(job?.status, 'PAID');
    assert.equal(job.settlement?.toProvider, '90');
    assert.equal((await client.query(JobDocument, { jobId: jobId(4), block: { number: '1000' } })).job, null);
    assert.equal((await client.query(JobHistoryDocument, { jobId: jobId(4) })).job?.history.nodes.length, 1);
    await assert.rejects(
      client.query(JobDocument, { jobId: 'x' }),
      (error) => error instanceof AetherApiError && error.code === 'BAD_USER_INPUT',
    );
    assert.equal(jobIdOf(REQUESTER as `0x${string}`, 4n).toString(), jobId(4));
  });

  test('has an example of ten lines, which runs', async () => {
    const source = readFileSync(join(folder, 'example', 'jobs.ts'), 'utf8');
    assert.ok(source.split('\n').filter((line) => line && !line.startsWith('//')).length <= 10);
    chain ??= await TestChain.start(database.url, Math.random);
    const example = spawn(process.execPath, [join(folder, 'example', 'jobs.ts'), api.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface({ input: example.stdout })) {
      lines.push(line);
      if (lines.length === 4)
        void (async () => {
          for (let i = 0; i < 200 && lines.length < 7 && example.exitCode === null; i++) {
            await chain!.write(0, 1);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        })();
    }
    assert.equal(lines[0], 'the index stands at block 0');
    assert.equal(lines[1], `job ${jobId(250)} was paid 1000000000000000000250`);
    assert.equal(lines.length, 7);
    for (const line of lines.slice(4)) assert.match(line, /^APPEND \d+$/);
  });

  test('misses nothing of a connection that is lost before its first message', async () => {
    chain ??= await TestChain.start(database.url, Math.random);
    const url = api.url;
    const abort = new AbortController();
    let hasStarted = (): void => undefined;
    const started = new Promise<void>((resolve) => (hasStarted = resolve));
    const watched: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      const [one, other] = response.body!.tee();
      void other
        .getReader()
        .read()
        .then(() => hasStarted());
      return new Response(one, response);
    };
    const messages = new AetherClient({ url, fetch: watched }).follow(OnBlocksDocument, {}, abort.signal);
    const first = messages.next();
    await started;
    const before = chain.head.number;
    await api.stop();
    await chain.write(0, 2);
    api = await Api.start(database.url, ['--listen', `127.0.0.1:${new URL(url).port}`]);
    const message = await Promise.race([
      first,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('nothing came')), 10_000).unref()),
    ]);
    assert.equal(message.value?.fromBlock, String(before + 1));
    abort.abort();
    await messages.return(undefined);
  });

  test('follows on after the server was gone', async () => {
    chain ??= await TestChain.start(database.url, Math.random);
    const url = api.url;
    const { port } = new URL(url);
    const client = new AetherClient({ url });
    const abort = new AbortController();
    const messages = client.follow(OnBlocksDocument, { after: `${chain.head.number}-${chain.head.hash}` }, abort.signal);
    const first = messages.next();
    await chain.write(0, 2);
    assert.equal((await first).value?.block.hash, chain.head.hash);
    const second = messages.next();
    await api.stop();
    await chain.write(1, 3);
    api = await Api.start(database.url, ['--listen', `127.0.0.1:${port}`]);
    const retract = (await second).value!;
    assert.equal(retract.kind, 'RETRACT');
    const last = (await messages.next()).value!;
    assert.deepEqual([last.kind, last.block.hash], ['APPEND', chain.head.hash]);
    abort.abort();
    await messages.return(undefined);
    await assert.rejects(
      client.follow(OnEventsDocument, { after: 'x' }).next(),
      (error) => error instanceof AetherApiError && error.code === 'BAD_CURSOR',
    );
  });
});

const rpc = process.env.AETHER_TEST_RPC;
const manifestFile = process.env.AETHER_TEST_MANIFEST;
const skip = rpc && manifestFile && existsSync(manifestFile) ? false : 'skipped: a chain with the contracts on it';

test('its viem actions read and write the contracts of a manifest', { skip }, async () => {
  const manifest = JSON.parse(readFileSync(manifestFile!, 'utf8'));
  // The key of anvil's account 5, which every installation of it has.
  const account = privateKeyToAccount('0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba');
  const client = createWalletClient({ account, chain: foundry, transport: http(rpc), pollingInterval: 100 })
    .extend(publicActions)
    .extend(aetherActions(manifest));
  const { modelRegistry, vault } = client.aether;
  assert.equal(await vault.read.tokenAllowed([account.address]), false);
  const hash = await modelRegistry.write.register([0, `0x${'ab'.repeat(32)}`, zeroHash, 1, 0, [], 'ipfs://model']);
  const receipt = await client.waitForTransactionReceipt({ hash });
  const modelId = receipt.logs[0]!.topics[1]!;
  assert.equal((await modelRegistry.read.model([modelId])).creator, account.address);
});
