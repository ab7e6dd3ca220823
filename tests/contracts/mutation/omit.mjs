#!/usr/bin/env node
// Leaves one equation, claim or absorbed message out of the verifier contracts at a time: the prover of the reference who profits is then
// taken, and by the whole contracts refused. See `scripts/mutate --help`.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, sourcesOf } from './compile.mjs';
import { BOUND_OTHERWISE, GUARDS, OMISSIONS } from './omissions.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const src = join(root, 'contracts/src');
const box = join(root, '.aether/omissions');
const only = process.argv[2];
const fail = (what) => {
  process.stderr.write(`omissions: ${what}\n`);
  process.exit(1);
};
const sourceOf = (file) => readFileSync(join(src, file), 'utf8');

/** Every guard and every absorb of the verifiers is left out above, or has its argument. */
function requireComplete() {
  const judged = 'ProofSteps Claims Functionals Mercury Transcript Scalars Curve Batches Frames Srs ValidityVerifier RegistrationVerifier';
  const removed = OMISSIONS.flatMap(([, edits]) => edits.map(([, from]) => from));
  for (const file of judged.split(' ').map((name) => `validity/${name}.sol`))
    for (const [index, line] of sourceOf(file).split('\n').entries()) {
      if (/^\s*(\/\/|error )/.test(line)) continue;
      const isGuard = /\brevert\b/.test(line);
      const isAbsorb =
        /Transcript\.absorb\w*\(|requireCanonical\(\w|hex"09/.test(line) &&
        !file.endsWith('Transcript.sol') &&
        !file.endsWith('Scalars.sol');
      if (!isGuard && !isAbsorb) continue;
      const named = [...removed, ...Object.keys(GUARDS)].some((part) => line.includes(part.split('\n')[0]));
      if (!named) fail(`${file}:${index + 1} is left out by no entry and has no argument: ${line.trim()}`);
    }
}

/** Sources with the edits in them. */
function edited(name, edits, contentHash) {
  const sources = {};
  for (const [file, from, to] of edits) {
    const source = sources[file] ?? sourceOf(file);
    const count = source.split(from).length - 1;
    if (count !== 1) fail(`${name}: stands ${count} times in ${file}: ${from}`);
    sources[file] = source.replace(from, () => to.replace('{contentHash}', contentHash));
  }
  return sources;
}

requireComplete();
mkdirSync(box, { recursive: true });
const casesFile = join(box, 'cases.json');
execFileSync('python3', ['tests/vectors/reference/proofs.py', '--omissions', '--out', casesFile], { cwd: root, stdio: 'inherit' });
const { cases } = JSON.parse(readFileSync(casesFile, 'utf8'));
const omissions = new Map(OMISSIONS);
for (const { name } of cases) if (!omissions.has(name)) fail(`the contracts leave out nothing for "${name}"`);
for (const name of omissions.keys()) if (!cases.some((one) => one.name === name)) fail(`the reference has no prover for "${name}"`);

const [rows, uncompiled] = [[], []];
for (const one of cases) {
  if (only && one.name !== only) continue;
  const target = one.kind === 'registration' || one.kind === 'leaf' ? 'RegistrationVerifier' : 'ValidityVerifier';
  const replaced = edited(one.name, omissions.get(one.name), one.contentHash);
  // What was compiled before is kept.
  const id = createHash('sha256')
    .update(JSON.stringify(sourcesOf(`validity/${target}.sol`, replaced)))
    .digest('hex')
    .slice(0, 16);
  const file = join(box, `${id}.hex`);
  if (!existsSync(file)) {
    const code = compile(`validity/${target}.sol`, replaced, 200, (why) => uncompiled.push(`${one.name} does not compile:\n${why}`));
    if (code === null) continue;
    writeFileSync(file, `0x${code.bytecode.object}`);
    process.stdout.write(`compiled without ${one.name}\n`);
  }
  rows.push(JSON.stringify({ ...one, code: file, bound: one.name in BOUND_OTHERWISE }));
}
if (uncompiled.length > 0) process.stderr.write(`${uncompiled.join('\n')}\n`);
writeFileSync(join(box, 'asked.jsonl'), `${rows.join('\n')}\n`);
const { status } = spawnSync('forge', ['test', '--match-contract', 'OmissionsTest', '-vv'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, AETHER_OMISSIONS: join(box, 'asked.jsonl') },
});
if (uncompiled.length > 0) fail(`${uncompiled.length} do not compile`);
if (status !== 0) fail('a verifier refused what it was weakened for, or the whole one took it');
for (const [name, why] of Object.entries(BOUND_OTHERWISE)) process.stdout.write(`survives: ${name}: ${why}\n`);
process.stdout.write(
  `omissions: ${rows.length} left out of the contracts, each with a prover who profits and whom the whole contracts refuse, but for ${rows.filter((row) => JSON.parse(row).bound).length} that something else binds\n`,
);
