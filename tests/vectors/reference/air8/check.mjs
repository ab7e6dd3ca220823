// The rules F, G, T and W of prover/AIR8.md.
import { H, contentHash, frameLogs, tablesRoot, weightsRoot } from './hash.mjs';
import {
  BY_CODE,
  EXP,
  GRAPH_HEADER,
  HEADER,
  LUT,
  NONE,
  OPS,
  RECORD,
  frameCoordinates,
  frameIndex,
  indices,
  layout,
  logSum,
  must,
  product,
  u16,
  u32,
  weightAxes,
} from './format.mjs';
import { positionAxes } from './position.mjs';

const LIMIT = 2 ** 30;
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const replaced = (live, axis, size) => live.map((old, i) => (i === axis ? size : old));
const power = (n) => Number.isInteger(Math.log2(n));

function readHeader(file) {
  must(file.length >= 4 && file.subarray(0, 4).toString('latin1') === 'AIR8', 'F-01', 'magic');
  must(file.length >= HEADER, 'F-04', 'shorter than the header');
  must(file.readUInt16BE(4) === 1, 'F-02', 'version');
  must(file.readUInt16BE(6) === 0 && file.subarray(192, 256).every((b) => b === 0), 'F-03', 'reserved');
  const lengths = [8, 16, 24].map((at) => Number(file.readBigUInt64BE(at)));
  const total = HEADER + lengths[0] + lengths[1] + lengths[2];
  must(lengths.every((length) => length <= LIMIT) && total <= LIMIT, 'F-05', 'limit');
  must(file.subarray(32, 64).some((b) => b !== 0) || file.subarray(64, 192).every((b) => b === 0), 'F-06', 'points');
  must(file.length === total, 'F-04', 'length');
  return lengths;
}

function readGraphHeader(graph, tableBytes, weightBytes) {
  must(graph.length >= GRAPH_HEADER && graph.length % RECORD === 0, 'G-01', 'length');
  const [kind, loop] = [graph[2], graph[3]];
  const [count, luts, exps, states] = [4, 6, 8, 10].map((at) => graph.readUInt16BE(at));
  const [tokens, end] = [graph.readUInt32BE(12), graph.readUInt32BE(16)];
  must(graph.readUInt16BE(0) === 1, 'G-01', 'airVersion');
  must(kind <= 1 && loop <= 1 && !(kind && loop), 'G-01', 'kind or loop');
  must((states !== 0) === (kind === 1) && (tokens !== 0) === (loop === 1), 'G-01', 'fields of a kind or loop');
  must(end === 0xffffffff || (loop === 1 && end < 65536), 'G-01', 'end token');
  const rest = graph.subarray(28, 64);
  must(
    rest.every((b) => b === 0),
    'G-01',
    'reserved',
  );
  must(count >= 2 && count <= 4096 && graph.length === GRAPH_HEADER + RECORD * count, 'G-01', 'operators');
  must(luts <= 1024 && exps <= 1024 && tableBytes === LUT * luts + EXP * exps, 'G-01', 'tables');
  must(graph.readBigUInt64BE(20) === BigInt(weightBytes), 'G-01', 'slots');
  return { count, luts, exps, states, training: kind === 1, loop: loop === 1, tokens, end };
}

function readRecord(r, id) {
  const traits = BY_CODE[r[0]];
  must(traits !== undefined, 'G-02', `opcode ${r[0]}`);
  must(r[2] <= 16, 'G-09', 'shift');
  must(r[3] >= 1 && r[3] <= 3, 'G-06', 'type');
  const p = [...r.subarray(52, 63)];
  must(
    p.every((byte, k) => byte === 0 || traits.bytes.has(k)),
    'G-13',
    'unused parameter',
  );
  must(r[63] <= 4, 'G-13', 'position axis');
  const ids = [4, 6, 8, 10].map((at) => r.readUInt16BE(at));
  const used = ids.filter((tensor) => tensor !== NONE);
  must(
    ids.slice(0, used.length).every((tensor) => tensor !== NONE),
    'G-05',
    'gap',
  );
  must(
    used.every((tensor) => tensor < id),
    'G-05',
    'order',
  );
  const live = [18, 22, 26, 30].map((at) => r.readUInt32BE(at));
  must(
    live.every((size) => size >= 1 && size <= 2 ** 24),
    'G-07',
    'live',
  );
  must(
    frameLogs(live).every((log, axis) => log === r[14 + axis]),
    'G-07',
    'frame',
  );
  must(logSum(live) <= 32, 'G-07', 'size');
  return {
    name: traits.name,
    live,
    p,
    axis: r[63] === 0 ? undefined : r[63] - 1,
    flags: r[1],
    shift: r[2],
    type: r[3],
    inputs: used,
    table: r.readUInt16BE(12),
    slot: r.readUIntBE(34, 6),
    weight: r.readUIntBE(40, 6),
    bias: r.readUIntBE(46, 6),
  };
}

function checkFields(op, header) {
  const traits = OPS[op.name];
  const [bias, variant] = [op.flags & 1, op.flags & 2];
  must((op.flags & ~((traits.is('b') ? 1 : 0) | (traits.is('v') ? 2 : 0))) === 0, 'G-14', 'flags');
  const extra = (op.name === 'MatMul' && bias) || (op.name === 'Update' && !variant) ? 1 : 0;
  const count = op.inputs.length;
  must(op.name === 'Concat' ? count >= 2 : count === traits.reads + extra, 'G-05', 'number of inputs');
  if (traits.is('t')) must(op.table < header.luts, 'G-10', 'LUT');
  else if (traits.is('e')) must(op.table >= header.luts && op.table < header.luts + header.exps, 'G-10', 'EXP');
  else must(op.table === NONE, 'G-10', 'no table');
  must(traits.is('s') || op.shift === 0, 'G-09', 'unused shift');
}

const TYPES = { ArgMax: 2, Exp: 2, RmsScale: 2, State: 3, Update: 3, StateOutput: 3 };
function checkTypes(op, read) {
  const wanted = op.name === 'Output' ? read[0].type : (TYPES[op.name] ?? 1);
  must(op.type === wanted || (op.name === 'Input' && op.type === 2), 'G-06', 'result');
  read.forEach((source, i) => {
    const key = `${op.name} ${i}`;
    if (op.name === 'Output') return must(!(source.name === 'Input' && source.type === 2), 'G-06', 'tokens as output');
    if (op.name === 'Embedding') return must(source.type === 2 && ['Input', 'ArgMax'].includes(source.name), 'G-06', 'tokens');
    if (op.name === 'SoftmaxDivide') return must(source.name === 'Exp', 'G-06', 'exponentials');
    if (key === 'Normalise 1') return must(source.name === 'RmsScale', 'G-06', 'scale');
    if (['MatMul 2', 'Update 0', 'View8 0', 'StateOutput 0'].includes(key)) return must(source.type === 3, 'G-06', 'state');
    return must(source.type === 1, 'G-06', 'input');
  });
}

function checkParameters({ name, p, flags }) {
  const between = (value, low, high) => must(value >= low && value <= high, 'G-13', `${name} parameter ${value}`);
  if (name === 'Gemm') between(p[0], 0, 3);
  if (name === 'Conv2D' || name === 'DepthwiseConv2D') {
    for (const size of [p[0], p[1]]) between(size, 1, 255);
    for (const stride of [p[2], p[3]]) between(stride, 0, 4);
    for (const x of [p[4], p[6]]) between(x, 0, p[0] - 1);
    for (const y of [p[5], p[7]]) between(y, 0, p[1] - 1);
  }
  if (name === 'MatMul') between(p[0], 0, flags & 1 ? 11 : 0);
  if (name === 'Add') for (const log of [p[0], p[1]]) between(log, 0, 15);
  if (name === 'AvgPool') for (const log of [p[0], p[1]]) between(log, 0, 8);
  if (['PairMap', 'Concat', 'Slice'].includes(name)) between(p[0], 0, 3);
  if (name === 'Transpose') must(equal([...p.slice(0, 4)].sort(), [0, 1, 2, 3]), 'G-13', 'permutation');
  if (name === 'Embedding') between(u32(p), 1, 65536);
  if (name === 'RmsScale') between(p[0], 0, 31);
  if (name === 'Normalise') between(p[0], 4, 16);
  if (name === 'Update') between(u16(p), 1, 65535);
}

function windowed(op, live) {
  const [width, height, sx, sy, left, top, right, bottom] = op.p;
  const steps = [live[1] + left + right - width, live[2] + top + bottom - height];
  must(
    steps.every((room) => room >= 0),
    'G-08',
    'the kernel does not fit',
  );
  return [live[0], Math.floor(steps[0] / 2 ** sx) + 1, Math.floor(steps[1] / 2 ** sy) + 1, live[3]];
}

/** Shape that follows from the inputs; entries of undefined are the operator's own. */
function expectedShape(op, read, ops) {
  const [a, b, c] = read.map((source) => source.live);
  const own = undefined;
  switch (op.name) {
    case 'Input':
      return op.type === 2 ? [1, own, 1, own] : [own, own, own, own];
    case 'Label':
      return [own, 1, 1, own];
    case 'State':
      return [own, own, own, own];
    case 'Gemm':
      return a.map((size, axis) => (axis === 0 ? own : axis <= op.p[0] ? 1 : size));
    case 'Conv2D':
      return replaced(windowed(op, a), 0, own);
    case 'DepthwiseConv2D':
      return windowed(op, a);
    case 'MatMul':
      must(equal(replaced(a, 1, 0), replaced(b, 1, 0)), 'G-08', 'factors');
      must(!(op.flags & 1) || equal(c, [b[1], 1, 1, 1]), 'G-08', 'bias');
      return replaced(a, 0, b[1]);
    case 'Add':
    case 'Map2':
      must(equal(a, b), 'G-08', 'terms');
      return a;
    case 'AvgPool': {
      const size = [1, 2 ** op.p[0], 2 ** op.p[1], 1];
      must(
        a.every((live, axis) => live % size[axis] === 0),
        'G-08',
        'window',
      );
      return a.map((live, axis) => live / size[axis]);
    }
    case 'PairMap':
      must(a[op.p[0]] % 2 === 0, 'G-08', 'odd');
      return replaced(a, op.p[0], a[op.p[0]] / 2);
    case 'ArgMax':
      must(a[0] <= 65536, 'G-08', 'index');
      return replaced(a, 0, 1);
    case 'RmsScale':
      return replaced(a, 0, 1);
    case 'Embedding': {
      const asked = op.flags & 2 ? a[1] : read[0].name === 'ArgMax' ? ops[read[0].inputs[0]].live[0] : 0;
      must(a[0] === 1 && asked <= u32(op.p), 'G-08', 'vocabulary');
      return replaced(a, 0, own);
    }
    case 'Normalise':
      must(equal(b, replaced(a, 0, 1)), 'G-08', 'scale');
      return a;
    case 'Update': {
      const [B, N] = b;
      must(equal(b, [B, N, 1, 1]), 'G-08', 'errors');
      if (op.flags & 2) must(equal(a, [N, 1, 1, 1]), 'G-08', 'bias');
      else must(equal(a, [a[0], N, 1, 1]) && equal(c, [B, a[0], 1, 1]), 'G-08', 'weights');
      return a;
    }
    case 'Transpose':
      return op.p.slice(0, 4).map((axis) => a[axis]);
    case 'Concat':
      return replaced(
        a,
        op.p[0],
        read.reduce((sum, part) => sum + part.live[op.p[0]], 0),
      );
    case 'Slice':
      must(u32(op.p) + op.live[op.p[0]] <= a[op.p[0]], 'G-08', 'slice');
      return replaced(a, op.p[0], own);
    case 'Reshape':
      return op.live;
    default:
      return a;
  }
}

/** Layout operators, G-17. A reshape is judged by what it says it keeps: which frame indices are live. */
function checkBits(op, read) {
  const axis = op.p[0];
  if (op.name === 'Reshape') {
    const from = read[0].live;
    must(logSum(from) === logSum(op.live), 'G-17', 'frame');
    if (logSum(from) > 22) throw new Error('the reference checks reshapes of small tensors only');
    must(product(from) === product(op.live), 'G-17', 'live elements');
    for (const at of indices(from)) {
      const there = frameCoordinates(op.live, frameIndex(from, at));
      must(
        there.every((index, j) => index < op.live[j]),
        'G-17',
        'edge',
      );
    }
  }
  if (op.name === 'Concat') {
    let start = 0;
    for (const { live } of read) {
      must(equal(replaced(live, axis, 0), replaced(op.live, axis, 0)), 'G-08', 'parts');
      must(power(live[axis]) && start % live[axis] === 0, 'G-17', 'part');
      start += live[axis];
    }
  }
  if (op.name === 'Slice') {
    const [start, size] = [u32(op.p), op.live[axis]];
    must(start === 0 || (power(size) && start % size === 0), 'G-17', 'slice');
  }
}

/** How many elements a sum has: G-16. */
export const summed = (op, read) =>
  ({
    Gemm: () => product(read[0].live.slice(0, op.p[0] + 1)),
    Conv2D: () => read[0].live[0] * op.p[0] * op.p[1],
    DepthwiseConv2D: () => op.p[0] * op.p[1],
    MatMul: () => read[0].live[0],
    Centre: () => read[0].live[0],
    SoftmaxDivide: () => read[0].live[0],
    RmsScale: () => read[0].live[0],
    AvgPool: () => 2 ** (op.p[0] + op.p[1]),
    Update: () => read[1].live[0],
  })[op.name]?.() ?? 1;

function checkShapes(op, read, ops) {
  const shape = expectedShape(op, read, ops);
  must(
    shape.every((size, axis) => size === undefined || size === op.live[axis]),
    'G-08',
    'result',
  );
  checkBits(op, read);
  must(summed(op, read) <= 2 ** 17, 'G-16', 'sum');
  if (op.name === 'SoftmaxDivide') must(read[0].live[0] <= 2 ** 11, 'G-19', 'softmax');
  if (op.name === 'RmsScale') {
    const [k, eps] = [op.p[0], u32(op.p)];
    must(eps >= 1 && 2 ** (2 * k - 24) <= eps && eps + 127 ** 2 * read[0].live[0] <= 2 ** (2 * k), 'G-19', 'scale');
  }
}

function checkTraining(ops, header) {
  const named = (name) => ops.filter((op) => op.name === name);
  if (!header.training) return must(!ops.some((op) => OPS[op.name].is('T')), 'G-21', 'not a training step');
  const [states, labels] = [named('State'), named('Label')];
  must(labels.length === 1 && labels[0].live[3] === ops[0].live[3], 'G-21', 'label');
  must(states.length === header.states && named('StateOutput').length === header.states, 'G-21', 'states');
  return states.forEach((state, index) => {
    const after = ops[ops.length - 1 - header.states + index];
    must(after.name === 'StateOutput' && equal(after.live, state.live), 'G-21', 'StateOutput');
    must(u16(state.p) === index && u16(after.p) === index, 'G-21', 'index');
  });
}

function checkPositions(ops, header) {
  for (const op of ops) {
    if (!header.loop) must(op.axis === undefined, 'G-13', 'position axis');
    else must(positionAxes(op, ops).includes(op.axis), 'G-20', 'position axis');
  }
  if (!header.loop) return;
  const sequence = ops[0].live;
  const chosen = ops[ops[ops.length - 1].inputs[0]];
  must(ops[0].type === 2 && equal(sequence, [1, sequence[1], 1, 1]), 'G-20', 'input');
  must(chosen.name === 'ArgMax' && equal(chosen.live, sequence), 'G-20', 'output');
  must(header.tokens <= sequence[1], 'G-20', 'tokens');
  const vocabulary = ops[chosen.inputs[0]].live[0];
  for (const op of ops)
    if (op.name === 'Embedding' && !(op.flags & 2) && op.inputs[0] === 0) must(vocabulary <= u32(op.p), 'G-20', 'vocabulary');
}

function checkUses(ops, header) {
  const read = new Set();
  const tables = new Set();
  for (const op of ops) {
    for (const input of op.inputs) {
      read.add(input);
      must(ops[input].name !== 'Exp' || op.name === 'SoftmaxDivide', 'G-19', 'an Exp is read');
    }
    if (op.table !== NONE) tables.add(op.table);
  }
  ops.slice(0, -1).forEach((op, id) => must(read.has(id) || op.name === 'StateOutput', 'G-15', `tensor ${id}`));
  must(tables.size === header.luts + header.exps, 'T-03', 'unused table');
}

function checkTables(ops, tables, header) {
  must(!tables.subarray(0, LUT * header.luts).includes(0), 'T-01', 'LUT');
  for (let exp = 0; exp < header.exps; exp++)
    for (let row = 0; row < 256; row++)
      must((tables.readUInt16BE(LUT * header.luts + EXP * exp + 2 * row) === 0) === row < 2, 'T-02', 'EXP');
  for (const op of ops.filter((each) => each.name === 'Exp')) {
    let source = ops[op.inputs[0]];
    if (source.name === 'CausalMask') source = ops[source.inputs[0]];
    const table = OPS[source.name].is('t') ? tables.subarray(LUT * source.table, LUT * (source.table + 1)) : [1];
    must(!table.includes(1), 'G-18', 'a row may be empty');
  }
}

export const half = (s) => (s === 0 ? 0 : 2 ** (s - 1));
/** Floor division, exact for the magnitudes in use: below 2^53. */
export const shifted = (acc, s) => Math.floor((acc + half(s)) / 2 ** s);
const bounded = (magnitude, op) => must(shifted(magnitude, op.shift) <= 32767, 'W-05', `${op.name} may reach ${magnitude}`);

function checkBound(op, read) {
  const n = summed(op, read);
  const magnitude = {
    MatMul: () => 127 ** 2 * n + (op.flags & 1 ? 32768 * 2 ** op.p[0] : 0),
    Add: () => 127 * (2 ** op.p[0] + 2 ** op.p[1]),
    AvgPool: () => 127 * n,
    Centre: () => 254 * (n - 1),
    Update: () => 127 * (op.flags & 2 ? 1 : 127) * n * u16(op.p),
  }[op.name];
  if (magnitude) bounded(magnitude(), op);
}

function checkWeights(op, read, weights) {
  const axes = weightAxes(
    op,
    read.map((source) => source.live),
  );
  if (!axes) return;
  const logs = frameLogs(axes);
  const output = { Gemm: axes.length - 1, Conv2D: 3, DepthwiseConv2D: 0, Normalise: 0 }[op.name];
  const sums = output === undefined ? [] : Array(2 ** logs[output]).fill(0);
  for (let slot = 0; slot < 2 ** logs.reduce((a, b) => a + b, 0); slot++) {
    let rest = slot;
    const at = logs.map((log) => {
      const index = rest % 2 ** log;
      rest = Math.floor(rest / 2 ** log);
      return index;
    });
    const code = weights[op.weight + slot];
    must(at.every((index, axis) => index < axes[axis]) || code === 0x80, 'W-02', 'weight');
    must(code !== 0, 'W-01', 'weight');
    if (output !== undefined) sums[at[output]] += Math.abs(code - 128);
  }
  sums.forEach((sum, n) => {
    let magnitude = (op.name === 'Normalise' ? 32767 : 127) * sum;
    if (op.flags & 1) {
      const digits = [...weights.subarray(op.bias + 4 * n, op.bias + 4 * n + 4)].map((code) => code - 128);
      must(n < op.live[0] || digits.every((d) => d === 0), 'W-02', 'bias');
      must(
        digits.every((d) => d >= -64 && d <= 63),
        'W-03',
        'digit',
      );
      const bias = digits.reduceRight((total, d) => 128 * total + d, 0);
      must(Math.abs(bias) < 2 ** 27 - 2 ** 21, 'W-04', 'bias');
      magnitude += Math.abs(bias);
    }
    bounded(magnitude, op);
  });
}

/** Reads and checks a file. @throws {Refused} */
export function load(file) {
  const [graphBytes, tableBytes] = readHeader(file);
  const graph = file.subarray(HEADER, HEADER + graphBytes);
  const tables = file.subarray(HEADER + graphBytes, HEADER + graphBytes + tableBytes);
  const weights = file.subarray(HEADER + graphBytes + tableBytes);
  const header = readGraphHeader(graph, tables.length, weights.length);
  const ops = [];
  for (let id = 0; id < header.count; id++)
    ops.push(readRecord(graph.subarray(GRAPH_HEADER + RECORD * id, GRAPH_HEADER + RECORD * (id + 1)), id));
  ops.forEach((op, id) => must((op.name === 'Input') === (id === 0) && (op.name === 'Output') === (id === ops.length - 1), 'G-04', 'ends'));
  const reads = (op) => op.inputs.map((input) => ops[input]);
  for (const op of ops) {
    checkFields(op, header);
    checkTypes(op, reads(op));
    checkParameters(op);
    checkShapes(op, reads(op), ops);
  }
  checkTraining(ops, header);
  checkPositions(ops, header);
  checkUses(ops, header);
  const expected = layout(ops);
  ops.forEach((op, id) => {
    must(op.slot === expected.places[id].slot, 'G-11', 'slot');
    must(op.weight === expected.places[id].weight && op.bias === expected.places[id].bias, 'G-12', 'weights');
  });
  must(weights.length === expected.slots, 'G-12', 'slots');
  checkTables(ops, tables, header);
  for (const op of ops) {
    checkBound(op, reads(op));
    checkWeights(op, reads(op), weights);
  }

  const hashes = { graphHash: H(0x02, graph), weightsRoot: weightsRoot(weights), lutRoot: tablesRoot(tables) };
  const [srsId, pointW, pointT] = [file.subarray(32, 64), file.subarray(64, 128), file.subarray(128, 192)];
  hashes.contentHash = contentHash(hashes.graphHash, hashes.weightsRoot, pointW, hashes.lutRoot, pointT, 1, srsId);
  return { header, ops, tables, weights, hashes };
}
