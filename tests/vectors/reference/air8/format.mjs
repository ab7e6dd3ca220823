// Records, blocks and their places, as prover/AIR8.md writes them down.
import { frameLogs, uint } from './hash.mjs';

export const HEADER = 256;
export const GRAPH_HEADER = 64;
export const RECORD = 64;
export const LUT = 65536;
export const EXP = 512;
export const NONE = 0xffff;
export const TYPE = { int8: 1, uint16: 2, int16: 3 };

export class Refused extends Error {
  constructor(rule, reason) {
    super(`${rule}: ${reason}`);
    this.rule = rule;
  }
}
export const must = (holds, rule, reason) => {
  if (!holds) throw new Refused(rule, reason);
};

// name: code, tensors read, parameter bytes used, then letters: t LUT, e EXP table, s shift, b HAS_BIAS, v VARIANT, w weights, n no block
// of slots of its own, T training steps only.
const rows = `
Input           01 0 -        -
Output          02 1 -        n
Gemm            10 1 0        tsbw
Conv2D          11 1 01234567 tsbw
DepthwiseConv2D 12 1 01234567 tsbw
MatMul          13 2 0        tsb
Add             20 2 01       tsv
Lut             21 1 -        t
AvgPool         22 1 01       ts
PairMap         23 1 0        t
Map2            24 2 -        t
Reshape         30 1 -        n
Transpose       31 1 0123     n
Concat          32 2 0        n
Slice           33 1 04567    n
ArgMax          38 1 -        n
Embedding       40 1 4567     vw
CausalMask      41 1 -        -
Exp             42 1 -        e
SoftmaxDivide   43 1 -        -
RmsScale        44 1 04567    -
Normalise       45 2 0        tsbw
Centre          46 1 -        ts
Label           60 0 -        T
State           61 0 01       T
View8           62 1 -        T
Update          63 2 01       svT
StateOutput     64 1 01       nT`;
export const OPS = {};
export const BY_CODE = {};
for (const row of rows.trim().split('\n')) {
  const [name, code, reads, bytes, letters] = row.trim().split(/\s+/);
  OPS[name] = {
    name,
    code: parseInt(code, 16),
    reads: Number(reads),
    bytes: new Set([...bytes].map(Number)),
    is: (letter) => letters.includes(letter),
  };
  BY_CODE[OPS[name].code] = OPS[name];
}

export const product = (list) => list.reduce((a, b) => a * b, 1);
export const logSum = (live) => frameLogs(live).reduce((a, b) => a + b, 0);
export const u16 = (p, at = 0) => p[at] * 256 + p[at + 1];
export const u32 = (p, at = 4) => u16(p, at) * 65536 + u16(p, at + 2);

/** Live sizes of the axes of an operator's weights, lowest first; undefined without weights. */
export function weightAxes(op, read) {
  const first = read[0];
  switch (op.name) {
    case 'Gemm':
      return [...first.slice(0, op.p[0] + 1), op.live[0]];
    case 'Conv2D':
      return [first[0], op.p[0], op.p[1], op.live[0]];
    case 'DepthwiseConv2D':
      return [first[0], op.p[0], op.p[1]];
    case 'Embedding':
      return [op.live[0], u32(op.p)];
    case 'Normalise':
      return [first[0]];
    default:
      return undefined;
  }
}

/** Offsets of blocks given by log2 of their sizes: larger first, equal ones in list order. */
export function pack(logs) {
  const order = logs.map((log, index) => ({ log, index })).sort((a, b) => b.log - a.log || a.index - b.index);
  const offsets = new Array(logs.length);
  let total = 0;
  for (const { log, index } of order) {
    offsets[index] = total;
    total += 2 ** log;
  }
  return { offsets, total };
}

export function layout(ops) {
  const slots = [];
  const weights = [];
  ops.forEach((op, id) => {
    if (!OPS[op.name].is('n')) slots.push({ id, field: 'slot', log: logSum(op.live) });
    const axes = weightAxes(
      op,
      op.inputs.map((input) => ops[input].live),
    );
    if (!axes) return;
    must(logSum(axes) <= 47, 'G-12', 'weights beyond 48 bits');
    weights.push({ id, field: 'weight', log: logSum(axes) });
    if (op.flags & 1) weights.push({ id, field: 'bias', log: 2 + frameLogs(op.live)[0] });
  });
  const places = ops.map(() => ({ slot: 0, weight: 0, bias: 0 }));
  for (const blocks of [slots, weights]) {
    const packed = pack(blocks.map((block) => block.log));
    blocks.forEach((block, i) => (places[block.id][block.field] = packed.offsets[i]));
  }
  return { places, slots: pack(weights.map((block) => block.log)).total };
}

export const record = (op, place) =>
  Buffer.concat([
    Buffer.from([OPS[op.name].code, op.flags, op.shift, op.type]),
    ...[0, 1, 2, 3].map((i) => uint(op.inputs[i] ?? NONE, 2)),
    uint(op.table, 2),
    Buffer.from(frameLogs(op.live)),
    ...op.live.map((size) => uint(size, 4)),
    uint(place.slot, 6),
    uint(place.weight, 6),
    uint(place.bias, 6),
    Buffer.from([...op.p, ...Array(11 - op.p.length).fill(0)]),
    Buffer.from([op.axis === undefined ? 0 : op.axis + 1]),
  ]);

/** Every index of a box of live sizes, in index order. */
export function* indices(live) {
  for (let b = 0; b < live[3]; b++)
    for (let y = 0; y < live[2]; y++) for (let x = 0; x < live[1]; x++) for (let c = 0; c < live[0]; c++) yield [c, x, y, b];
}
export const frameIndex = (live, at) => {
  let [index, step] = [0, 1];
  frameLogs(live).forEach((log, axis) => {
    index += at[axis] * step;
    step *= 2 ** log;
  });
  return index;
};
export const frameCoordinates = (live, index) =>
  frameLogs(live).map((log) => {
    const here = index % 2 ** log;
    index = Math.floor(index / 2 ** log);
    return here;
  });

export function biasDigits(bias) {
  const digits = [];
  for (let i = 0; i < 4; i++) {
    let digit = ((bias % 128) + 128) % 128;
    if (digit > 63) digit -= 128;
    digits.push(digit + 128);
    bias = (bias - digit) / 128;
  }
  must(bias === 0, 'W-04', 'four digits do not hold the bias');
  return digits;
}
