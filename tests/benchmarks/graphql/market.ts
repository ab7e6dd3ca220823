// The chain that both sides index: models by the thousand, registered through the real contract.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFunctionData, type Abi, type Address, type Hex } from 'viem';

export interface Market {
  readonly models: number;
  readonly creators: readonly Address[];
  readonly registry: Address;
}

export async function rpc(url: string, calls: readonly (readonly [method: string, ...params: unknown[]])[]): Promise<any[]> {
  const body = JSON.stringify(calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params })));
  const answers = (await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as any[];
  return answers
    .sort((a, b) => a.id - b.id)
    .map((answer) => {
      if (answer.error) throw new Error(`${JSON.stringify(answer.error)}`);
      return answer.result;
    });
}

const ZERO = `0x${'0'.repeat(64)}` as Hex;
const PER_BLOCK = 250;

/** `each` models for each of anvil's ten accounts, all but the first with the first as their parent. */
export async function registerModels(root: string, url: string, manifest: string, each: number): Promise<Market> {
  const { contracts } = JSON.parse(readFileSync(manifest, 'utf8')) as { contracts: Record<string, Address> };
  const registry = contracts.ModelRegistry!;
  const file = JSON.parse(readFileSync(join(root, 'contracts', 'abi', 'ModelRegistry.json'), 'utf8')) as { abi?: Abi } | Abi;
  const abi = ('abi' in file ? file.abi : file) as Abi;
  const [creators] = (await rpc(url, [['eth_accounts']])) as [Address[]];
  await rpc(url, [
    ['evm_setAutomine', false],
    ['evm_setIntervalMining', 0],
    ['anvil_setBlockGasLimit', '0x3b9aca00'],
  ]);
  // Said, because calls of one batch run at once.
  const nonces = new Map(
    (
      await rpc(
        url,
        creators.map((from) => ['eth_getTransactionCount', from, 'latest'] as const),
      )
    ).map((count, i) => [creators[i]!, Number(count)]),
  );
  const nonce = (from: Address): Hex => {
    const next = nonces.get(from)!;
    nonces.set(from, next + 1);
    return `0x${next.toString(16)}`;
  };
  const send = (from: Address, contentHash: Hex, parent: Hex): [string, ...unknown[]] => [
    'eth_sendTransaction',
    {
      from,
      to: registry,
      nonce: nonce(from),
      gas: '0x61a80',
      data: encodeFunctionData({
        abi,
        functionName: 'register',
        args: [0, contentHash, parent, 1, 0, [], `ipfs://model/${contentHash.slice(-8)}`],
      }),
    },
  ];
  const hashOf = (creator: number, n: number): Hex => `0x${(creator * 1_000_000 + n + 1).toString(16).padStart(64, '0')}`;
  const roots = await rpc(
    url,
    creators.map((from, i) => send(from, hashOf(i, 0), ZERO)),
  );
  await rpc(url, [['evm_mine']]);
  const parents = (
    await rpc(
      url,
      roots.map((hash) => ['eth_getTransactionReceipt', hash] as const),
    )
  ).map((receipt) => receipt.logs[0].topics[1] as Hex);
  for (let n = 1; n < each; n += PER_BLOCK / creators.length) {
    const block = creators.flatMap((from, i) =>
      Array.from({ length: Math.min(PER_BLOCK / creators.length, each - n) }, (_, k) => send(from, hashOf(i, n + k), parents[i]!)),
    );
    await rpc(url, block);
    await rpc(url, [['evm_mine']]);
  }
  // Deep enough for whoever waits for depth before calling a block final.
  await rpc(url, [['anvil_mine', '0x80']]);
  return { models: creators.length * each, creators, registry };
}
