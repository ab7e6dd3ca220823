#!/usr/bin/env node
// Changes one thing in a contract, compiles that contract alone, puts it in place of the good one and runs the tests, which find it
// by its artifact. See `scripts/mutate --help`.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';
import { mutantsOf } from './mutants.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const src = 'contracts/src';
// Which built contract carries a source. Libraries are compiled into whoever uses them; the first user is enough.
const targets = {
  'JobMarket.sol': 'JobMarket.sol',
  'market/MarketState.sol': 'JobMarket.sol',
  'market/MarketClosing.sol': 'JobMarket.sol',
  'libraries/Payouts.sol': 'JobMarket.sol',
  'libraries/Payments.sol': 'JobMarket.sol',
  'types/Record.sol': 'JobMarket.sol',
  'libraries/RequestRules.sol': 'libraries/RequestRules.sol',
  'libraries/Signatures.sol': 'libraries/RequestRules.sol',
  'ExchangeBox.sol': 'ExchangeBox.sol',
  'libraries/Outputs.sol': 'ExchangeBox.sol',
  'libraries/Trees.sol': 'ExchangeBox.sol',
  'Vault.sol': 'Vault.sol',
  'ProviderRegistry.sol': 'ProviderRegistry.sol',
  'ModelRegistry.sol': 'ModelRegistry.sol',
  'VerifierRegistry.sol': 'VerifierRegistry.sol',
};
const runs200 = new Set(['JobMarket.sol', 'libraries/RequestRules.sol']);

const options = { count: 240, seed: 1, shard: 1, shards: 1, list: false };
for (const argument of process.argv.slice(2)) {
  const [name, value] = argument.split('=');
  if (name === '--list') options.list = true;
  else if (name === '--count') options.count = Number(value);
  else if (name === '--seed') options.seed = Number(value);
  else if (name === '--shard') [options.shard, options.shards] = value.split('/').map(Number);
  else {
    process.stderr.write(`mutate: "${argument}" is not known; see scripts/mutate --help\n`);
    process.exit(2);
  }
}

/** All mutants in an order that depends on the seed alone, so that shards and resumed runs agree. */
function plan() {
  const all = [];
  for (const file of Object.keys(targets))
    for (const mutant of mutantsOf(readFileSync(join(root, src, file), 'utf8'))) {
      const id = createHash('sha256').update(`${options.seed} ${file} ${mutant.source}`).digest('hex').slice(0, 12);
      all.push({ id, file, ...mutant });
    }
  all.sort((a, b) => (a.id < b.id ? -1 : 1));
  return all;
}

const mutants = plan();
if (options.list) {
  for (const m of mutants) process.stdout.write(`${m.id} ${m.file}:${m.line} ${m.kind}: ${m.from} -> ${m.to || '(nothing)'}\n`);
  process.stdout.write(`${mutants.length} mutants\n`);
  process.exit(0);
}

const box = join(root, '.aether/mutate', `shard-${options.shard}-of-${options.shards}`);
const logFile = join(root, '.aether/mutate', `seed-${options.seed}-shard-${options.shard}-of-${options.shards}.jsonl`);
mkdirSync(dirname(logFile), { recursive: true });
const done = new Map();
if (existsSync(logFile))
  for (const line of readFileSync(logFile, 'utf8').split('\n').filter(Boolean)) {
    const entry = JSON.parse(line);
    done.set(entry.id, entry);
  }

/** A copy of what forge needs, built once: the tests are never compiled again. */
function prepare() {
  rmSync(box, { recursive: true, force: true });
  mkdirSync(join(box, 'tests'), { recursive: true });
  for (const part of ['contracts', 'tests/contracts', 'tests/vectors', 'foundry.toml', 'deployments'])
    if (existsSync(join(root, part))) cpSync(join(root, part), join(box, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, 'node_modules'), join(box, 'node_modules'));
  execFileSync('forge', ['build'], { cwd: box, stdio: 'inherit' });
}

const artifactOf = (target) => {
  const file = target.split('/').pop();
  return join(box, 'contracts/out', file, file.replace('.sol', '.json'));
};

function place(target, code) {
  const artifact = JSON.parse(readFileSync(artifactOf(target), 'utf8'));
  artifact.bytecode.object = `0x${code.bytecode.object}`;
  artifact.deployedBytecode.object = `0x${code.deployedBytecode.object}`;
  writeFileSync(artifactOf(target), JSON.stringify(artifact));
}

/** Whether the tests notice. Gas, size and the comparison of bytecode would notice everything, so they do not count. */
function isKilled() {
  const env = { ...process.env, FOUNDRY_FUZZ_RUNS: '48', FOUNDRY_INVARIANT_RUNS: '12', FOUNDRY_INVARIANT_DEPTH: '64' };
  const forge = (...more) =>
    spawnSync('forge', ['test', '--fail-fast', '--no-match-test', '(size|Size|bytecode|Bytecode|M53)', ...more], {
      cwd: box,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  // The quick ones first; the campaigns only for those that live through them.
  let result = forge('--no-match-contract', '(Gas|Deploy|Invariant|Walk)');
  if (result.status === 0) result = forge('--match-contract', '(Invariant|Walk)');
  if (result.status === 0) return { killed: false, killer: '' };
  // Only a test that failed kills. A forge that was stopped, or that fell over for another reason, is no verdict.
  const killer = /\[FAIL[^\n]*\]\s+(\w+)/.exec(result.stdout)?.[1];
  if (!killer) throw new Error(`forge ended without a failing test (${result.signal ?? result.status}): ${result.stderr.slice(0, 400)}`);
  return { killed: true, killer };
}

prepare();
{
  const before = isKilled();
  if (before.killed) {
    process.stderr.write(`mutate: the tests fail on the unchanged contracts (${before.killer}); mend that first\n`);
    process.exit(1);
  }
}
const mine = mutants.filter((_, index) => index % options.shards === options.shard - 1);
const wanted = Math.ceil(options.count / options.shards);
let [killed, tried] = [0, 0];
for (const mutant of mine) {
  if (tried >= wanted) break;
  let entry = done.get(mutant.id);
  if (!entry) {
    const target = targets[mutant.file];
    const good = readFileSync(artifactOf(target), 'utf8');
    const code = compile(target, { [mutant.file]: mutant.source }, runs200.has(target) ? 200 : 1_000_000);
    entry = { id: mutant.id, file: mutant.file, line: mutant.line, kind: mutant.kind, from: mutant.from, to: mutant.to };
    if (code === null || `0x${code.bytecode.object}` === JSON.parse(good).bytecode.object) {
      // Refused by the compiler, or the same code: no mutant at all.
      entry.verdict = code === null ? 'invalid' : 'equivalent';
    } else {
      place(target, code);
      const { killed: isDead, killer } = isKilled();
      entry.verdict = isDead ? 'killed' : 'survived';
      entry.killer = killer;
      writeFileSync(artifactOf(target), good);
    }
    appendFileSync(logFile, `${JSON.stringify(entry)}\n`);
  }
  if (entry.verdict === 'invalid' || entry.verdict === 'equivalent') continue;
  tried++;
  if (entry.verdict === 'killed') killed++;
  else
    process.stdout.write(`survived ${entry.id} ${entry.file}:${entry.line} ${entry.kind}: ${entry.from} -> ${entry.to || '(nothing)'}\n`);
  if (tried % 10 === 0) process.stdout.write(`${tried}/${wanted}: ${killed} killed\n`);
}
const percent = tried === 0 ? 0 : (100 * killed) / tried;
process.stdout.write(
  `mutate: ${killed} of ${tried} killed (${percent.toFixed(1)} %), seed ${options.seed}, shard ${options.shard}/${options.shards}\n`,
);
process.exit(tried > 0 && percent >= 95 ? 0 : 1);
