// From the chain to a subscriber through the real programs: anvil, aether-indexer, aether-graphql and @aether/client, with reorgs, lost connections and
// an indexer that is killed. What the subscriber holds at the end is what the chain's own logs say.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestClient, createWalletClient, http, publicActions, toHex, zeroHash } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { aetherActions, AetherClient, HeadDocument, OnEventsDocument } from '../../packages/client/src/index.ts';
import { Api } from './api.ts';
import { createEmptyDatabase, indexer, type TestDatabase } from './database.ts';

const deep = process.env.AETHER_DEEP === 'yes';
const ROUNDS = deep ? 200 : 25;
const DEPTH_MAX = 5;

const sharedRpc = process.env.AETHER_TEST_RPC;
const manifestFile = process.env.AETHER_TEST_MANIFEST;
const skip = sharedRpc && manifestFile ? false : 'skipped: a chain with the contracts on it';

class Program {
  readonly process: ChildProcess;
  readonly found: Promise<string>;

  constructor(command: string, args: readonly string[], line: RegExp) {
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    // Read to its end, so that the pipe never fills.
    const lines = createInterface({ input: this.process.stdout! });
    this.found = new Promise<string>((resolve, reject) => {
      lines.on('line', (text) => {
        const match = line.exec(text)?.[1];
        if (match) resolve(match);
      });
      lines.on('close', () => reject(new Error(`${command} ended`)));
    });
    this.found.catch(() => undefined);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}

describe('a subscriber of the whole system', { skip }, () => {
  let database: TestDatabase;
  let api: Api;
  let anvil: Program;
  let follower: Program;
  let rpc: string;

  const startIndexer = (): Program =>
    new Program(
      indexer(),
      ['run', '--rpc', rpc.replace('http', 'ws'), '--database', database.url, '--manifest', manifestFile!, '--listen', '127.0.0.1:0'],
      /listening on (\S+)/,
    );

  before(async () => {
    // A chain of its own, for others do not expect reorgs: the shared one's state, its block number too.
    const state = await createTestClient({ mode: 'anvil', chain: foundry, transport: http(sharedRpc) }).dumpState();
    anvil = new Program('anvil', ['--port', '0', '--hardfork', 'prague', '--prune-history', '1000'], /Listening on (\S+)/);
    rpc = `http://${await anvil.found}`;
    const node = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpc) });
    await node.loadState({ state });
    await node.mine({ blocks: 5 });
    database = await createEmptyDatabase();
    follower = startIndexer();
    await follower.found;
    api = await Api.start(database.url);
  });

  after(async () => {
    await follower?.kill();
    await anvil?.kill();
    await api?.stop();
    await database?.drop();
  });

  test('holds what the chain holds, whatever was reorged, lost or killed between', async (context) => {
    const client = new AetherClient({ url: api.url });
    const node = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpc), pollingInterval: 20 }).extend(publicActions);
    // The key of anvil's account 6, which every installation of it has.
    const account = privateKeyToAccount('0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e');
    const wallet = createWalletClient({ account, chain: foundry, transport: http(rpc) }).extend(
      aetherActions(JSON.parse(readFileSync(manifestFile!, 'utf8'))),
    );
    const indexed = async (): Promise<string> => {
      const { _meta } = await client.query(HeadDocument, {});
      return _meta ? `${_meta.block.number}-${_meta.block.hash}` : '';
    };
    const head = async (): Promise<string> => {
      const { number, hash } = await node.getBlock();
      return `${number}-${hash}`;
    };
    const caughtUp = async (): Promise<void> => {
      for (let wait = 0; (await indexed()) !== (await head()); wait++) {
        assert.ok(wait < 1_500, `the index stands at ${await indexed()}, the chain at ${await head()}`);
        await sleep(20);
      }
    };
    await caughtUp();
    const start = await indexed();

    // The subscriber: blocks and their events, and nothing but what messages say.
    const held = new Map<number, { hash: string; events: string[] }>();
    let position = start;
    let [messages, retracts, reconnects] = [0, 0, 0];
    let connection = new AbortController();
    const done = new AbortController();
    const subscribing = (async () => {
      while (!done.signal.aborted) {
        connection = new AbortController();
        const either = AbortSignal.any([connection.signal, done.signal]);
        for await (const message of client.follow(OnEventsDocument, { after: position }, either)) {
          messages++;
          position = message.cursor;
          if (message.kind === 'RETRACT') {
            retracts++;
            for (const number of [...held.keys()].filter((number) => number >= Number(message.fromBlock))) held.delete(number);
            continue;
          }
          const number = Number(message.block.number);
          assert.ok(!held.has(number), `block ${number} came twice`);
          assert.ok(
            [...held.keys()].every((other) => other < number),
            `block ${number} came after a later one`,
          );
          held.set(number, {
            hash: message.block.hash,
            events: message.events.map((event) => `${event.logIndex} ${event.transactionHash} ${event.name}`),
          });
        }
        reconnects++;
      }
    })();

    let models = 0;
    // Each another one, also after a reorg dropped its like.
    const register = async () => {
      const hash = await wallet.aether.modelRegistry.write.register([0, toHex(++models, { size: 32 }), zeroHash, 1, 0, [], 'ipfs://model']);
      return node.waitForTransactionReceipt({ hash });
    };
    let reorgs = 0;
    context.after(() => done.abort());
    for (let round = 0; round < ROUNDS; round++) {
      for (let block = 1 + (round % 3); block > 0; block--) await register();
      if (round % 3 === 1) await caughtUp();
      if (round % 4 === 2) connection.abort();
      if (round % 10 === 5) {
        await follower.kill();
        follower = startIndexer();
      }
      if (round % 2 === 1) {
        await node.request({ method: 'anvil_reorg', params: [1 + (round % DEPTH_MAX), []] } as never);
        reorgs++;
      }
    }
    const last = await register();
    await caughtUp();
    for (let wait = 0; held.get(Number(last.blockNumber))?.hash !== last.blockHash; wait++) {
      assert.ok(wait < 500, `the last event never came: ${messages} messages, position ${position}`);
      await sleep(20);
    }
    done.abort();
    await subscribing;

    const logs = await node.getLogs({ fromBlock: BigInt(start.split('-')[0]!) + 1n });
    const chain = new Map<number, { hash: string; events: string[] }>();
    for (const log of logs) {
      const block = chain.get(Number(log.blockNumber)) ?? { hash: log.blockHash, events: [] };
      block.events.push(`${log.logIndex} ${log.transactionHash} ModelRegistered`);
      chain.set(Number(log.blockNumber), block);
    }
    assert.deepEqual([...held], [...chain]);
    assert.ok(retracts > 0 && reconnects > 1, `${retracts} retractions of ${reorgs} reorgs, ${reconnects} connections`);
  });
});
