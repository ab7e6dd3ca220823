// Compares what a chain manifest names with the build: code outside immutables, links to RequestRules, whom each contract names, and the
// call that created each. Code alone says nothing of what a constructor left in storage: a module nobody announced, a balance nobody paid in.
import { existsSync, readFileSync } from 'node:fs';

const [manifestFile, url, deployer] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));

let id = 0;
async function rpc(method, params) {
  const answer = await ask(method, params);
  if (answer.error) fail(`deploy: ${method}: ${answer.error.message}`);
  return answer.result;
}

async function ask(method, params) {
  let response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    fail(`deploy: no answer from ${url}: ${error.cause?.message ?? error.message}`);
  }
  return response.json().catch(() => fail(`deploy: ${url} answers ${response.status}, and no JSON`));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Code of a build with its libraries' addresses filled in, and the places where immutables go. */
function built(name, part = 'deployedBytecode') {
  const path = `contracts/out/${name}.sol/${name}.json`;
  if (!existsSync(path)) return null;
  const { object, linkReferences = {}, immutableReferences = {} } = JSON.parse(readFileSync(path, 'utf8'))[part];
  let hex = object.slice(2);
  for (const libraries of Object.values(linkReferences))
    for (const [library, places] of Object.entries(libraries)) {
      const address = manifest.contracts[library];
      if (!address) fail(`deploy: ${name} is linked to ${library}, which the manifest does not name`);
      for (const { start, length } of places)
        hex = hex.slice(0, 2 * start) + address.slice(2).toLowerCase() + hex.slice(2 * (start + length));
    }
  return { code: Buffer.from(hex, 'hex'), immutables: Object.values(immutableReferences).flat() };
}

/** What differs, in words; null if nothing does. */
async function difference(name, address) {
  const build = built(name);
  if (!build) return 'the build has no such contract';
  const code = Buffer.from((await rpc('eth_getCode', [address, 'latest'])).slice(2), 'hex');
  if (code.length === 0) return 'there is no code';
  if (code.length !== build.code.length) return `${code.length} bytes on chain, ${build.code.length} in the build`;
  for (const { start, length } of build.immutables) code.fill(0, start, start + length);
  const at = code.findIndex((byte, index) => byte !== build.code[index]);
  return at < 0
    ? null
    : `byte ${at} is 0x${code[at].toString(16).padStart(2, '0')} on chain, 0x${build.code[at].toString(16).padStart(2, '0')} in the build`;
}

// Immutables are masked above, and right code that names a wrong Vault would be as bad as wrong code. The answer of the first to the
// second (a view without arguments, by its selector) must be the third; the Timelock is asked for where the manifest has one.
const views = {
  vault: '0xfbfa77cf',
  providers: '0xf8401fe6',
  models: '0x9986df2c',
  verifiers: '0x26779776',
  exchangeBox: '0x06d18cbd',
  feeAccount: '0x65e17c9d',
  timelock: '0xd33219b4',
  governor: '0x0c340a24',
  market: '0x80f55605',
  PROVIDERS: '0x468f3e93',
  GRAPH_CHECKER: '0x3727ef9a',
  PLAN_BUILDER: '0x8c700f6d',
  REGISTRATION_VERIFIER: '0xdb0e90bd',
  REGISTRY: '0x06433b1b',
  MARKET: '0xf46f16c2',
  VERIFIER: '0x08c84e70',
};
const wiring = [
  ['Vault', 'governor', 'Timelock'],
  ['ProviderRegistry', 'vault', 'Vault'],
  ['VerifierRegistry', 'timelock', 'Timelock'],
  ['JobMarket', 'vault', 'Vault'],
  ['JobMarket', 'providers', 'ProviderRegistry'],
  ['JobMarket', 'models', 'ModelRegistry'],
  ['JobMarket', 'verifiers', 'VerifierRegistry'],
  ['JobMarket', 'exchangeBox', 'ExchangeBox'],
  ['JobMarket', 'feeAccount', 'FeeCollector'],
  ['JobMarket', 'timelock', 'Timelock'],
  ['ExchangeBox', 'vault', 'Vault'],
  ['ExchangeBox', 'market', 'JobMarket'],
  ['ExchangeBox', 'providers', 'ProviderRegistry'],
  ['FeeCollector', 'vault', 'Vault'],
  ['FeeCollector', 'timelock', 'Timelock'],
  ['CooperativeVerifier', 'market', 'JobMarket'],
  ['Reputation', 'market', 'JobMarket'],
  ['ReputationAdapter', 'market', 'JobMarket'],
  ['Lens', 'market', 'JobMarket'],
  ['ValidityRegistry', 'PROVIDERS', 'ProviderRegistry'],
  ['ValidityRegistry', 'GRAPH_CHECKER', 'GraphChecker'],
  ['ValidityRegistry', 'PLAN_BUILDER', 'PlanBuilder'],
  ['ValidityRegistry', 'REGISTRATION_VERIFIER', 'RegistrationVerifier'],
  ['ValidityVerifier', 'REGISTRY', 'ValidityRegistry'],
  ['BatchSettlement', 'MARKET', 'JobMarket'],
  ['BatchSettlement', 'VERIFIER', 'ValidityVerifier'],
];

// What no deployment is without. The Timelock too, but for the local chain.
const core = ['Vault', 'ProviderRegistry', 'ModelRegistry', 'VerifierRegistry', 'JobMarket', 'ExchangeBox', 'FeeCollector', 'RequestRules'];
const LOCAL_CHAIN_ID = 31337;
const DEPLOYED = '0xfa86dcef4390d6a0f7edde563410fc44e4c2d382b4c6699cce5ebc4071abcc95'; // Deployed(address,bytes32,address)
const DEPLOY = '0xcdcb760a'; // deploy(bytes32,bytes)

/** The transaction that created each contract: contracts of one Deployer are created once, and it says so in an event. */
async function creations(addresses) {
  const found = new Map();
  const last = Number(await rpc('eth_blockNumber', []));
  let span = last + 1;
  for (let from = manifest.startBlock; from <= last && found.size < addresses.length;) {
    const to = Math.min(from + span - 1, last);
    const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    const { result, error } = await ask('eth_getLogs', [{ ...range, address: deployer, topics: [DEPLOYED] }]);
    // Nodes limit the range each in its own way; a single block is never too many.
    if (error && from === to) fail(`deploy: eth_getLogs: ${error.message}`);
    if (error) {
      span = Math.ceil((to - from + 1) / 2);
      continue;
    }
    for (const log of result) {
      const address = `0x${log.data.slice(26)}`.toLowerCase();
      if (addresses.includes(address)) found.set(address, log.transactionHash);
    }
    from = to + 1;
  }
  return found;
}

/** The constructor's arguments, 32-byte words in hex; a string says why they cannot be trusted. */
async function creationArguments(name, transactionHash) {
  if (!transactionHash) return `no event of the Deployer at ${deployer} since block ${manifest.startBlock} says who created it`;
  const { to, input } =
    (await rpc('eth_getTransactionByHash', [transactionHash])) ?? fail(`deploy: ${url} has forgotten ${transactionHash}`);
  if (to?.toLowerCase() !== deployer || !input.startsWith(DEPLOY))
    return `${transactionHash} created it, and is no plain call of the Deployer`;
  // deploy(salt, initCode): salt, offset, length, code.
  const call = Buffer.from(input.slice(DEPLOY.length), 'hex');
  const offset = Number(BigInt(`0x${call.toString('hex', 32, 64)}`));
  const length = Number(BigInt(`0x${call.toString('hex', offset, offset + 32)}`));
  const given = call.subarray(offset + 32, offset + 32 + length);
  const { code } = built(name, 'bytecode');
  if (given.length < code.length || !given.subarray(0, code.length).equals(code))
    return `${transactionHash} created it by another constructor`;
  return given.subarray(code.length).toString('hex').match(/.{64}/g) ?? [];
}

const toAddress = (word) => `0x${word.slice(24)}`;
const toNumber = (word) => Number(BigInt(`0x${word}`));

/** The list behind the offset in the argument at `index`, each entry `width` words. */
function list(words, index, width = 1) {
  const at = toNumber(words[index]) / 32;
  return Array.from({ length: toNumber(words[at]) }, (_, i) => words.slice(at + 1 + i * width, at + 1 + (i + 1) * width));
}

/** What a constructor wrote into storage must be what the manifest shows; null if it is. */
const checks = {
  Vault(words) {
    const modules = list(words, 1).map(([word]) => toAddress(word));
    const tokens = list(words, 2).map(([word]) => toAddress(word));
    const { ProviderRegistry, JobMarket, ExchangeBox } = manifest.contracts;
    if (!same(modules, [ProviderRegistry, JobMarket, ExchangeBox])) return `its genesis modules are ${modules.join(', ')}`;
    const expected = manifest.tokens.map(({ address }) => address);
    return same(tokens, expected) ? null : `its first tokens are ${tokens.join(', ')}, the manifest's ${expected.join(', ')}`;
  },
  VerifierRegistry(words) {
    const genesis = list(words, 2, 2).map(([verifier, tier]) => `${toAddress(verifier)} for tier ${toNumber(tier)}`);
    const { CooperativeVerifier, TestOptimisticVerifier, ValidityVerifier } = manifest.contracts;
    const expected = [`${CooperativeVerifier} for tier 0`];
    if (chainId === LOCAL_CHAIN_ID && TestOptimisticVerifier) expected.push(`${TestOptimisticVerifier} for tier 1`);
    if (ValidityVerifier) expected.push(`${ValidityVerifier} for tier 2`);
    return same(genesis, expected) ? null : `its first verifiers are ${genesis.join(', ')}`;
  },
};

function same(given, expected) {
  return given.length === expected.length && given.every((entry, i) => entry.toLowerCase() === expected[i]?.toLowerCase());
}

/** What people decided, for people to read. */
async function printDecisions(timelockWords) {
  const read = (name, data) => rpc('eth_call', [{ to: manifest.contracts[name], data }, 'latest']);
  const print = (text) => process.stdout.write(`${text}\n`);
  const names = (words) => words.map(([word]) => (/^0+$/.test(word) ? 'everybody' : toAddress(word))).join(', ');
  print(`reads    guardian ${toAddress((await read('JobMarket', '0x452a9320')).slice(2))}`);
  print(`reads    least stake ${BigInt(await read('ProviderRegistry', '0x59a253f3'))} of ${manifest.tokens[0]?.symbol}`);
  if (!timelockWords) return print(`reads    no Timelock: ${toAddress((await read('Vault', '0x0c340a24')).slice(2))} governs`);
  const [delay, proposers, executors] = [toNumber(timelockWords[0]), names(list(timelockWords, 1)), names(list(timelockWords, 2))];
  print(`reads    Timelock created with ${delay} s, proposers ${proposers}, executors ${executors}`);
}

const chainId = Number(await rpc('eth_chainId', []));
if (chainId !== manifest.chainId) fail(`deploy: ${url} serves chain ${chainId}; the manifest is of chain ${manifest.chainId}`);

const absent = (chainId === LOCAL_CHAIN_ID ? core : [...core, 'Timelock']).filter((name) => !manifest.contracts[name]);
if (absent.length > 0) fail(`deploy: ${manifestFile} does not name ${absent.join(', ')}`);

const differing = new Set();
for (const [name, address] of Object.entries(manifest.contracts)) {
  const what = await difference(name, address);
  if (what) differing.add(name);
  process.stdout.write(`${what ? 'differs' : 'same   '}  ${name} ${address}${what ? `: ${what}` : ''}\n`);
}
for (const [name, view, target] of wiring) {
  const expected = manifest.contracts[target];
  if (!expected || !manifest.contracts[name] || differing.has(name)) continue;
  const answer = `0x${(await rpc('eth_call', [{ to: manifest.contracts[name], data: views[view] }, 'latest'])).slice(26)}`;
  if (answer === expected.toLowerCase()) continue;
  differing.add(name);
  process.stdout.write(`differs  ${name}: its ${view} is ${answer}, the manifest's ${target} is ${expected}\n`);
}

// The same of values that the manifest gives as numbers, and that contracts of one role agree on.
const equal = [
  ['JobMarket', 'graceSecs', '0xf663f2a5', BigInt(manifest.graceSecs)],
  ['JobMarket', 'disputeSecsMin', '0x4d09ffa8', BigInt(manifest.minDisputeSecs)],
  ['ProviderRegistry', 'stakeToken', '0x51ed6a30', BigInt(manifest.tokens[0]?.address ?? 0)],
];
for (const [name, view, data, expected] of equal) {
  if (differing.has(name)) continue;
  const answer = BigInt(await rpc('eth_call', [{ to: manifest.contracts[name], data }, 'latest']));
  if (answer === expected) continue;
  differing.add(name);
  process.stdout.write(`differs  ${name}: its ${view} is ${answer}, the manifest's ${expected}\n`);
}

// RequestRules has no constructor and no storage, nor has the Deployer: their code is all there is of them.
const unlike = await difference('Deployer', deployer);
if (unlike) fail(`deploy: the Deployer at ${deployer}: ${unlike}`);
const created = Object.entries(manifest.contracts).filter(([name]) => name !== 'RequestRules' && !differing.has(name));
const hashes = await creations(created.map(([, address]) => address.toLowerCase()));
let timelockWords;
for (const [name, address] of created) {
  const words = await creationArguments(name, hashes.get(address.toLowerCase()));
  const what = typeof words === 'string' ? words : checks[name]?.(words);
  if (name === 'Timelock' && !what) timelockWords = words;
  if (!what) continue;
  differing.add(name);
  process.stdout.write(`differs  ${name}: ${what}\n`);
}
if (differing.size > 0) fail(`deploy: not the build: ${[...differing].join(', ')}`);
await printDecisions(timelockWords);
process.stdout.write(
  `${Object.keys(manifest.contracts).length} contracts are the build's, created as this build creates them, and name each other\n`,
);
