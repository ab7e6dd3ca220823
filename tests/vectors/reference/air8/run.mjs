// The formulas of prover/AIR8.md, one element at a time. Reading an element outside a live box is an error of this program.
import { activationRoot, frameLogs } from './hash.mjs';
import { EXP, LUT, TYPE, frameCoordinates, frameIndex, indices, must, product, u16, u32 } from './format.mjs';
import { shifted } from './check.mjs';

export const requantise = (acc, s) => Math.max(-32768, Math.min(32767, shifted(acc, s)));
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const range = (n) => Array.from({ length: n }, (_, i) => i);
const sum = (n, f) => range(n).reduce((total, i) => total + f(i), 0);
const move = (at, axis, to) => at.map((index, i) => (i === axis ? to : index));

/** Frame bytes of live elements in index order. */
export function encode(type, live, values) {
  const size = type === TYPE.int8 ? 1 : 2;
  const zero = { 1: [0x80], 2: [0, 0], 3: [0x80, 0] }[type];
  const bytes = Buffer.alloc(size * 2 ** frameLogs(live).reduce((a, b) => a + b, 0), Buffer.from(zero));
  let next = 0;
  for (const at of indices(live)) {
    const value = values[next++];
    if (type === TYPE.int8) bytes[frameIndex(live, at)] = value + 128;
    else bytes.writeUInt16BE(type === TYPE.int16 ? value + 32768 : value, 2 * frameIndex(live, at));
  }
  return bytes;
}

/** A tensor over its live box. latest: positions behind it count as zero. */
class Tensor {
  constructor(live, values) {
    [this.live, this.values] = [live, values ?? Array(product(live)).fill(0)];
    [this.axis, this.latest] = [undefined, Infinity];
  }
  place(at) {
    if (!at.every((index, axis) => Number.isInteger(index) && index >= 0 && index < this.live[axis]))
      throw new Error(`element ${at} outside ${this.live}`);
    return at[0] + this.live[0] * (at[1] + this.live[1] * (at[2] + this.live[2] * at[3]));
  }
  get(at) {
    const place = this.place(at);
    return this.axis !== undefined && at[this.axis] > this.latest ? 0 : this.values[place];
  }
}

/** The formula of an operator: a function from an index of the result to its value. */
function formula(model, op, read) {
  const { tables, weights } = model;
  const [a, b, c] = read;
  const { p, live } = op;
  const lut = (acc) => tables[LUT * op.table + requantise(acc, op.shift) + 32768] - 128;
  const w = (sizes, at) => weights[op.weight + frameIndex(sizes, at)] - 128;
  const bias = (n) => (op.flags & 1 ? [3, 2, 1, 0].reduce((acc, i) => 128 * acc + weights[op.bias + 4 * n + i] - 128, 0) : 0);
  const conv = (at, each) => {
    const [width, height, sx, sy, left, top] = p;
    return sum(height, (ky) =>
      sum(width, (kx) => {
        const [x, y] = [at[1] * 2 ** sx + kx - left, at[2] * 2 ** sy + ky - top];
        return x < 0 || y < 0 || x >= a.live[1] || y >= a.live[2] ? 0 : each(x, y, kx, ky);
      }),
    );
  };
  const scaled = (value, log) => value * 2 ** log;
  switch (op.name) {
    case 'Output':
    case 'StateOutput':
      return (at) => a.get(at);
    case 'Gemm': {
      const K = a.live.map((size, axis) => (axis <= p[0] ? size : 1));
      const step = 2 ** frameLogs(K).reduce((x, y) => x + y, 0);
      return (at) => {
        let acc = bias(at[0]);
        for (const k of indices(K)) {
          const from = k.map((index, axis) => (axis <= p[0] ? index : at[axis]));
          acc += a.get(from) * (weights[op.weight + frameIndex(K, k) + step * at[0]] - 128);
        }
        return lut(acc);
      };
    }
    case 'Conv2D': {
      const sizes = [a.live[0], p[0], p[1], live[0]];
      return (at) =>
        lut(bias(at[0]) + conv(at, (x, y, kx, ky) => sum(a.live[0], (ci) => a.get([ci, x, y, at[3]]) * w(sizes, [ci, kx, ky, at[0]]))));
    }
    case 'DepthwiseConv2D': {
      const sizes = [live[0], p[0], p[1], 1];
      return (at) => lut(bias(at[0]) + conv(at, (x, y, kx, ky) => a.get([at[0], x, y, at[3]]) * w(sizes, [at[0], kx, ky, 0])));
    }
    case 'MatMul':
      return ([j, i, h, e]) =>
        lut((op.flags & 1 ? scaled(c.get([j, 0, 0, 0]), p[0]) : 0) + sum(a.live[0], (d) => a.get([d, i, h, e]) * b.get([d, j, h, e])));
    case 'Add':
      return (at) => lut(scaled(a.get(at), p[0]) + (op.flags & 2 ? -1 : 1) * scaled(b.get(at), p[1]));
    case 'Lut':
      return (at) => lut(a.get(at));
    case 'AvgPool': {
      const [X, Y] = [2 ** p[0], 2 ** p[1]];
      return (at) => lut(sum(Y, (y) => sum(X, (x) => a.get([at[0], at[1] * X + x, at[2] * Y + y, at[3]]))));
    }
    case 'PairMap':
      return (at) => lut(256 * a.get(move(at, p[0], 2 * at[p[0]])) + a.get(move(at, p[0], 2 * at[p[0]] + 1)));
    case 'Map2':
      return (at) => lut(256 * a.get(at) + b.get(at));
    case 'Reshape':
      return (at) => a.get(frameCoordinates(a.live, frameIndex(live, at)));
    case 'Transpose':
      return (at) => a.get([0, 1, 2, 3].map((axis) => at[p.indexOf(axis)]));
    case 'Concat':
      return (at) => {
        let index = at[p[0]];
        const part = read.find((each) => index < each.live[p[0]] || ((index -= each.live[p[0]]), false));
        return part.get(move(at, p[0], index));
      };
    case 'Slice':
      return (at) => a.get(move(at, p[0], at[p[0]] + u32(p)));
    case 'ArgMax':
      return (at) => {
        const row = range(a.live[0]).map((channel) => a.get(move(at, 0, channel)));
        return row.indexOf(Math.max(...row));
      };
    case 'Embedding':
      return (at) => w([live[0], u32(p), 1, 1], [at[0], op.flags & 2 ? at[1] : a.get(move(at, 0, 0)), 0, 0]);
    case 'CausalMask':
      return (at) => (at[0] <= at[1] ? a.get(at) : -127);
    case 'Exp':
      return (at) => tables.readUInt16BE(LUT * model.header.luts + EXP * (op.table - model.header.luts) + 2 * (a.get(at) + 128));
    case 'SoftmaxDivide':
      return (at) => {
        const d = sum(a.live[0], (j) => a.get(move(at, 0, j)));
        return Math.floor((254 * a.get(at) + d) / (2 * d));
      };
    case 'RmsScale':
      return (at) => {
        const q = BigInt(u32(p) + sum(a.live[0], (channel) => a.get(move(at, 0, channel)) ** 2));
        let r = 0n;
        while ((r + 1n) ** 2n * q <= 2n ** BigInt(2 * p[0])) r++;
        return Number(r);
      };
    case 'Normalise':
      return (at) => lut(bias(at[0]) + requantise(a.get(at) * b.get(move(at, 0, 0)), p[0]) * (weights[op.weight + at[0]] - 128));
    case 'Centre':
      return (at) => lut(a.live[0] * a.get(at) - sum(a.live[0], (channel) => a.get(move(at, 0, channel))));
    case 'View8':
      return (at) => clamp(Math.floor((a.get(at) + 128) / 256), -127, 127);
    case 'Update':
      return (at) => {
        const n = op.flags & 2 ? at[0] : at[1];
        const g = sum(b.live[0], (row) => b.get([row, n, 0, 0]) * (op.flags & 2 ? 1 : c.get([row, at[0], 0, 0])));
        return clamp(a.get(at) - requantise(g * u16(p), op.shift), -32768, 32767);
      };
    default:
      throw new Error(`${op.name} has no formula`);
  }
}

const rootOf = (op, live, values) => activationRoot(op.type, live, encode(op.type, live, values));
export const isInput = (op) => ['Input', 'Label', 'State'].includes(op.name);

/**
 * Runs a model. inputs: the live elements of every Input, Label and State in record order; of a decode loop the prompt.
 * @returns values of the output, the roots of all boundaries, units, and the states after a training step.
 */
export function run(model, inputs) {
  if (model.header.loop) return decode(model, inputs[0]);
  const given = [...inputs];
  const tensors = [];
  for (const op of model.ops) {
    const values = isInput(op) ? given.shift() : undefined;
    const f = values
      ? undefined
      : formula(
          model,
          op,
          op.inputs.map((input) => tensors[input]),
        );
    tensors.push(new Tensor(op.live, values ?? [...indices(op.live)].map(f)));
  }
  const boundaries = model.ops.map((op, id) => rootOf(op, op.live, tensors[id].values));
  return {
    output: tensors[tensors.length - 1].values,
    boundaries,
    inputRoot: boundaries[0],
    outputRoot: boundaries[boundaries.length - 1],
    units: 1,
    states: model.ops.flatMap((op, id) => (op.name === 'StateOutput' ? [tensors[id].values] : [])),
  };
}

function decode(model, prompt) {
  const { ops, header } = model;
  const length = ops[0].live[1];
  must(prompt.length >= 1 && prompt.length <= length, 'X-04', 'prompt');
  const tensors = ops.map((op) => Object.assign(new Tensor(op.live), { axis: op.axis }));
  const boundaries = [];
  const generated = [];
  for (let t = 0; t < length && generated.length < header.tokens && generated[generated.length - 1] !== header.end; t++) {
    for (const tensor of tensors) tensor.latest = t;
    ops.forEach((op, id) => {
      const slice = move(op.live, op.axis, 1);
      const f =
        id === 0
          ? () => prompt[t] ?? generated[generated.length - 1]
          : formula(
              model,
              op,
              op.inputs.map((input) => tensors[input]),
            );
      const values = [];
      for (const at of indices(slice)) {
        const here = move(at, op.axis, t);
        values.push(f(here));
        tensors[id].values[tensors[id].place(here)] = values[values.length - 1];
      }
      boundaries.push(rootOf(op, slice, values));
    });
    if (t >= prompt.length - 1) generated.push(tensors[tensors.length - 1].get([0, t, 0, 0]));
  }
  const root = (tokens) => activationRoot(2, [1, tokens.length, 1, 1], encode(2, [1, tokens.length, 1, 1], tokens));
  return { output: generated, boundaries, inputRoot: root(prompt), outputRoot: root(generated), units: generated.length, states: [] };
}
