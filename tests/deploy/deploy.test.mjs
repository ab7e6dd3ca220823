// scripts/deploy against real nodes: what it deploys, what it refuses before it sends anything, and what its --verify notices.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'aether-deploy-'));
const manifestFile = join(folder, 'manifest.json');
// Anvil's first account: a key everybody knows.
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const blocksBefore = 420;
const nodes = [];
let node;

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function startNode(...options) {
  const port = await freePort();
  const anvil = ['TERM', 'bash', '-c', '. scripts/lib/env.sh; exec anvil "$@"', 'anvil', '--port', String(port), '--silent', ...options];
  const child = spawn(join(root, 'scripts/lib/guard'), anvil, { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  nodes.push(child);
  const url = `http://127.0.0.1:${port}`;
  const rpc = async (method, ...params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  };
  for (let tries = 0; ; ++tries) {
    try {
      await rpc('eth_chainId');
      return { url, rpc };
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

/** Runs scripts/deploy. Nothing of this process's own Aether settings reaches it. */
function deploy(options, settings = { AETHER_DEPLOYER_KEY: key }) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AETHER_')));
  return new Promise((done) => {
    const child = spawn(join(root, 'scripts/deploy'), options, { cwd: folder, env: { ...inherited, ...settings } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

const verify = (url = node.url, file = manifestFile) => deploy(['--verify', file, '--rpc-url', url], {});
const contracts = () => JSON.parse(readFileSync(manifestFile, 'utf8')).contracts;

/** Runs `body` with other code at a contract's address, and puts the code back. */
async function withCode(name, change, body) {
  const address = contracts()[name];
  const code = await node.rpc('eth_getCode', address, 'latest');
  const changed = change(code);
  assert.notEqual(changed, code, 'the change changes something');
  await node.rpc('anvil_setCode', address, changed);
  try {
    await body();
  } finally {
    await node.rpc('anvil_setCode', address, code);
  }
}

before(async () => {
  node = await startNode();
  await node.rpc('anvil_mine', `0x${blocksBefore.toString(16)}`);
});

after(() => {
  // The guard ends what it guards when its input does.
  for (const child of nodes) child.stdin.end();
  rmSync(folder, { recursive: true });
});

test('--help explains, and an unknown option is refused', async () => {
  const help = await deploy(['--help'], {});
  assert.equal(help.code, 0);
  assert.match(help.stdout, /usage: scripts\/deploy/);
  assert.equal((await deploy(['--bogus'], {})).code, 2);
  assert.equal((await deploy([], {})).code, 2);
  assert.equal((await deploy(['--rpc-url'], {})).code, 2);
});

test('a node without cancun is refused before anything is sent', async () => {
  const old = await startNode('--hardfork', 'shanghai');
  const run = await deploy(['--rpc-url', old.url, '--manifest', manifestFile]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /does not run cancun's instructions/);
  assert.equal(await old.rpc('eth_blockNumber'), '0x0');
});

test('what a real chain needs is named, all of it, before anything is sent', async () => {
  const run = await deploy(['--rpc-url', node.url, '--config', 'stratis']);
  assert.equal(run.code, 1);
  for (const name of ['AETHER_PROPOSERS', 'AETHER_GUARDIAN', 'AETHER_STAKE_MIN', 'AETHER_TOKENS'])
    assert.match(run.stderr, new RegExp(`needs ${name}: `));
  const unsigned = await deploy(['--rpc-url', node.url], {});
  assert.equal(unsigned.code, 1);
  assert.match(unsigned.stderr, /who signs\?/);
  const unknown = await deploy(['--rpc-url', node.url, '--config', 'atlantis']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /there is no contracts\/script\/config\/atlantis\.json/);
});

test('the configuration of another chain is refused', async () => {
  const roles = {
    AETHER_PROPOSERS: '0x0000000000000000000000000000000000000001',
    AETHER_GUARDIAN: '0x0000000000000000000000000000000000000002',
  };
  const run = await deploy(['--rpc-url', node.url, '--config', 'op-mainnet'], { AETHER_DEPLOYER_KEY: key, ...roles });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /OtherChain/);
});

test('deploys, writes the manifest, and is the build', async () => {
  const run = await deploy(['--rpc-url', node.url, '--manifest', manifestFile]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stdout.trim(), manifestFile);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  assert.equal(manifest.startBlock, blocksBefore, 'asked of the node');
  const verified = await verify();
  assert.equal(verified.code, 0, verified.stderr);
  assert.match(verified.stdout, /19 contracts are the build's, created as this build creates them, and name each other/);
  assert.match(verified.stdout, /reads {4}guardian 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\n/);
});

test('a second run finds everything in place', async () => {
  const written = readFileSync(manifestFile, 'utf8');
  const block = await node.rpc('eth_blockNumber');
  const run = await deploy(['--rpc-url', node.url, '--manifest', manifestFile]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(readFileSync(manifestFile, 'utf8'), written);
  assert.equal(await node.rpc('eth_blockNumber'), block);
});

for (const name of ['Vault', 'JobMarket', 'RequestRules', 'Lens'])
  test(`one changed byte of ${name} is noticed`, () => {
    const flip = (code) => {
      const at = code.length - 9;
      return code.slice(0, at) + (code[at] === '0' ? '1' : '0') + code.slice(at + 1);
    };
    return withCode(name, flip, async () => {
      const run = await verify();
      assert.equal(run.code, 1);
      assert.match(run.stderr, new RegExp(`not the build: ${name}\n`));
      assert.match(run.stdout, new RegExp(`differs  ${name} 0x`));
    });
  });

test('a longer code and a missing one are noticed', async () => {
  await withCode(
    'ModelRegistry',
    (code) => `${code}00`,
    async () => assert.match((await verify()).stderr, /not the build: ModelRegistry\n/),
  );
  await withCode(
    'ModelRegistry',
    () => '0x',
    async () => assert.match((await verify()).stdout, /differs  ModelRegistry .*: there is no code/),
  );
});

test('a link to another library is noticed', async () => {
  const rules = contracts().RequestRules.slice(2);
  const elsewhere = contracts().Vault.slice(2);
  await withCode(
    'JobMarket',
    (code) => code.replace(rules, elsewhere),
    async () => assert.match((await verify()).stderr, /not the build: JobMarket\n/),
  );
});

test('right code with a wrong immutable is noticed', async () => {
  const vault = contracts().Vault.slice(2);
  const elsewhere = contracts().Lens.slice(2);
  await withCode(
    'FeeCollector',
    (code) => code.replaceAll(vault, elsewhere),
    async () => {
      const run = await verify();
      assert.equal(run.code, 1);
      assert.match(run.stdout, /differs  FeeCollector: its vault is 0x/);
      assert.match(run.stderr, /not the build: FeeCollector\n/);
    },
  );
});

test('a manifest of another chain, or of no contract of ours, is refused', async () => {
  const written = readFileSync(manifestFile, 'utf8');
  const other = JSON.parse(written);
  writeFileSync(manifestFile, JSON.stringify({ ...other, chainId: 10 }));
  assert.match((await verify()).stderr, /serves chain 31337; the manifest is of chain 10/);
  writeFileSync(manifestFile, JSON.stringify({ ...other, contracts: { ...other.contracts, Bank: other.contracts.Vault } }));
  assert.match((await verify()).stderr, /not the build: Bank\n/);
  writeFileSync(manifestFile, written);
  assert.match((await verify('http://127.0.0.1:1')).stderr, /no answer from/);
  assert.match((await deploy(['--verify', join(folder, 'absent.json'), '--rpc-url', node.url], {})).stderr, /there is no manifest/);
});

// What follows is what a deployer could try who means to steal: right code in every place, and something else in storage.
const thief = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const thiefKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const word = (value) => BigInt(value).toString(16).padStart(64, '0');
const built = (name) => JSON.parse(readFileSync(join(root, `contracts/out/${name}.sol/${name}.json`), 'utf8')).bytecode.object.slice(2);

/** The Deployer, and the salt of each contract by its address, from the events of the honest deployment. */
async function salts() {
  const topics = ['0xfa86dcef4390d6a0f7edde563410fc44e4c2d382b4c6699cce5ebc4071abcc95'];
  const logs = await node.rpc('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest', topics });
  return { deployer: logs[0].address, saltOf: new Map(logs.map((log) => [`0x${log.data.slice(26)}`, log.topics[2].slice(2)])) };
}

/** Puts `creation` where the thief's own deployment will look for the contract, which his run of scripts/deploy then leaves alone. */
async function place(name, creation) {
  const { deployer, saltOf } = await salts();
  const addressOf = async (address) => {
    const data = `0xe99718d8${word(thief)}${saltOf.get(address)}`;
    return `0x${(await node.rpc('eth_call', { to: deployer, data }, 'latest')).slice(26)}`;
  };
  const code = await creation(addressOf);
  const input = `0xcdcb760a${saltOf.get(contracts()[name])}${word(64)}${word(code.length / 2)}${code}`;
  await node.rpc('eth_sendTransaction', { from: thief, to: deployer, data: input, gas: '0x989680' });
}

async function vaultArguments(addressOf, more) {
  const { ProviderRegistry, JobMarket, ExchangeBox } = contracts();
  const modules = [await addressOf(ProviderRegistry), await addressOf(JobMarket), await addressOf(ExchangeBox), ...more];
  const [{ address }] = JSON.parse(readFileSync(manifestFile, 'utf8')).tokens;
  const words = [thief, 96, 96 + 32 * (1 + modules.length), modules.length, ...modules, 1, await addressOf(address)];
  return words.map(word).join('');
}

async function verifyThief() {
  const file = join(folder, 'thief.json');
  const run = await deploy(['--rpc-url', node.url, '--manifest', file], { AETHER_DEPLOYER_KEY: thiefKey });
  assert.equal(run.code, 0, run.stderr);
  const stolen = JSON.parse(readFileSync(file, 'utf8'));
  assert.notEqual(stolen.contracts.Vault, contracts().Vault);
  return verify(node.url, file);
}

/** Runs `body`, and forgets what it sent. */
async function undone(body) {
  const snapshot = await node.rpc('evm_snapshot');
  try {
    await body();
  } finally {
    await node.rpc('evm_revert', snapshot);
  }
}

test('a genesis module too many is noticed', () =>
  undone(async () => {
    await place('Vault', async (addressOf) => built('Vault') + (await vaultArguments(addressOf, [thief])));
    const run = await verifyThief();
    assert.equal(run.code, 1);
    assert.match(run.stdout, /same {5}Vault/, 'its code shows nothing');
    assert.match(run.stdout, new RegExp(`differs {2}Vault: its genesis modules are .*${thief}\n`));
    assert.match(run.stderr, /not the build: Vault\n/);
  }));

test("a constructor that is not the build's is noticed", () =>
  undone(async () => {
    // sstore(0, 1), and then the code of the true one: PUSH1 1, PUSH0, SSTORE; CODECOPY of what follows, RETURN.
    const runtime = (await node.rpc('eth_getCode', contracts().ModelRegistry, 'latest')).slice(2);
    const size = (runtime.length / 2).toString(16).padStart(4, '0');
    await place('ModelRegistry', async () => `60015f5561${size}60105f3961${size}5ff3${runtime}`);
    const run = await verifyThief();
    assert.equal(run.code, 1);
    assert.match(run.stdout, /same {5}ModelRegistry/, 'its code shows nothing');
    assert.match(run.stdout, /differs {2}ModelRegistry: 0x[0-9a-f]{64} created it by another constructor\n/);
  }));

test('a manifest that leaves out a contract, or gives other numbers, is refused', async () => {
  const written = readFileSync(manifestFile, 'utf8');
  const file = join(folder, 'bent.json');
  const bent = async (change) => {
    const manifest = JSON.parse(written);
    change(manifest);
    writeFileSync(file, JSON.stringify(manifest));
    return verify(node.url, file);
  };
  assert.match((await bent(({ contracts }) => delete contracts.Vault)).stderr, /does not name Vault\n/);
  assert.match(
    (await bent((manifest) => (manifest.minDisputeSecs = 7))).stdout,
    /differs {2}JobMarket: its disputeSecsMin is 6, the manifest's 7\n/,
  );
  assert.match((await bent((manifest) => (manifest.tokens = []))).stderr, /not the build: ProviderRegistry, Vault\n/);
  assert.match((await bent((manifest) => (manifest.startBlock = 1e6))).stdout, /differs {2}Vault: no event of the Deployer/);
});
