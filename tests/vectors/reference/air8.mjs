// Computes tests/vectors/air8.json from prover/AIR8.md, independently of the C# that reads it. Node 20 or newer, no packages.
//   node tests/vectors/reference/air8.mjs           writes the file
//   node tests/vectors/reference/air8.mjs --check   recomputes everything and fails if the file differs
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import {
  activationRoot,
  hex,
  inferenceCommitment,
  inputCommit,
  keyHash,
  outputCommit,
  outputSalt,
  stateRoot,
  tablesRoot,
  traceRoot,
  traceSalt,
  unhex,
  weightsRoot,
  contentHash,
} from './air8/hash.mjs';
import { badFiles } from './air8/bad.mjs';
import { build, numbers, pattern, spread } from './air8/build.mjs';
import { load } from './air8/check.mjs';
import { Refused, biasDigits, product, u32 } from './air8/format.mjs';
import { MODELS } from './air8/models.mjs';
import { encode, isInput, requantise, run } from './air8/run.mjs';
import { keccak256 } from './air8/keccak.mjs';

const file = new URL('../air8.json', import.meta.url);
const images = new URL('../digits/', import.meta.url);
const digitsModel = new URL('../../../models/digits.air8', import.meta.url);

const counted = (name) => keccak256(Buffer.from(`aether air8 vectors ${name}`));
function keccakCases() {
  return [0, 1, 31, 32, 64, 65, 135, 136, 137, 257, 272, 1000].map((count) => {
    const message = pattern(count, count);
    return { message: hex(message), hash: hex(keccak256(message)) };
  });
}

function treeCases() {
  const cases = [
    ['one leaf, full', 1, [256, 1, 1, 1]],
    ['one leaf, filled up', 1, [16, 2, 1, 1]],
    ['one element', 1, [1, 1, 1, 1]],
    ['two leaves', 1, [512, 1, 1, 1]],
    ['four leaves of a padded frame', 1, [10, 7, 7, 1]],
    ['many leaves', 1, [128, 16, 16, 2]],
    ['same bytes, other shape', 1, [16, 16, 1, 1]],
    ['same bytes, other axis', 1, [16, 1, 16, 1]],
    ['uint16', 2, [3, 5, 1, 1]],
    ['uint16, three leaves of a frame of four', 2, [128, 3, 1, 1]],
  ];
  return cases.map(([name, type, live], seed) => {
    const count = live.reduce((a, b) => a * b, 1);
    const same = name.startsWith('same') || name.startsWith('one leaf, full');
    const codes = [...pattern(count, same ? 0 : seed)];
    const values = type === 1 ? codes.map((code) => code - 128) : codes.map((code, i) => (code * 257 + i) % 65536);
    const bytes = encode(type, live, values);
    return { name, type, live, seed: same ? 0 : seed, bytesHash: hex(keccak256(bytes)), root: hex(activationRoot(type, live, bytes)) };
  });
}

/** Columns may have any number of leaves: here numbers that are no powers of two. */
function columnCases() {
  return [0, 1, 32, 48, 256, 257, 768, 1280, 2816, 70000].map((count) => {
    const bytes = pattern(count, count);
    return { count, weightsRoot: hex(weightsRoot(bytes)), tablesRoot: hex(tablesRoot(bytes)) };
  });
}

function requantiseCases() {
  const samples = new Set([0, -1, 1]);
  for (let log = 1; log <= 20; log++)
    for (const near of [-1, 0, 1]) for (const sign of [-1, 1]) samples.add(sign * Math.min(2 ** 20, Math.max(0, 2 ** log + near)));
  for (let i = 0; i < 64; i++) samples.add(((i * i * 7919 + i * 104729) % 2097153) - 1048576);
  const accumulators = [...samples].map((value) => value + 0).sort((a, b) => a - b);
  const rows = Array.from({ length: 17 }, (_, shift) => ({ shift, values: accumulators.map((acc) => requantise(acc, shift)) }));
  // Every 127th accumulator of the range, as big-endian int16, hashed: one line stands for 16,514 results.
  const step = 127;
  for (const row of rows) {
    const bytes = [];
    for (let acc = -(2 ** 20); acc <= 2 ** 20; acc += step) {
      const value = requantise(acc, row.shift) & 0xffff;
      bytes.push(value >> 8, value & 0xff);
    }
    row.rangeHash = hex(keccak256(Buffer.from(bytes)));
  }
  return { accumulators, rangeFrom: -(2 ** 20), rangeTo: 2 ** 20, rangeStep: step, rows };
}

function biasCases() {
  const limit = 2 ** 27 - 2 ** 21;
  return [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, -8192, 1000000, -1000000, 99999999, limit - 1, 1 - limit].map((bias) => ({
    bias,
    digits: hex(Buffer.from(biasDigits(bias))),
  }));
}

const built = new Map();
const buildNamed = (name) => {
  if (!built.has(name)) built.set(name, build(MODELS[name]));
  return Buffer.from(built.get(name));
};

/** Everything that follows from one run under one salt and one key. Long traces are told by the hash of their roots alone. */
function runCase(model, name, inputs) {
  const [salt, key] = [counted(`${name} salt`), counted(`${name} key`)];
  const { output, boundaries, inputRoot, outputRoot, units, states } = run(model, inputs);
  return {
    output,
    ...(model.header.loop ? { units } : {}),
    ...(states.length > 0 ? { states } : {}),
    salt: hex(salt),
    key: hex(key),
    boundaryCount: boundaries.length,
    boundariesHash: hex(keccak256(Buffer.concat(boundaries))),
    ...(boundaries.length <= 12 ? { boundaries: boundaries.map(hex) } : {}),
    inputCommit: hex(inputCommit(salt, inputRoot)),
    outputCommit: hex(outputCommit(outputSalt(key), outputRoot)),
    traceRoot: hex(traceRoot(traceSalt(key), boundaries)),
  };
}

const hashesOf = (model) => Object.fromEntries(Object.entries(model.hashes).map(([name, value]) => [name, hex(value)]));

/** Four runs of every model: two patterns, everything 127, everything -127. */
function inputsOf(model, round) {
  return model.ops.filter(isInput).map((op, i) => {
    const count = product(op.live);
    if (op.name === 'Label') return pattern(op.live[3], round).reduce((all, byte) => [...all, ...oneHot(op.live[0], byte)], []);
    if (op.type === 3)
      return [...pattern(count, 50 * round + i)].map(
        (byte, n) => [((byte * 257 + n) % 65536) - 32768, 32767, -32768, 0][n % 7 === 0 ? round : 0],
      );
    if (op.type === 2) return promptOf(model, op, round);
    return [{ seed: 5, limit: 128 }, { seed: 77, limit: 128 }, { fill: 127 }, { fill: -127 }][round];
  });
}
const oneHot = (classes, byte) => Array.from({ length: classes }, (_, i) => (byte % classes === i ? 1 : 0));
const promptOf = (model, op, round) => {
  const readers = model.ops.filter((each) => each.name === 'Embedding' && each.inputs[0] === 0 && !(each.flags & 2));
  const vocabulary = Math.min(...readers.map((each) => u32(each.p)));
  const length = model.header.loop ? [1, 3, op.live[1], 2][round] : product(op.live);
  return [...pattern(length, 31 * round)].map((byte) => (round === 2 ? vocabulary - 1 : byte % vocabulary));
};

function modelCases() {
  return Object.entries(MODELS).map(([name, description]) => {
    const bytes = buildNamed(name);
    const model = load(bytes);
    const counts = model.ops.filter(isInput).map((op) => product(op.live));
    const offsets = model.ops.map(({ slot, weight, bias }) => [slot, weight, bias]);
    return {
      name,
      description,
      fileHash: hex(keccak256(bytes)),
      ...hashesOf(model),
      offsets,
      runs: [0, 1, 2, 3].map((round) => {
        const inputs = inputsOf(model, round);
        const values = inputs.map((given, i) => numbers(given, counts[i]));
        return { inputs, ...runCase(model, `${name} ${round}`, values) };
      }),
    };
  });
}

/** Where weight (operator, k, n) stands: slot of the column, leaf of the tree, byte of the leaf. */
function columnIndexCases() {
  const model = load(buildNamed('rows'));
  return [
    [1, 0, 0],
    [1, 5, 0],
    [1, 0, 8],
    [1, 5, 8],
    [2, 0, 0],
    [2, 8, 3],
    [2, 3, 2],
  ].map(([op, k, n]) => {
    const K = 2 ** Math.ceil(Math.log2(model.ops[op - 1].live[0]));
    const slot = model.ops[op].weight + k + K * n;
    const inLeaf = slot % 256;
    return {
      op,
      k,
      n,
      slot,
      leaf: Math.floor(slot / 256),
      byte: 32 * Math.floor(inLeaf / 32) + 31 - (inLeaf % 32),
      code: model.weights[slot],
    };
  });
}

function digitsCase() {
  const model = load(readFileSync(digitsModel));
  const names = readdirSync(images)
    .filter((name) => name.endsWith('.pgm'))
    .sort();
  return {
    ...hashesOf(model),
    runs: names.map((name) => {
      const pixels = [...readFileSync(new URL(name, images)).subarray(-784)];
      const { boundaries, output, ...rest } = runCase(model, name, [pixels.map((pixel) => pixel >> 1)]);
      return { image: name, digit: output.indexOf(Math.max(...output)), output, boundaries, ...rest };
    }),
  };
}

function commitmentCases() {
  const roots = Array.from({ length: 5 }, (_, i) => counted(`root ${i}`));
  const points = [Buffer.alloc(64), Buffer.concat([counted('x'), counted('y')])];
  const [graph, weights, lut, srs, key, salt] = ['graph', 'weights', 'lut', 'srs', 'key', 'salt'].map(counted);
  const ic = {
    chainId: 31337,
    market: hex(counted('market').subarray(12)),
    jobId: hex(counted('job')),
    payee: hex(counted('payee').subarray(12)),
    verifier: hex(counted('verifier').subarray(12)),
    modelId: hex(counted('model')),
    inputCommit: hex(counted('input')),
    outputCommit: hex(counted('output')),
    cipherCommit: hex(Buffer.alloc(32)),
    keyHash: hex(Buffer.alloc(32)),
    units: 1,
    traceRoot: hex(counted('trace')),
  };
  return {
    content: points.map((point, i) => ({
      graphHash: hex(graph),
      weightsRoot: hex(weights),
      pointW: hex(point),
      lutRoot: hex(lut),
      pointT: hex(point),
      airVersion: 1,
      srsId: hex(i === 0 ? Buffer.alloc(32) : srs),
      contentHash: hex(contentHash(graph, weights, point, lut, point, 1, i === 0 ? Buffer.alloc(32) : srs)),
    })),
    input: points.map((point) => ({
      salt: hex(salt),
      root: hex(roots[0]),
      point: hex(point),
      commit: hex(inputCommit(salt, roots[0], point)),
    })),
    output: { salt: hex(salt), root: hex(roots[1]), commit: hex(outputCommit(salt, roots[1])) },
    key: { key: hex(key), keyHash: hex(keyHash(key)), traceSalt: hex(traceSalt(key)), outputSalt: hex(outputSalt(key)) },
    trace: roots.map((_, i) => ({
      salt: hex(salt),
      boundaries: roots.slice(0, i + 1).map(hex),
      traceRoot: hex(traceRoot(salt, roots.slice(0, i + 1))),
    })),
    state: {
      step: 1000000,
      optimiser: 0,
      seed: hex(salt),
      masters: roots.slice(0, 3).map(hex),
      views: roots.slice(2, 5).map(hex),
      stateRoot: hex(stateRoot(1000000, 0, salt, roots.slice(0, 3), roots.slice(2, 5))),
    },
    inference: { ...ic, ic: hex(inferenceCommitment(ic)) },
  };
}

/** A model prepared for Validity: the same graph and weights, points and SRS in the header, another name. */
function preparedCase() {
  const bytes = Buffer.from(buildNamed('tiny'));
  const before = load(bytes);
  const fields = {
    srsId: counted('srs'),
    pointW: Buffer.concat([counted('wx'), counted('wy')]),
    pointT: Buffer.concat([counted('tx'), counted('ty')]),
  };
  fields.srsId.copy(bytes, 32);
  fields.pointW.copy(bytes, 64);
  fields.pointT.copy(bytes, 128);
  const after = load(bytes);
  if (!after.hashes.graphHash.equals(before.hashes.graphHash) || after.hashes.contentHash.equals(before.hashes.contentHash))
    throw new Error('preparing a model must change its contentHash alone');
  return { model: 'tiny', ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hex(value)])), ...hashesOf(after) };
}

function badCases() {
  return badFiles(buildNamed).map(({ name, model, rule, patches = [], cut = 0, append = '' }) => {
    let bytes = Buffer.from(buildNamed(model));
    for (const { at, bytes: patch } of patches) unhex(patch).copy(bytes, at);
    bytes = Buffer.concat([bytes.subarray(0, bytes.length - cut), unhex(append)]);
    let found = 'accepted';
    try {
      load(bytes);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      found = error.rule;
    }
    if (found !== rule) throw new Error(`bad file "${name}": expected ${rule}, found ${found}`);
    return { name, model, patches, cut, append, rule };
  });
}

const vectors = {
  about: 'Made by tests/vectors/reference/air8.mjs from prover/AIR8.md. pattern(count, seed): byte i = 1 + (31 i^2 + 17 i + seed) mod 255.',
  keccak: keccakCases(),
  trees: treeCases(),
  columns: columnCases(),
  requantise: requantiseCases(),
  bias: biasCases(),
  commitments: commitmentCases(),
  models: modelCases(),
  prepared: preparedCase(),
  columnIndex: columnIndexCases(),
  digits: digitsCase(),
  bad: badCases(),
};
/** One line per value of the second level keeps the file readable and its changes small. */
const print = (value) =>
  '{\n' +
  Object.entries(value)
    .map(([name, part]) => {
      const list = Array.isArray(part);
      if (typeof part !== 'object') return `  ${JSON.stringify(name)}: ${JSON.stringify(part)}`;
      const lines = list
        ? part.map((each) => JSON.stringify(each))
        : Object.entries(part).map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`);
      return `  ${JSON.stringify(name)}: ${list ? '[' : '{'}\n    ${lines.join(',\n    ')}\n  ${list ? ']' : '}'}`;
    })
    .join(',\n') +
  '\n}\n';

const text = print(vectors);
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error(
      'tests/vectors/air8.json differs from what prover/AIR8.md says: run node tests/vectors/reference/air8.mjs and look at the difference',
    );
    process.exit(1);
  }
  console.log(
    `air8.json: ${vectors.bad.length} bad files, ${vectors.models.length} models, ${vectors.digits.runs.length} digits recomputed, equal`,
  );
} else {
  writeFileSync(file, text);
  console.log(`air8.json written, ${text.length} bytes`);
}
