// Compares what a chain manifest names with the build: code outside immutables, links to RequestRules, and whom each contract names.
import { existsSync, readFileSync } from 'node:fs';

const [manifestFile, url] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));

let id = 0;
async function rpc(method, params) {
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
  const answer = await response.json().catch(() => fail(`deploy: ${url} answers ${response.status}, and no JSON`));
  if (answer.error) fail(`deploy: ${method}: ${answer.error.message}`);
  return answer.result;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Runtime code of a build with its libraries' addresses filled in, and the places where immutables go. */
function built(name) {
  const path = `contracts/out/${name}.sol/${name}.json`;
  if (!existsSync(path)) return null;
  const { object, linkReferences = {}, immutableReferences = {} } = JSON.parse(readFileSync(path, 'utf8')).deployedBytecode;
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
];

const chainId = Number(await rpc('eth_chainId', []));
if (chainId !== manifest.chainId) fail(`deploy: ${url} serves chain ${chainId}; the manifest is of chain ${manifest.chainId}`);

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
if (differing.size > 0) fail(`deploy: not the build: ${[...differing].join(', ')}`);
process.stdout.write(`${Object.keys(manifest.contracts).length} contracts are the build's, and name each other\n`);
