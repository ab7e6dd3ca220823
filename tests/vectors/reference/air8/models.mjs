// Good models: every operator, odd live boxes, extremes. Operator i makes tensor i; "in" lists the tensors read.
const wide = { factor: 1, shift: 3, low: -127, high: 127 };
const narrow = { factor: 1, shift: 8, low: -127, high: 127 };
const plain = { factor: 1, shift: 0, low: -127, high: 127 };
const relu = { factor: 1, shift: 0, low: 0, high: 127 };
const above = { factor: 1, shift: 0, low: -126, high: 127 };
const seeded = (seed, limit = 128) => ({ seed, limit });
const input = (...live) => ({ op: 'Input', live });
const tokens = (...live) => ({ op: 'Input', live, tokens: true });
const output = (from) => ({ op: 'Output', in: [from] });

/** One query block: heads of D channels over one sequence; ids are of the first operator made. */
const attention = (first, from, { heads, size, weights, causal }) => {
  const width = heads * size;
  const project = (seed) => ({ op: 'Gemm', in: [from], outputs: width, weights: seeded(seed), shift: weights, table: 0 });
  const ops = [];
  const add = (op) => first + ops.push(op) - 1;
  const length = causal.length;
  const split = (id) => add({ op: 'Reshape', in: [id], live: [size, heads, length, 1] });
  const headsLast = (id, axes) => add({ op: 'Transpose', in: [id], axes });
  const q = headsLast(split(add(project(3))), [0, 2, 1, 3]);
  const k = headsLast(split(add(project(11))), [0, 2, 1, 3]);
  const v = headsLast(split(add(project(29))), [2, 0, 1, 3]);
  const scores = add({ op: 'MatMul', in: [q, k], shift: 8, table: 2 });
  const masked = causal.masked ? add({ op: 'CausalMask', in: [scores] }) : scores;
  const shares = add({ op: 'SoftmaxDivide', in: [add({ op: 'Exp', in: [masked], exp: 0 })] });
  const mixed = add({ op: 'MatMul', in: [shares, v], shift: 7, table: 0 });
  const back = add({ op: 'Reshape', in: [headsLast(mixed, [0, 2, 1, 3])], live: [width, length, 1, 1] });
  return { ops, last: back };
};

const decoder = (length, end, count) => {
  const ops = [
    tokens(1, length, 1, 1),
    { op: 'Embedding', in: [0], channels: 8, vocabulary: 13, weights: seeded(7) },
    { op: 'Embedding', in: [0], channels: 8, vocabulary: length, weights: seeded(91, 40), positions: true },
    { op: 'Add', in: [1, 2], logs: [0, 0], shift: 0, table: 0 },
    { op: 'RmsScale', in: [3], k: 14, epsilon: 40 },
    { op: 'Normalise', in: [3, 4], scaleShift: 7, weights: seeded(19, 60), bias: seeded(3, 90), shift: 6, table: 0 },
  ];
  const block = attention(ops.length, 5, { heads: 2, size: 4, weights: 5, causal: { length, masked: true } });
  ops.push(...block.ops);
  const next = () => ops.length - 1;
  ops.push({ op: 'Add', in: [3, block.last], logs: [1, 1], shift: 1, table: 0 });
  ops.push({ op: 'Gemm', in: [next()], outputs: 13, weights: seeded(77), bias: seeded(5, 100), shift: 6, table: 1 });
  ops.push({ op: 'ArgMax', in: [next()] });
  ops.push(output(next()));
  return { loop: { tokens: count, end }, tables: [plain, wide, above], exps: [{ factor: 126 }], ops };
};

export const MODELS = {
  // One layer, one table, a bias: the smallest model with every section.
  tiny: {
    tables: [relu],
    ops: [
      input(5, 1, 1, 1),
      {
        op: 'Gemm',
        in: [0],
        outputs: 3,
        weights: [
          [-24, -76, 34, -49, -70],
          [-37, 11, 21, 38, 17],
          [73, 21, -24, -7, 27],
        ],
        bias: [700, -9000, 31],
        shift: 6,
        table: 0,
      },
      output(1),
    ],
  },
  // Several rows on three axes, sizes that are no powers of two, a layer without bias, two tables, an index as output.
  rows: {
    tables: [
      { factor: 3, shift: 2, low: -127, high: 127 },
      { factor: 1, shift: 1, low: -100, high: 127 },
    ],
    ops: [
      input(6, 3, 1, 2),
      { op: 'Gemm', in: [0], outputs: 9, weights: seeded(11, 127), shift: 9, table: 0 },
      { op: 'Gemm', in: [1], outputs: 4, weights: seeded(29, 127), bias: [-128, 64, 1200, -700], shift: 8, table: 1 },
      { op: 'ArgMax', in: [2] },
      output(3),
    ],
  },
  // The accumulator's bound met with equality: 127 (127 + 127) + 509 = 32767, and (65534 + 1) >> 1 = 32767.
  bound: {
    tables: [narrow],
    ops: [
      input(2, 1, 1, 1),
      { op: 'Gemm', in: [0], outputs: 2, weights: [127, -127, 127, 127], bias: [-509, 509], shift: 0, table: 0 },
      output(1),
    ],
  },
  boundShifted: {
    tables: [narrow],
    ops: [
      input(4, 1, 1, 1),
      { op: 'Gemm', in: [0], outputs: 1, weights: [127, -127, 127, -127], bias: [1018], shift: 1, table: 0 },
      output(1),
    ],
  },
  // Gemm over two, three and four axes of an odd image.
  flatten: {
    tables: [wide],
    ops: [
      input(3, 5, 3, 2),
      { op: 'Gemm', in: [0], axes: 2, outputs: 5, weights: seeded(3), bias: seeded(9, 128), shift: 6, table: 0 },
      output(1),
    ],
  },
  flattenWide: {
    tables: [wide],
    ops: [input(3, 5, 2, 3), { op: 'Gemm', in: [0], axes: 1, outputs: 7, weights: seeded(40), shift: 3, table: 0 }, output(1)],
  },
  flattenAll: {
    tables: [wide],
    ops: [
      input(5, 1, 3, 3),
      { op: 'Gemm', in: [0], axes: 3, outputs: 2, weights: seeded(60), bias: [1, -1], shift: 6, table: 0 },
      output(1),
    ],
  },
  // Convolutions: padding that is not symmetric, strides, 1x1, kernels wider than high, kernel as large as the image.
  image: {
    tables: [wide, { ...relu, factor: 3, shift: 1 }, { pair: 'max' }],
    ops: [
      input(3, 11, 9, 2),
      {
        op: 'Conv2D',
        in: [0],
        window: [3, 3, 0, 0, 1, 1, 1, 1],
        outputs: 6,
        weights: seeded(5),
        bias: seeded(50, 128),
        shift: 6,
        table: 1,
      },
      { op: 'Conv2D', in: [1], window: [5, 2, 1, 1, 4, 0, 2, 1], outputs: 5, weights: seeded(6), shift: 7, table: 0 },
      { op: 'DepthwiseConv2D', in: [2], window: [3, 3, 0, 0, 2, 1, 1, 1], weights: seeded(8), bias: seeded(1, 99), shift: 4, table: 0 },
      { op: 'Conv2D', in: [3], window: [1, 1, 0, 0, 0, 0, 0, 0], outputs: 5, weights: seeded(9), shift: 4, table: 0 },
      { op: 'Add', in: [3, 4], logs: [2, 0], shift: 1, table: 0 },
      { op: 'Conv2D', in: [5], window: [3, 2, 0, 0, 0, 0, 0, 0], outputs: 4, weights: seeded(13), bias: seeded(2, 60), shift: 6, table: 0 },
      { op: 'PairMap', in: [6], axis: 1, table: 2 },
      { op: 'PairMap', in: [7], axis: 2, table: 2 },
      { op: 'Gemm', in: [8], axes: 2, outputs: 3, weights: seeded(17), shift: 6, table: 0 },
      output(9),
    ],
  },
  depthwiseStride: {
    tables: [wide],
    ops: [
      input(7, 10, 6, 1),
      { op: 'DepthwiseConv2D', in: [0], window: [4, 1, 2, 0, 3, 0, 0, 0], weights: seeded(23), shift: 2, table: 0 },
      { op: 'DepthwiseConv2D', in: [1], window: [1, 5, 0, 1, 0, 2, 0, 4], weights: seeded(24), bias: seeded(25, 120), shift: 3, table: 0 },
      output(2),
    ],
  },
  // Everything that works element by element, at the ends of its parameters.
  elements: {
    tables: [plain, wide, { pair: 'product' }, { factor: -5, shift: 3, low: -127, high: 111 }, { pair: 'max' }],
    ops: [
      input(6, 4, 4, 3),
      { op: 'Lut', in: [0], table: 3 },
      { op: 'Add', in: [0, 1], logs: [15, 15], shift: 8, table: 1 },
      { op: 'Add', in: [2, 1], logs: [3, 0], subtract: true, shift: 0, table: 0 },
      { op: 'Map2', in: [3, 0], table: 2 },
      { op: 'AvgPool', in: [4], logs: [1, 2], shift: 3, table: 0 },
      { op: 'PairMap', in: [4], axis: 0, table: 4 },
      { op: 'PairMap', in: [6], axis: 2, table: 2 },
      { op: 'AvgPool', in: [7], logs: [0, 1], shift: 1, table: 0 },
      { op: 'Gemm', in: [5], axes: 2, outputs: 4, weights: seeded(4), shift: 4, table: 1 },
      { op: 'Gemm', in: [8], axes: 2, outputs: 4, weights: seeded(14), shift: 4, table: 1 },
      { op: 'Add', in: [9, 10], logs: [0, 15], shift: 16, table: 0 },
      output(11),
    ],
  },
  pairsOfBatches: {
    tables: [{ pair: 'max' }, plain],
    ops: [
      input(3, 1, 1, 6),
      { op: 'PairMap', in: [0], axis: 3, table: 0 },
      { op: 'AvgPool', in: [1], logs: [0, 0], shift: 0, table: 1 },
      output(2),
    ],
  },
  // Layout: every kind of move that G-17 allows.
  layout: {
    tables: [plain],
    ops: [
      input(12, 5, 2, 1),
      { op: 'Reshape', in: [0], live: [4, 3, 5, 2] },
      { op: 'Transpose', in: [1], axes: [3, 0, 2, 1] },
      { op: 'Lut', in: [2], table: 0 },
      { op: 'Slice', in: [3], axis: 1, start: 2, size: 2 },
      { op: 'Slice', in: [3], axis: 2, start: 0, size: 3 },
      { op: 'Slice', in: [5], axis: 1, start: 3, size: 1 },
      { op: 'Slice', in: [4], axis: 2, start: 0, size: 3 },
      { op: 'Slice', in: [7], axis: 1, start: 1, size: 1 },
      { op: 'Concat', in: [7, 6, 8], axis: 1 },
      { op: 'Concat', in: [9, 9], axis: 0 },
      output(10),
    ],
  },
  sliced: {
    tables: [plain],
    ops: [input(9, 2, 1, 1), { op: 'Slice', in: [0], axis: 0, start: 0, size: 3 }, { op: 'Lut', in: [1], table: 0 }, output(2)],
  },
  concatUneven: {
    tables: [plain],
    ops: [
      input(8, 3, 1, 1),
      { op: 'Slice', in: [0], axis: 0, start: 4, size: 4 },
      { op: 'Slice', in: [0], axis: 0, start: 2, size: 2 },
      { op: 'Concat', in: [0, 1, 2, 2], axis: 0 },
      { op: 'Lut', in: [3], table: 0 },
      output(4),
    ],
  },
  // Attention over a whole sequence, and what stands around it.
  attention: (() => {
    const block = attention(1, 0, { heads: 2, size: 4, weights: 5, causal: { length: 5, masked: false } });
    const end = { op: 'Lut', in: [block.last], table: 1 };
    return { tables: [plain, wide, above], exps: [{ factor: 100 }], ops: [input(8, 5, 1, 1), ...block.ops, end, output(block.last + 1)] };
  })(),
  shares: {
    tables: [above, plain],
    exps: [{ factor: 126 }, { factor: -40 }],
    ops: [
      input(5, 3, 2, 1),
      { op: 'Lut', in: [0], table: 0 },
      { op: 'Exp', in: [1], exp: 1 },
      { op: 'SoftmaxDivide', in: [2] },
      { op: 'CausalMask', in: [1] },
      { op: 'Exp', in: [4], exp: 0 },
      { op: 'SoftmaxDivide', in: [5] },
      { op: 'Add', in: [3, 6], logs: [0, 0], shift: 1, table: 1 },
      output(7),
    ],
  },
  norms: {
    tables: [plain, { factor: 3, shift: 2, low: -127, high: 127 }],
    ops: [
      input(5, 3, 2, 1),
      { op: 'Centre', in: [0], shift: 3, table: 0 },
      { op: 'RmsScale', in: [1], k: 12, epsilon: 1 },
      { op: 'Normalise', in: [1, 2], scaleShift: 4, weights: seeded(3), bias: seeded(8, 77), shift: 8, table: 0 },
      { op: 'RmsScale', in: [0], k: 27, epsilon: 2 ** 30 },
      { op: 'Normalise', in: [0, 4], scaleShift: 16, weights: seeded(30), shift: 7, table: 0 },
      { op: 'Add', in: [3, 5], logs: [0, 0], shift: 0, table: 1 },
      output(6),
    ],
  },
  centred: {
    tables: [plain],
    ops: [input(131, 2, 1, 1), { op: 'Centre', in: [0], shift: 1, table: 0 }, output(1)],
  },
  pooled: {
    tables: [plain],
    ops: [input(3, 32, 16, 1), { op: 'AvgPool', in: [0], logs: [5, 4], shift: 8, table: 0 }, output(1)],
  },
  scales: {
    tables: [],
    ops: [input(4, 3, 1, 2), { op: 'RmsScale', in: [0], k: 8, epsilon: 17 }, output(1)],
  },
  tokens: {
    tables: [wide],
    ops: [
      tokens(1, 6, 1, 3),
      { op: 'Embedding', in: [0], channels: 5, vocabulary: 11, weights: seeded(2) },
      { op: 'Embedding', in: [0], channels: 5, vocabulary: 7, weights: seeded(200, 90), positions: true },
      { op: 'Add', in: [1, 2], logs: [6, 7], shift: 0, table: 0 },
      { op: 'ArgMax', in: [3] },
      { op: 'Embedding', in: [4], channels: 3, vocabulary: 5, weights: seeded(70) },
      output(5),
    ],
  },
  // Decode loops: one that meets its end token or the most tokens, one that runs to the end of its sequence.
  decoder: decoder(7, 9, 4),
  decoderToTheEnd: decoder(6, undefined, 6),
  // A loop without attention: a causal convolution over the positions, each of its kernels ending at the position.
  decoderOfConvolutions: {
    loop: { tokens: 5, end: 2 },
    tables: [plain, wide],
    ops: [
      tokens(1, 8, 1, 1),
      { op: 'Embedding', in: [0], channels: 4, vocabulary: 10, weights: seeded(21) },
      {
        op: 'Conv2D',
        in: [1],
        window: [3, 1, 0, 0, 2, 0, 0, 0],
        outputs: 4,
        weights: seeded(22),
        bias: seeded(23, 99),
        shift: 6,
        table: 0,
      },
      { op: 'DepthwiseConv2D', in: [2], window: [2, 1, 0, 0, 1, 0, 0, 0], weights: seeded(24), shift: 5, table: 0 },
      { op: 'Concat', in: [3, 1], axis: 0 },
      { op: 'Gemm', in: [4], outputs: 10, weights: seeded(26), shift: 5, table: 1 },
      { op: 'ArgMax', in: [5] },
      output(6),
    ],
  },
  // Two layers learn from one batch: forward, backward, update.
  step: {
    tables: [{ factor: 1, shift: 0, low: -127, high: 127 }, { pair: 'loss' }, { pair: 'relu' }, relu],
    ops: [
      input(6, 1, 1, 5),
      { op: 'Label', live: [3, 1, 1, 5] },
      { op: 'State', index: 0, live: [6, 4, 1, 1] },
      { op: 'State', index: 1, live: [4, 1, 1, 1] },
      { op: 'State', index: 2, live: [4, 3, 1, 1] },
      { op: 'View8', in: [2] },
      { op: 'View8', in: [4] },
      { op: 'Transpose', in: [0], axes: [0, 3, 1, 2] },
      { op: 'MatMul', in: [7, 5, 3], biasLog: 3, shift: 8, table: 3 },
      { op: 'MatMul', in: [8, 6], shift: 7, table: 0 },
      { op: 'Transpose', in: [1], axes: [0, 3, 1, 2] },
      { op: 'Map2', in: [9, 10], table: 1 },
      { op: 'Transpose', in: [6], axes: [1, 0, 2, 3] },
      { op: 'MatMul', in: [11, 12], shift: 7, table: 0 },
      { op: 'Map2', in: [13, 8], table: 2 },
      { op: 'Transpose', in: [14], axes: [1, 0, 2, 3] },
      { op: 'Transpose', in: [7], axes: [1, 0, 2, 3] },
      { op: 'Transpose', in: [11], axes: [1, 0, 2, 3] },
      { op: 'Transpose', in: [8], axes: [1, 0, 2, 3] },
      { op: 'Update', in: [2, 15, 16], rate: 300, shift: 12 },
      { op: 'Update', in: [3, 15], rate: 65535, shift: 12 },
      { op: 'Update', in: [4, 17, 18], rate: 1, shift: 2 },
      { op: 'StateOutput', in: [19], index: 0 },
      { op: 'StateOutput', in: [20], index: 1 },
      { op: 'StateOutput', in: [21], index: 2 },
      output(9),
    ],
  },
};
