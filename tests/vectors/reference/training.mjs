// Computes tests/vectors/training.json from prover/AIR8.md (Training runs), independently of the C# that reads it. Node 20 or newer, no packages.
//   node tests/vectors/reference/training.mjs           writes the file
//   node tests/vectors/reference/training.mjs --check   recomputes everything and fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { keccak256 } from './air8/keccak.mjs';

const file = new URL('../training.json', import.meta.url);

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
const uint = (value, bytes) =>
  Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, '0'),
    'hex',
  );
const seedOf = (name) => Buffer.from(keccak256(Buffer.from(`aether training seed ${name}`)));

const draw = (seed, purpose, position, slot, attempt) =>
  Buffer.from(keccak256(Buffer.concat([uint(0x16, 1), seed, uint(purpose, 1), uint(position, 8), uint(slot, 4), uint(attempt, 4)])));

function example(seed, step, slot, count) {
  const limit = (2n ** 64n / BigInt(count)) * BigInt(count);
  for (let attempt = 0; ; attempt++) {
    const number = draw(seed, 0, step, slot, attempt).readBigUInt64BE(0);
    if (number < limit) return Number(number % BigInt(count));
  }
}

function weights(seed, layer, count, largest) {
  const values = [];
  for (let block = 0; values.length < count; block++) {
    const bytes = draw(seed, 1, layer, block, 0);
    for (let i = 0; i < 16 && values.length < count; i++)
      values.push(Math.floor((bytes.readUInt16BE(2 * i) * (2 * largest + 1)) / 65536) - largest);
  }
  return values;
}

const leaf = (bytes) => Buffer.from(keccak256(Buffer.concat([uint(0, 1), bytes])));
function top(leaves) {
  const row = [...leaves];
  const padding = Buffer.from(keccak256(uint(0x14, 1)));
  while ((row.length & (row.length - 1)) !== 0) row.push(padding);
  while (row.length > 1) {
    const above = [];
    for (let i = 0; i < row.length; i += 2) above.push(Buffer.from(keccak256(Buffer.concat([uint(1, 1), row[i], row[i + 1]]))));
    row.splice(0, row.length, ...above);
  }
  return row[0];
}

/** Examples of `live` channels: frames of the next power of two, excess-128, 80 outside. */
function set(live, classes, count) {
  let frame = 1;
  while (frame < live) frame *= 2;
  const header = Buffer.concat([
    Buffer.from('AIRD'),
    uint(1, 2),
    uint(0, 2),
    ...[live, 1, 1, 1].map((size) => uint(size, 4)),
    uint(classes, 2),
    uint(1, 1),
    uint(0, 1),
    uint(count, 4),
    Buffer.alloc(32),
  ]);
  const examples = [];
  for (let i = 0; i < count; i++) {
    const bytes = Buffer.alloc(frame, 0x80);
    for (let c = 0; c < live; c++) bytes[c] = 1 + ((31 * c * c + 17 * c + 7 * i) % 255);
    examples.push(Buffer.concat([uint(i % classes, 2), bytes]));
  }
  const root = Buffer.from(keccak256(Buffer.concat([uint(0x17, 1), header, top(examples.map(leaf))])));
  return { live, classes, count, file: hex(Buffer.concat([header, ...examples])), root: hex(root) };
}

const vectors = {
  about: 'prover/AIR8.md, Training runs. Made by tests/vectors/reference/training.mjs',
  batches: [
    ['one', 0, 1, 4],
    ['few', 0, 10, 16],
    ['few', 1, 10, 16],
    ['many', 123456789, 40000, 32],
    ['most', 5, 16777216, 8],
  ].map(([name, step, count, batch]) => ({
    seed: hex(seedOf(name)),
    step,
    count,
    examples: Array.from({ length: batch }, (_, slot) => example(seedOf(name), step, slot, count)),
  })),
  weights: [
    ['one', 0, 1, 1],
    ['first', 0, 40, 5733],
    ['second', 1, 33, 32767],
  ].map(([name, layer, count, largest]) => ({
    seed: hex(seedOf(name)),
    layer,
    largest,
    values: weights(seedOf(name), layer, count, largest),
  })),
  sets: [set(3, 2, 1), set(5, 3, 6), set(16, 10, 9)],
};

const text = `${JSON.stringify(vectors, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write('tests/vectors/training.json differs from what the reference computes\n');
    process.exit(1);
  }
  process.stdout.write('training.json: as the reference computes it\n');
} else writeFileSync(file, text);
