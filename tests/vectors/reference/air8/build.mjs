// Files from descriptions: what air8.json says about a model is enough to build it in any language.
import { frameLogs, uint } from './hash.mjs';
import { EXP, GRAPH_HEADER, HEADER, LUT, NONE, RECORD, TYPE, biasDigits, layout, product, record, weightAxes } from './format.mjs';
import { positionAxes } from './position.mjs';

/** Bytes that any language can make again: never 0, so they are valid int8. */
export const pattern = (count, seed) => Buffer.from(Array.from({ length: count }, (_, i) => 1 + ((i * i * 31 + i * 17 + seed) % 255)));
/** Numbers between -limit and limit, both excluded. */
export const spread = (count, seed, limit) => [...pattern(count, seed)].map((byte) => ((byte - 128) % limit) + 0);
/** Numbers written out, or { seed, limit }, or { fill }. */
export const numbers = (given, count) => {
  if (Array.isArray(given)) return given.flat();
  return given.fill === undefined ? spread(count, given.seed, given.limit) : Array(count).fill(given.fill);
};

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const pairs = {
  max: (a, b) => Math.max(a, b),
  loss: (a, b) => a - 127 * b,
  relu: (a, b) => (b > 0 ? a : 0),
  product: (a, b) => Math.floor((a * b + 64) / 128),
};
/** LUT v -> clamp((v factor + 2^(shift-1)) >> shift, low, high), or 256 a + b -> clamp(pair(a, b), -127, 127). */
function makeTable({ factor, shift, low, high, pair }) {
  const half = shift ? 2 ** (shift - 1) : 0;
  const image = (v) => {
    if (!pair) return clamp(Math.floor((v * factor + half) / 2 ** shift), low, high);
    const b = ((((v + 128) % 256) + 256) % 256) - 128;
    return clamp(pairs[pair]((v - b) / 256, b), -127, 127);
  };
  return Buffer.from(Array.from({ length: LUT }, (_, row) => 128 + image(row - 32768)));
}
/** EXP s -> 1 + (s + factor)^2 for s > -127. */
function makeExp({ factor }) {
  const table = Buffer.alloc(EXP);
  for (let row = 2; row < 256; row++) table.writeUInt16BE(1 + (row - 128 + factor) ** 2, 2 * row);
  return table;
}

const with_ = (live, axis, size) => live.map((old, i) => (i === axis ? size : old));
const number = (p0, n) => [p0, 0, 0, 0, ...uint(n, 4)];

/** Shape and fields of one described operator. */
function operator(given, ops, luts) {
  const read = (given.in ?? []).map((id) => ops[id]);
  const a = read[0]?.live;
  const op = {
    name: given.op,
    inputs: given.in ?? [],
    flags: given.bias ? 1 : 0,
    shift: given.shift ?? 0,
    type: TYPE.int8,
    live: a,
    p: [],
  };
  op.table = given.table ?? (given.exp === undefined ? NONE : luts + given.exp);
  const set = (fields) => Object.assign(op, fields);
  const moved = () => {
    const [width, height, sx, sy, left, top, right, bottom] = given.window;
    const x = Math.floor((a[1] + left + right - width) / 2 ** sx) + 1;
    return [a[0], x, Math.floor((a[2] + top + bottom - height) / 2 ** sy) + 1, a[3]];
  };
  switch (given.op) {
    case 'Input':
      return set({ live: given.live, type: given.tokens ? TYPE.uint16 : TYPE.int8 });
    case 'Output':
      return set({ type: read[0].type });
    case 'Gemm':
      return set({ p: [given.axes ?? 0], live: a.map((size, i) => (i === 0 ? given.outputs : i <= (given.axes ?? 0) ? 1 : size)) });
    case 'Conv2D':
      return set({ p: given.window, live: with_(moved(), 0, given.outputs) });
    case 'DepthwiseConv2D':
      return set({ p: given.window, live: moved() });
    case 'MatMul':
      return set({ p: [given.biasLog ?? 0], flags: read.length === 3 ? 1 : 0, live: with_(a, 0, read[1].live[1]) });
    case 'Add':
      return set({ p: given.logs, flags: given.subtract ? 2 : 0 });
    case 'AvgPool':
      return set({ p: given.logs, live: [a[0], a[1] / 2 ** given.logs[0], a[2] / 2 ** given.logs[1], a[3]] });
    case 'PairMap':
      return set({ p: [given.axis], live: with_(a, given.axis, a[given.axis] / 2) });
    case 'Reshape':
      return set({ live: given.live });
    case 'Transpose':
      return set({ p: given.axes, live: given.axes.map((axis) => a[axis]) });
    case 'Concat':
      return set({
        p: [given.axis],
        live: with_(
          a,
          given.axis,
          read.reduce((sum, part) => sum + part.live[given.axis], 0),
        ),
      });
    case 'Slice':
      return set({ p: number(given.axis, given.start), live: with_(a, given.axis, given.size) });
    case 'ArgMax':
      return set({ type: TYPE.uint16, live: with_(a, 0, 1) });
    case 'Embedding':
      return set({ p: number(0, given.vocabulary), flags: given.positions ? 2 : 0, live: with_(a, 0, given.channels) });
    case 'Exp':
      return set({ type: TYPE.uint16 });
    case 'RmsScale':
      return set({ type: TYPE.uint16, p: number(given.k, given.epsilon), live: with_(a, 0, 1) });
    case 'Normalise':
      return set({ p: [given.scaleShift] });
    case 'Label':
    case 'State':
      return set({ live: given.live, ...(given.op === 'State' ? { type: TYPE.int16, p: [...uint(given.index, 2)] } : {}) });
    case 'Update':
      return set({ type: TYPE.int16, p: [...uint(given.rate, 2)], flags: read.length === 2 ? 2 : 0 });
    case 'StateOutput':
      return set({ type: TYPE.int16, p: [...uint(given.index, 2)] });
    default:
      return op;
  }
}

/** @param description { ops, tables, exps, loop: { tokens, end } }: see models.mjs. */
export function build(description) {
  const { tables = [], exps = [], loop } = description;
  const ops = [];
  for (const given of description.ops) {
    const op = operator(given, ops, tables.length);
    if (loop) op.axis = positionAxes(op, ops)[0];
    ops.push(op);
  }
  const { places, slots } = layout(ops);
  const weights = Buffer.alloc(slots, 0x80);
  ops.forEach((op, id) => {
    const axes = weightAxes(
      op,
      op.inputs.map((input) => ops[input].live),
    );
    if (!axes) return;
    const [logs, given] = [frameLogs(axes), description.ops[id]];
    numbers(given.weights, product(axes)).forEach((value, i) => {
      let [slot, step] = [0, 1];
      axes.forEach((size, axis) => {
        slot += (i % size) * step;
        i = Math.floor(i / size);
        step *= 2 ** logs[axis];
      });
      weights[places[id].weight + slot] = value + 128;
    });
    if (given.bias) numbers(given.bias, op.live[0]).forEach((b, n) => weights.set(biasDigits(b), places[id].bias + 4 * n));
  });
  const states = ops.filter((op) => op.name === 'State').length;
  const graph = Buffer.concat([
    uint(1, 2),
    Buffer.from([states ? 1 : 0, loop ? 1 : 0]),
    ...[ops.length, tables.length, exps.length, states].map((count) => uint(count, 2)),
    uint(loop?.tokens ?? 0, 4),
    uint(loop?.end ?? 0xffffffff, 4),
    uint(slots, 8),
    Buffer.alloc(GRAPH_HEADER - 28),
    ...ops.map((op, id) => record(op, places[id])),
  ]);
  const section = Buffer.concat([...tables.map(makeTable), ...exps.map(makeExp)]);
  const header = Buffer.alloc(HEADER);
  header.write('AIR8', 'latin1');
  header.writeUInt16BE(1, 4);
  [GRAPH_HEADER + RECORD * ops.length, section.length, slots].forEach((length, i) => uint(length, 8).copy(header, 8 + 8 * i));
  return Buffer.concat([header, graph, section, weights]);
}
