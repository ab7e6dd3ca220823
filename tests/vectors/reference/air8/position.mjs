// Which axis of a tensor is the position of a decode loop: the table under Decode loops in prover/AIR8.md.
import { frameLogs } from './hash.mjs';

const lowestBit = (live, axis) =>
  frameLogs(live)
    .slice(0, axis)
    .reduce((a, b) => a + b, 0);

/** Axes that a record may name; none if the operator would read a later position. */
export function positionAxes(op, ops) {
  if (op.name === 'Input') return [1];
  const axes = op.inputs.map((input) => ops[input].axis);
  const axis = axes[0];
  if (axis === undefined) return [];
  const keep = (holds) => (holds ? [axis] : []);
  const along = (size, stride, before, behind) => stride === 0 && behind === 0 && before === size - 1;
  const [width, height, sx, sy, left, top, right, bottom] = op.p;
  const causal = axis === 1 ? along(width, sx, left, right) : axis === 2 ? along(height, sy, top, bottom) : true;
  switch (op.name) {
    case 'Gemm':
      return keep(axis > op.p[0]);
    case 'Conv2D':
      return keep(axis !== 0 && causal);
    case 'DepthwiseConv2D':
      return keep(causal);
    case 'MatMul':
      return keep(axis === 1 ? axes[1] === 0 || axes[1] === 1 : axis >= 2 && axes[1] === axis);
    case 'Add':
    case 'Map2':
      return keep(axes[1] === axis);
    case 'Concat':
      return keep(axes.every((each) => each === axis) && op.p[0] !== axis);
    case 'Slice':
    case 'PairMap':
      return keep(op.p[0] !== axis);
    case 'AvgPool':
      return keep([0, op.p[0], op.p[1], 0][axis] === 0);
    case 'Reshape': {
      const from = ops[op.inputs[0]].live;
      const same = (to) => op.live[to] === from[axis] && lowestBit(op.live, to) === lowestBit(from, axis);
      return [0, 1, 2, 3].filter(same);
    }
    case 'Transpose':
      return [op.p.indexOf(axis)];
    case 'CausalMask':
      return keep(axis === 1);
    case 'ArgMax':
    case 'SoftmaxDivide':
    case 'RmsScale':
    case 'Centre':
      return keep(axis !== 0);
    case 'Normalise':
      return keep(axis !== 0 && axes[1] === axis);
    default:
      return keep(['Output', 'Lut', 'Embedding', 'Exp'].includes(op.name));
  }
}
