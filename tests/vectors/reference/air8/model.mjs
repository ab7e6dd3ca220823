// Files, rules and runs of the operators that this version of AIR8 executes, written from prover/AIR8.md alone.
import { H, activationRoot, contentHash, frameLogs, tablesRoot, uint, weightsRoot } from './hash.mjs';

const HEADER = 256;
const GRAPH_HEADER = 64;
const RECORD = 64;
const LUT = 65536;
const LIMIT = 2 ** 30;
const NONE = 0xffff;

export const OPCODES = {
  0x01: 'Input',
  0x02: 'Output',
  0x10: 'Gemm',
  0x11: 'Conv2D',
  0x12: 'DepthwiseConv2D',
  0x13: 'MatMul',
  0x20: 'Add',
  0x21: 'Lut',
  0x22: 'AvgPool',
  0x23: 'PairMap',
  0x24: 'Map2',
  0x30: 'Reshape',
  0x31: 'Transpose',
  0x32: 'Concat',
  0x33: 'Slice',
  0x38: 'ArgMax',
  0x40: 'Embedding',
  0x41: 'CausalMask',
  0x42: 'Exp',
  0x43: 'SoftmaxDivide',
  0x44: 'RmsScale',
  0x45: 'Normalise',
  0x46: 'Centre',
  0x60: 'Label',
  0x61: 'State',
  0x62: 'View8',
  0x63: 'Update',
  0x64: 'StateOutput',
};
const EXECUTED = { Input: 0, Gemm: 1, ArgMax: 1, Output: 1 };

export class Refused extends Error {
  constructor(rule, reason) {
    super(`${rule}: ${reason}`);
    this.rule = rule;
  }
}
const must = (holds, rule, reason) => {
  if (!holds) throw new Refused(rule, reason);
};

export const half = (s) => (s === 0 ? 0 : 2 ** (s - 1));
/** Floor division, exact for the magnitudes in use: below 2^53. */
export const shifted = (acc, s) => Math.floor((acc + half(s)) / 2 ** s);
export const requantise = (acc, s) => Math.max(-32768, Math.min(32767, shifted(acc, s)));

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

const logSum = (live) => frameLogs(live).reduce((a, b) => a + b, 0);
const liveCount = (live) => live.reduce((a, b) => a * b, 1);

function layout(ops) {
  const slots = [];
  const weights = [];
  ops.forEach((op, id) => {
    if (op.name === 'Input' || op.name === 'Gemm') slots.push({ id, field: 'slot', log: logSum(op.live) });
    if (op.name !== 'Gemm') return;
    const log = frameLogs(op.live)[0];
    weights.push({ id, field: 'weight', log: frameLogs(ops[op.inputs[0]].live)[0] + log });
    if (op.flags & 1) weights.push({ id, field: 'bias', log: 2 + log });
  });
  const places = ops.map(() => ({ slot: 0, weight: 0, bias: 0 }));
  for (const blocks of [slots, weights]) {
    const packed = pack(blocks.map((block) => block.log));
    blocks.forEach((block, i) => (places[block.id][block.field] = packed.offsets[i]));
  }
  return { places, slots: pack(weights.map((block) => block.log)).total };
}

/**
 * A file from a description: { input: [c, x, y, b], ops: [{ gemm: { outputs, weights, bias, shift, table } } | { argMax: true }], tables: [bytes] }.
 * weights: one row of inputs per output.
 */
export function build(description) {
  const ops = [{ name: 'Input', code: 1, live: description.input, type: 1, inputs: [], flags: 0, shift: 0, table: NONE }];
  for (const { gemm } of description.ops) {
    const before = ops[ops.length - 1];
    const live = [gemm ? gemm.outputs : 1, ...before.live.slice(1)];
    const common = { live, inputs: [ops.length - 1], gemm };
    ops.push(
      gemm
        ? { ...common, name: 'Gemm', code: 0x10, type: 1, flags: gemm.bias ? 1 : 0, shift: gemm.shift, table: gemm.table }
        : { ...common, name: 'ArgMax', code: 0x38, type: 2, flags: 0, shift: 0, table: NONE },
    );
  }
  const last = ops[ops.length - 1];
  ops.push({ ...last, name: 'Output', code: 2, inputs: [ops.length - 1], flags: 0, shift: 0, table: NONE, gemm: undefined });

  const { places, slots } = layout(ops);
  const weights = Buffer.alloc(slots, 0x80);
  const records = ops.map((op, id) => {
    const place = places[id];
    if (op.gemm) {
      const before = ops[op.inputs[0]].live;
      const K = 2 ** frameLogs(before)[0];
      op.gemm.weights.forEach((row, n) => row.forEach((w, k) => (weights[place.weight + k + K * n] = w + 128)));
      op.gemm.bias?.forEach((b, n) => weights.set(biasDigits(b), place.bias + 4 * n));
    }
    return Buffer.concat([
      Buffer.from([op.code, op.flags, op.shift, op.type]),
      ...[0, 1, 2, 3].map((i) => uint(op.inputs[i] ?? NONE, 2)),
      uint(op.table, 2),
      Buffer.from(frameLogs(op.live)),
      ...op.live.map((size) => uint(size, 4)),
      uint(place.slot, 6),
      uint(place.weight, 6),
      uint(place.bias, 6),
      Buffer.alloc(12),
    ]);
  });
  const graph = Buffer.concat([
    uint(1, 2),
    Buffer.alloc(2),
    uint(ops.length, 2),
    uint(description.tables.length, 2),
    Buffer.alloc(8),
    uint(0xffffffff, 4),
    uint(slots, 8),
    Buffer.alloc(36),
    ...records,
  ]);
  const tables = Buffer.concat(description.tables);
  const header = Buffer.alloc(HEADER);
  header.write('AIR8', 'ascii');
  uint(1, 2).copy(header, 4);
  [graph, tables, weights].forEach((section, i) => uint(section.length, 8).copy(header, 8 + 8 * i));
  return Buffer.concat([header, graph, tables, weights]);
}

function readHeader(file) {
  must(file.length >= 4 && file.toString('latin1', 0, 4) === 'AIR8', 'F-01', 'magic');
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
  const counts = { ops: 0, luts: 0 };
  must(graph.length >= GRAPH_HEADER && graph.length % RECORD === 0, 'G-01', 'length');
  const [kind, loop] = [graph[2], graph[3]];
  counts.ops = graph.readUInt16BE(4);
  counts.luts = graph.readUInt16BE(6);
  const exps = graph.readUInt16BE(8);
  const states = graph.readUInt16BE(10);
  const tokens = graph.readUInt32BE(12);
  const end = graph.readUInt32BE(16);
  must(graph.readUInt16BE(0) === 1, 'G-01', 'airVersion');
  must(kind <= 1 && loop <= 1 && states > 0 === (kind === 1) && tokens > 0 === (loop === 1), 'G-01', 'kind or loop');
  must(loop === 1 || end === 0xffffffff, 'G-01', 'end token');
  must(
    graph.subarray(28, 64).every((b) => b === 0),
    'G-01',
    'reserved',
  );
  must(counts.ops >= 2 && counts.ops <= 4096 && graph.length === GRAPH_HEADER + RECORD * counts.ops, 'G-01', 'operators');
  must(counts.luts <= 1024 && exps <= 1024 && tableBytes === LUT * counts.luts + 512 * exps, 'G-01', 'tables');
  must(graph.readBigUInt64BE(20) === BigInt(weightBytes), 'G-01', 'slots');
  must(kind === 0 && loop === 0 && exps === 0, 'G-03', 'kind, loop or exponential tables');
  return counts;
}

function readRecord(r, id) {
  const name = OPCODES[r[0]];
  must(name !== undefined, 'G-02', `opcode ${r[0]}`);
  must(EXECUTED[name] !== undefined, 'G-03', name);
  must(r[2] <= 16, 'G-09', 'shift');
  must(r[3] >= 1 && r[3] <= 3, 'G-06', 'type');
  must(!(name === 'Gemm' && r[52] >= 1 && r[52] <= 3), 'G-03', 'several axes');
  must(
    r.subarray(52).every((b) => b === 0),
    'G-13',
    'parameters',
  );
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
    name,
    live,
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

function checkOp(ops, id, luts) {
  const op = ops[id];
  const gemm = op.name === 'Gemm';
  must(op.inputs.length === EXECUTED[op.name], 'G-05', 'number of inputs');
  must(gemm ? op.table < luts : op.table === NONE, 'G-10', 'table');
  must(gemm || op.shift === 0, 'G-09', 'unused shift');
  must((op.flags & ~(gemm ? 1 : 0)) === 0, 'G-14', 'flags');
  if (op.name === 'Input') return must(op.type === 1, 'G-06', 'input type');
  const before = ops[op.inputs[0]];
  const type = { Gemm: 1, ArgMax: 2, Output: before.type }[op.name];
  must(op.type === type && (op.name === 'Output' || before.type === 1), 'G-06', 'types');
  const channels = { Gemm: op.live[0], ArgMax: 1, Output: before.live[0] }[op.name];
  must(op.live[0] === channels && [1, 2, 3].every((axis) => op.live[axis] === before.live[axis]), 'G-08', 'shapes');
  must(!gemm || before.live[0] <= 2 ** 17, 'G-16', 'products');
  must(op.name !== 'ArgMax' || before.live[0] <= 65536, 'G-08', 'index');
}

function checkWeights(ops, weights) {
  for (const op of ops.filter((each) => each.name === 'Gemm')) {
    const inputs = ops[op.inputs[0]].live[0];
    const [K, N] = [2 ** frameLogs([inputs])[0], 2 ** frameLogs(op.live)[0]];
    for (let n = 0; n < N; n++) {
      let magnitude = 0;
      for (let k = 0; k < K; k++) {
        const code = weights[op.weight + k + K * n];
        const live = k < inputs && n < op.live[0];
        must(live || code === 0x80, 'W-02', 'weight');
        must(code !== 0, 'W-01', 'weight');
        magnitude += 127 * Math.abs(code - 128);
      }
      if (op.flags & 1) {
        const digits = [...weights.subarray(op.bias + 4 * n, op.bias + 4 * n + 4)].map((code) => code - 128);
        must(n < op.live[0] || digits.every((d) => d === 0), 'W-02', 'bias');
        must(
          digits.every((d) => d >= -64 && d <= 63),
          'W-03',
          'digit',
        );
        const bias = digits.reduceRight((sum, d) => 128 * sum + d, 0);
        must(Math.abs(bias) < 2 ** 27 - 2 ** 21, 'W-04', 'bias');
        magnitude += Math.abs(bias);
      }
      must(shifted(magnitude, op.shift) <= 32767, 'W-05', 'bound');
    }
  }
}

/** Reads and checks a file. @throws {Refused} */
export function load(file) {
  const [graphBytes, tableBytes] = readHeader(file);
  const graph = file.subarray(HEADER, HEADER + graphBytes);
  const tables = file.subarray(HEADER + graphBytes, HEADER + graphBytes + tableBytes);
  const weights = file.subarray(HEADER + graphBytes + tableBytes);
  const counts = readGraphHeader(graph, tables.length, weights.length);
  const ops = [];
  for (let id = 0; id < counts.ops; id++)
    ops.push(readRecord(graph.subarray(GRAPH_HEADER + RECORD * id, GRAPH_HEADER + RECORD * (id + 1)), id));
  ops.forEach((op, id) => must((op.name === 'Input') === (id === 0) && (op.name === 'Output') === (id === ops.length - 1), 'G-04', 'ends'));
  ops.forEach((_, id) => checkOp(ops, id, counts.luts));
  const read = new Set(ops.flatMap((op) => op.inputs));
  must(read.size === ops.length - 1, 'G-15', 'unread tensor');
  must(new Set(ops.filter((op) => op.name === 'Gemm').map((op) => op.table)).size === counts.luts, 'T-03', 'unused table');
  const expected = layout(ops);
  ops.forEach((op, id) => {
    must(op.slot === expected.places[id].slot, 'G-11', 'slot');
    must(op.weight === expected.places[id].weight && op.bias === expected.places[id].bias, 'G-12', 'weights');
  });
  must(weights.length === expected.slots, 'G-12', 'slots');
  must(!tables.includes(0), 'T-01', 'table');
  checkWeights(ops, weights);

  const hashes = { graphHash: H(0x02, graph), weightsRoot: weightsRoot(weights), lutRoot: tablesRoot(tables) };
  const [srsId, pointW, pointT] = [file.subarray(32, 64), file.subarray(64, 128), file.subarray(128, 192)];
  hashes.contentHash = contentHash(hashes.graphHash, hashes.weightsRoot, pointW, hashes.lutRoot, pointT, 1, srsId);
  return { ops, tables, weights, hashes };
}

/** Frame bytes of live elements in index order. */
export function encode(type, live, values) {
  const [C, X, Y, B] = frameLogs(live).map((log) => 2 ** log);
  const bytes = type === 1 ? Buffer.alloc(C * X * Y * B, 0x80) : Buffer.alloc(2 * C * X * Y * B);
  let next = 0;
  for (let b = 0; b < live[3]; b++)
    for (let y = 0; y < live[2]; y++)
      for (let x = 0; x < live[1]; x++)
        for (let c = 0; c < live[0]; c++) {
          const index = c + C * (x + X * (y + Y * b));
          if (type === 1) bytes[index] = values[next++] + 128;
          else bytes.writeUInt16BE(values[next++], 2 * index);
        }
  return bytes;
}

/** Runs a model on live int8 elements. @returns values of the output and the roots of all boundaries. */
export function run(model, input) {
  const values = [];
  const boundaries = model.ops.map((op, id) => {
    const from = op.inputs[0];
    if (op.name === 'Input') values.push(input);
    else if (op.name === 'Output') values.push(values[from]);
    else {
      const inputs = model.ops[from].live[0];
      const rows = liveCount(op.live.slice(1));
      const out = [];
      for (let row = 0; row < rows; row++) {
        const x = values[from].slice(row * inputs, (row + 1) * inputs);
        if (op.name === 'ArgMax') out.push(x.indexOf(Math.max(...x)));
        else out.push(...gemmRow(model, op, x, 2 ** frameLogs([inputs])[0]));
      }
      values.push(out);
    }
    return activationRoot(op.type, op.live, encode(op.type, op.live, values[id]));
  });
  return { output: values[values.length - 1], boundaries };
}

function gemmRow(model, op, x, K) {
  const out = [];
  for (let n = 0; n < op.live[0]; n++) {
    let acc = 0;
    if (op.flags & 1) for (let i = 3; i >= 0; i--) acc = 128 * acc + model.weights[op.bias + 4 * n + i] - 128;
    x.forEach((value, k) => (acc += value * (model.weights[op.weight + k + K * n] - 128)));
    out.push(model.tables[LUT * op.table + requantise(acc, op.shift) + 32768] - 128);
  }
  return out;
}
