// Files that break one rule of prover/AIR8.md each: a good model and the bytes to change.
import { load } from './check.mjs';
import { biasDigits } from './format.mjs';
import { hex, uint } from './hash.mjs';

const GRAPH = 256;
const record = (id) => GRAPH + 64 + 64 * id;

export function badFiles(buildNamed) {
  const tiny = buildNamed('tiny');
  const tables = record(3);
  const weights = tables + 65536;
  const bias = weights + 32;
  const patch = (at, ...bytes) => ({ at, bytes: hex(Buffer.from(bytes)) });
  const number = (at, value, size) => ({ at, bytes: hex(uint(value, size)) });
  const bad = (rule, name, ...patches) => ({ name, model: 'tiny', rule, patches });
  const boundBias = (name, value, n) => {
    const slots = { bound: 0, boundShifted: 4 }[name]; // the larger block comes first
    return { at: record(3) + 65536 + slots + 4 * n, bytes: hex(Buffer.from(biasDigits(value))) };
  };
  const largeFrame = [0, 1].map((axis) => [number(record(0) + 18 + 4 * axis, 2 ** 24, 4), patch(record(0) + 14 + axis, 24)]).flat();

  return [
    bad('F-01', 'another magic', patch(0, 0x42)),
    { name: 'empty', model: 'tiny', rule: 'F-01', cut: tiny.length },
    bad('F-02', 'file version 2', number(4, 2, 2)),
    bad('F-03', 'reserved bytes behind the version', patch(7, 1)),
    bad('F-03', 'reserved bytes at the end of the header', patch(255, 1)),
    { name: 'one byte short', model: 'tiny', rule: 'F-04', cut: 1 },
    { name: 'one byte too many', model: 'tiny', rule: 'F-04', append: '0x80' },
    { name: 'half a header', model: 'tiny', rule: 'F-04', cut: tiny.length - 128 },
    bad('F-04', 'graph section longer than the file', number(8, 2 ** 20, 8)),
    bad('F-05', 'tables section of 2^63 bytes', number(16, 2n ** 63n, 8)),
    bad('F-05', 'sections that together pass the limit', number(8, 2 ** 30, 8), number(16, 2 ** 30, 8)),
    bad('F-06', 'a point without the SRS it was made with', patch(64, 1)),
    bad('F-06', 'a table point without the SRS it was made with', patch(191, 1)),

    bad('G-01', 'airVersion 2', number(GRAPH, 2, 2)),
    bad('G-01', 'kind 2', patch(GRAPH + 2, 2)),
    bad('G-01', 'loop 2', patch(GRAPH + 3, 2)),
    bad('G-01', 'four operators in three records', number(GRAPH + 4, 4, 2)),
    bad('G-01', 'one operator', number(GRAPH + 4, 1, 2)),
    bad('G-01', 'two tables in a section of one', number(GRAPH + 6, 2, 2)),
    bad('G-01', 'an exponential table that is not there', number(GRAPH + 8, 1, 2)),
    bad('G-01', 'a state tensor without a training step', number(GRAPH + 10, 1, 2)),
    bad('G-01', 'a training step without state tensors', patch(GRAPH + 2, 1)),
    bad('G-01', 'tokens without a decode loop', number(GRAPH + 12, 5, 4)),
    bad('G-01', 'an end token without a decode loop', number(GRAPH + 16, 5, 4)),
    bad('G-01', 'more weight slots than weights', number(GRAPH + 20, 49, 8)),
    bad('G-01', 'reserved bytes of the graph header', patch(GRAPH + 63, 1)),

    bad('G-02', 'opcode 0', patch(record(1), 0)),
    bad('G-02', 'opcode 7f', patch(record(1), 0x7f)),

    bad('G-04', 'first operator no Input', patch(record(0), 0x10)),
    bad('G-04', 'two Inputs', patch(record(1), 0x01)),
    bad('G-04', 'Output in the middle', patch(record(1), 0x02)),
    bad('G-04', 'last operator no Output', patch(record(2), 0x38)),

    bad('G-05', 'an operator that reads itself', number(record(1) + 4, 1, 2)),
    bad('G-05', 'a cycle: an operator that reads a later one', number(record(1) + 4, 2, 2)),
    bad('G-05', 'a tensor past the end', number(record(2) + 4, 9, 2)),
    bad('G-05', 'a gap among the inputs', number(record(2) + 4, 0xffff, 2), number(record(2) + 6, 1, 2)),
    bad('G-05', 'two inputs of a Gemm', number(record(1) + 6, 0, 2)),
    bad('G-05', 'an Output that reads nothing', number(record(2) + 4, 0xffff, 2)),

    bad('G-06', 'element type 0', patch(record(1) + 3, 0)),
    bad('G-06', 'element type 4', patch(record(1) + 3, 4)),
    bad('G-06', 'a Gemm that makes uint16', patch(record(1) + 3, 2)),
    bad('G-06', 'an Input of int16', patch(record(0) + 3, 3)),
    bad('G-06', 'an Output of another type than its tensor', patch(record(2) + 3, 2)),

    bad('G-07', 'live size 0', number(record(0) + 18, 0, 4)),
    bad('G-07', 'live size above 2^24', number(record(0) + 18, 2 ** 24 + 1, 4), patch(record(0) + 14, 25)),
    bad('G-07', 'a frame larger than it must be', patch(record(0) + 14, 4)),
    bad('G-07', 'a frame smaller than its live box', patch(record(0) + 14, 2)),
    bad('G-07', 'a frame of 2^48 elements', ...largeFrame),

    bad('G-08', 'a Gemm that changes its rows', number(record(1) + 22, 2, 4), patch(record(1) + 15, 1)),
    bad('G-08', 'an Output of another shape', number(record(2) + 18, 4, 4)),

    bad('G-09', 'shift 17', patch(record(1) + 2, 17)),
    bad('G-09', 'a shift of Input', patch(record(0) + 2, 1)),
    bad('G-10', 'a table that is not there', number(record(1) + 12, 1, 2)),
    bad('G-10', 'a Gemm without a table', number(record(1) + 12, 0xffff, 2)),
    bad('G-10', 'a table of Output', number(record(2) + 12, 0, 2)),
    bad('G-11', 'a block that is not at a multiple of its size', number(record(1) + 34, 9, 6)),
    bad('G-11', 'two blocks in one place', number(record(1) + 34, 0, 6)),
    bad('G-11', 'a block beyond all others', number(record(1) + 34, 2 ** 40, 6)),
    bad('G-11', 'a slot of Output', number(record(2) + 34, 16, 6)),
    bad('G-12', 'weights in another place', number(record(1) + 40, 16, 6)),
    bad('G-12', 'bias on top of the weights', number(record(1) + 46, 0, 6)),
    bad('G-12', 'a bias block that no flag asks for', patch(record(1) + 1, 0)),
    bad('G-13', 'parameters of an operator without any', patch(record(0) + 52, 1)),
    bad('G-13', 'a parameter out of range', patch(record(1) + 52, 4)),
    bad('G-13', 'a position axis without a decode loop', patch(record(1) + 63, 1)),
    bad('G-14', 'a flag that Gemm does not have', patch(record(1) + 1, 3)),
    bad('G-14', 'a bias of Input', patch(record(0) + 1, 1)),
    bad('G-15', 'a tensor that nobody reads', number(record(2) + 4, 0, 2), number(record(2) + 18, 5, 4), patch(record(2) + 14, 3)),
    bad('G-16', 'more than 2^17 products', number(record(0) + 18, 2 ** 17 + 1, 4), patch(record(0) + 14, 18)),

    bad('T-01', 'a table that gives -128', patch(tables + 777, 0)),
    { name: 'a table that nobody uses', model: 'rows', rule: 'T-03', patches: [number(record(2) + 12, 0, 2)] },

    bad('W-01', 'a weight of -128', patch(weights + 4, 0)),
    bad('W-02', 'a weight beyond the inputs', patch(weights + 5, 0x81)),
    bad('W-02', 'a weight beyond the outputs', patch(weights + 24, 0x7f)),
    bad('W-02', 'a bias beyond the outputs', patch(bias + 12, 0x81)),
    bad('W-03', 'bias digit 64', patch(bias + 1, 0xc0)),
    bad('W-03', 'bias digit -65', patch(bias + 2, 0x3f)),
    bad('W-04', 'a bias of four digits 63', patch(bias, 0xbf, 0xbf, 0xbf, 0xbf)),
    bad('W-04', 'a bias of four digits -64', patch(bias, 0x40, 0x40, 0x40, 0x40)),
    bad('W-05', 'a shift too small for the weights', patch(record(1) + 2, 0)),
    { name: 'one above the bound, shift 0', model: 'bound', rule: 'W-05', patches: [boundBias('bound', 510, 1)] },
    { name: 'one below the negative bound, shift 0', model: 'bound', rule: 'W-05', patches: [boundBias('bound', -510, 0)] },
    { name: 'one above the bound, shift 1', model: 'boundShifted', rule: 'W-05', patches: [boundBias('boundShifted', 1019, 0)] },

    ...operatorCases(buildNamed),
  ];
}

/** Cases of the operators beside Gemm and ArgMax, by the model that has them. */
function operatorCases(buildNamed) {
  const cases = [];
  let [model, file, loaded] = [];
  const start = (name) => {
    [model, file] = [name, buildNamed(name)];
    loaded = load(file);
  };
  const bytes = (at, ...values) => ({ at, bytes: hex(Buffer.from(values)) });
  const word = (at, value, size = 2) => ({ at, bytes: hex(uint(value, size)) });
  const bad = (rule, name, ...patches) => cases.push({ name: `${model}: ${name}`, model, rule, patches: patches.flat() });
  const flags = (id, value) => bytes(record(id) + 1, value);
  const shift = (id, value) => bytes(record(id) + 2, value);
  const type = (id, value) => bytes(record(id) + 3, value);
  const reads = (id, ...ids) => ids.map((tensor, i) => word(record(id) + 4 + 2 * i, tensor));
  const table = (id, value) => word(record(id) + 12, value);
  const live = (id, axis, size) => [word(record(id) + 18 + 4 * axis, size, 4), bytes(record(id) + 14 + axis, Math.ceil(Math.log2(size)))];
  const shape = (id, sizes) => sizes.map((size, axis) => live(id, axis, size)).flat();
  const parameter = (id, k, ...values) => bytes(record(id) + 52 + k, ...values);
  const axis = (id, value) => bytes(record(id) + 63, value + 1);
  const weightBytes = () => file.length - loaded.weights.length;
  const weight = (id, slot, code) => bytes(weightBytes() + loaded.ops[id].weight + slot, code);
  const bias = (id, digit, code) => bytes(weightBytes() + loaded.ops[id].bias + digit, code);
  const tableRow = (id, row, code) => bytes(record(loaded.ops.length) + 65536 * id + row, code);
  const ofName = (name) => loaded.ops.findIndex((op) => op.name === name);

  start('flatten');
  bad('G-08', 'a summed axis that stays', live(1, 1, 5));
  bad('G-08', 'one summed axis less than the weights are for', parameter(1, 0, 1));
  bad('W-02', 'a weight of a row outside the live box', weight(1, 4 * 5, 0x81));
  bad('W-02', 'a weight beyond the channels', weight(1, 3, 0x81));
  bad('W-01', 'a weight of -128', weight(1, 4, 0));

  start('image');
  bad('G-05', 'a convolution of two tensors', reads(1, 0, 0));
  bad('G-08', 'a result one larger than the kernel reaches', live(1, 1, 12));
  bad('G-08', 'a depthwise convolution to other channels', live(3, 0, 6));
  bad('G-08', 'an Add of two shapes', reads(5, 3, 2));
  bad('G-08', 'pairs of an odd axis', parameter(7, 0, 2));
  bad('G-09', 'a shift of PairMap', shift(7, 1));
  bad('G-12', 'a kernel larger than its weights', parameter(2, 0, 9), parameter(2, 4, 8), parameter(2, 6, 2));
  bad('G-13', 'a kernel of width 0', parameter(1, 0, 0));
  bad('G-13', 'a stride of 2^5', parameter(1, 2, 5));
  bad('G-13', 'as many zeros on the left as the kernel is wide', parameter(1, 4, 3));
  bad('G-13', 'as many zeros below as the kernel is high', parameter(1, 7, 3));
  bad('G-13', 'a ninth parameter of a convolution', parameter(1, 8, 1));
  bad('G-13', 'pairs along a fifth axis', parameter(7, 0, 4));
  bad('G-14', 'a variant of a convolution', flags(1, 3));
  bad('W-01', 'a depthwise weight of -128', weight(3, 0, 0));
  bad('W-02', 'a weight beyond the channels', weight(1, 3, 0x7f));
  bad('W-02', 'a weight beyond the kernel', weight(1, 4 * 3, 0x7f));
  bad('W-02', 'a depthwise weight beyond the channels', weight(3, 7, 0x7f));
  bad('W-03', 'a bias digit of a convolution', bias(1, 1, 0xc0));
  bad('W-05', 'a convolution that shifts too little', shift(2, 0));
  bad('W-05', 'a depthwise convolution that shifts too little', shift(3, 0));
  bad('W-05', 'an Add that shifts too little', shift(5, 0), parameter(5, 0, 9));

  start('elements');
  bad('G-05', 'an Add of one tensor', word(record(2) + 6, 0xffff));
  bad('G-08', 'an Add of other rows', reads(11, 9, 8));
  bad('G-08', 'a window that does not divide the axis', parameter(5, 0, 3));
  bad('G-08', 'a Lut of another shape', live(1, 0, 5));
  bad('G-09', 'a shift of Lut', shift(1, 1));
  bad('G-09', 'a shift of Map2', shift(4, 1));
  bad('G-10', 'a Map2 without a table', table(4, 0xffff));
  bad('G-13', 'an Add of 2^16', parameter(2, 0, 16));
  bad('G-13', 'a window of 2^9', parameter(5, 0, 9));
  bad('G-13', 'a parameter of Lut', parameter(1, 0, 1));
  bad('G-14', 'a bias of Add', flags(2, 1));
  bad('W-05', 'an Add of 2^15 and 2^15 that shifts too little', shift(2, 7));
  bad('G-11', 'a slot of another block', word(record(1) + 34, 0, 6));

  start('layout');
  bad('G-06', 'a Transpose that makes uint16', type(2, 2));
  bad('G-08', 'a Transpose to another shape', live(2, 0, 3));
  bad('G-08', 'a slice past the end', parameter(6, 4, 0, 0, 0, 4));
  bad('G-08', 'a slice from 2^31', parameter(6, 4, 0x80, 0, 0, 0));
  bad('G-08', 'a Concat of parts that differ elsewhere', reads(9, 7, 4, 8));
  bad('G-09', 'a shift of Slice', shift(4, 1));
  bad('G-10', 'a table of Reshape', table(1, 0));
  bad('G-11', 'a slot of Transpose', word(record(2) + 34, 128, 6));
  bad('G-12', 'a weight offset of Reshape', word(record(1) + 40, 1, 6));
  bad('G-13', 'a Transpose that reads an axis twice', parameter(2, 0, 3, 0, 2, 3));
  bad('G-13', 'a Transpose along a fifth axis', parameter(2, 0, 4, 0, 2, 1));
  bad('G-13', 'a Concat along a fifth axis', parameter(9, 0, 4));
  bad('G-13', 'a Slice along a fifth axis', parameter(4, 0, 9));
  bad('G-14', 'a bias of Concat', flags(9, 1));
  bad('G-17', 'a Reshape that moves an edge', live(1, 1, 4), live(1, 0, 3));
  bad('G-17', 'a Reshape to another frame', shape(1, [4, 3, 5, 4]));
  bad('G-17', 'a Reshape that makes an axis full', live(1, 1, 4));
  bad('G-17', 'a slice whose start is no multiple of its size', parameter(4, 4, 0, 0, 0, 1));
  bad('G-17', 'a slice of no power of two behind the start', parameter(5, 4, 0, 0, 0, 1));
  bad('G-17', 'a part that does not start at a multiple of itself', reads(9, 6, 7, 8));
  start('sliced');
  bad('G-17', 'a slice of three from three', parameter(1, 4, 0, 0, 0, 3));
  start('concatUneven');
  bad('G-05', 'a Concat of one tensor', word(record(3) + 6, 0xffff), word(record(3) + 8, 0xffff), word(record(3) + 10, 0xffff));
  bad('G-08', 'a Concat that makes more than its parts', live(3, 0, 17));
  bad('G-17', 'parts in an order that breaks their multiples', reads(3, 2, 0, 1, 2));

  start('attention');
  const [scores, exp, softmax] = ['MatMul', 'Exp', 'SoftmaxDivide'].map(ofName);
  const last = loaded.ops.length - 1;
  bad('G-05', 'a MatMul of one tensor', word(record(scores) + 6, 0xffff));
  bad('G-05', 'a MatMul of three tensors without a bias', word(record(scores) + 8, 0));
  bad('G-05', 'a bias that is not read', flags(scores, 1));
  bad('G-06', 'an Exp that makes int8', type(exp, 1));
  bad('G-06', 'a softmax of int8', reads(softmax, scores));
  bad('G-08', 'a MatMul of factors that do not meet', reads(scores, scores - 1, scores - 1));
  bad('G-08', 'a MatMul to other keys', live(scores, 0, 6));
  bad('G-09', 'a shift of Exp', shift(exp, 1));
  bad('G-10', 'an Exp of a LUT', table(exp, 0));
  bad('G-10', 'a MatMul of an exponential table', table(scores, 3));
  bad('G-10', 'an exponential table past the end', table(exp, 4));
  bad('G-12', 'a weight offset of MatMul', word(record(scores) + 40, 64, 6));
  bad('G-13', 'a scaled bias that is not there', parameter(scores, 0, 1));
  bad('G-14', 'a variant of MatMul', flags(scores, 2));
  bad('G-18', 'scores that may all be -127', tableRow(2, 12345, 1));
  bad('G-19', 'an Exp as output', reads(last, exp), type(last, 2), shape(last, loaded.ops[exp].live));
  bad('T-02', 'an exponential of -127', bytes(record(last + 1) + 3 * 65536 + 3, 1));
  bad('T-02', 'an exponential of -128', bytes(record(last + 1) + 3 * 65536, 1));
  bad('T-02', 'an exponential of 0', bytes(record(last + 1) + 3 * 65536 + 400, 0, 0));
  bad('W-05', 'a MatMul that shifts too little', shift(scores, 0));

  start('shares');
  bad('G-18', 'an Exp of what no table made', reads(2, 0));

  start('norms');
  bad('G-06', 'a scale of int8', reads(3, 1, 1));
  bad('G-06', 'a scale that makes int8', type(2, 1));
  bad('G-08', 'a scale of several channels', live(2, 0, 5));
  bad('G-08', 'a Normalise to another shape', live(3, 1, 2));
  bad('G-09', 'a shift of RmsScale', shift(2, 1));
  bad('G-13', 'a scale of 2^32', parameter(2, 0, 32));
  bad('G-13', 'a first shift of 3', parameter(3, 0, 3));
  bad('G-13', 'a first shift of 17', parameter(3, 0, 17));
  bad('G-14', 'a bias of Centre', flags(1, 1));
  bad('G-19', 'an epsilon of 0', parameter(2, 4, 0, 0, 0, 0));
  bad('G-19', 'an epsilon that lets the scale pass 4096', parameter(4, 4, 0x3f, 0xff, 0xff, 0xff));
  bad('G-19', 'an epsilon that lets the scale fall to 0', parameter(2, 4, 0, 0xff, 0xff, 0xff));
  bad('W-01', 'a weight of -128', weight(3, 2, 0));
  bad('W-02', 'a weight beyond the channels', weight(3, 5, 0x81));
  bad('W-05', 'a Normalise that shifts too little', shift(3, 6));
  start('centred');
  bad('W-05', 'a Centre that shifts too little', shift(1, 0));
  start('pooled');
  bad('W-05', 'an AvgPool that shifts too little', shift(1, 0));

  start('tokens');
  bad('G-06', 'an Embedding of int8', reads(2, 1));
  bad('G-06', 'tokens as output', reads(6, 0), type(6, 2), shape(6, [1, 6, 1, 3]));
  bad('G-08', 'tokens on a third axis', shape(0, [1, 6, 2, 3]));
  bad('G-08', 'more positions than rows', parameter(2, 4, 0, 0, 0, 5));
  bad('G-08', 'more indices than rows', parameter(5, 4, 0, 0, 0, 4));
  bad('G-08', 'an Embedding of other rows', live(1, 1, 5));
  bad('G-12', 'fewer weights than tokens', parameter(1, 4, 0, 0, 0, 17));
  bad('G-13', 'a vocabulary of 0', parameter(1, 4, 0, 0, 0, 0));
  bad('G-13', 'a vocabulary of 2^16 + 1', parameter(1, 4, 0, 1, 0, 1));
  bad('G-14', 'a bias of Embedding', flags(1, 1));
  bad('W-01', 'a weight of -128', weight(1, 8, 0));
  bad('W-02', 'a weight beyond the vocabulary', weight(1, 8 * 11, 0x81));

  start('decoder');
  const [mask, choice] = ['CausalMask', 'ArgMax'].map(ofName);
  const split = ofName('Reshape');
  const swapped = ofName('Transpose');
  bad('G-01', 'a training step that is a decode loop', bytes(GRAPH + 2, 1), word(GRAPH + 10, 1));
  bad('G-01', 'no tokens', word(GRAPH + 12, 0, 4));
  bad('G-01', 'an end token of 2^16', word(GRAPH + 16, 65536, 4));
  bad('G-13', 'a fifth axis', axis(3, 4));
  bad('G-20', 'a tensor without a position', axis(3, -1));
  bad('G-20', 'the channel as position', axis(3, 0));
  bad('G-20', 'a Reshape that carries another axis', axis(split, 1));
  bad('G-20', 'a Transpose that carries another axis', axis(swapped, 2));
  bad('G-20', 'a mask over channels', axis(mask, 0));
  bad('G-20', 'more tokens than the sequence has', word(GRAPH + 12, 8, 4));
  bad(
    'G-20',
    'an output that is no ArgMax',
    reads(loaded.ops.length - 1, choice - 1),
    type(loaded.ops.length - 1, 1),
    live(loaded.ops.length - 1, 0, 13),
  );
  bad('G-20', 'a vocabulary smaller than what is generated', parameter(1, 4, 0, 0, 0, 12));
  start('decoderOfConvolutions');
  bad('G-20', 'a kernel that reads the next position', parameter(2, 4, 1, 0, 1, 0));
  bad('G-20', 'a depthwise kernel that reads the next position', parameter(3, 4, 0, 0, 1, 0));
  bad('G-20', 'a Concat along the positions', parameter(4, 0, 1), shape(4, [4, 16, 1, 1]), live(5, 1, 16), live(6, 1, 16), live(7, 1, 16));

  start('step');
  const states = [22, 23, 24];
  bad('G-05', 'an Update without the layer input', word(record(19) + 8, 0xffff));
  bad('G-05', 'an Update of a bias that reads a layer input', word(record(20) + 8, 16));
  bad('G-06', 'a view of int8', reads(5, 0), shape(5, loaded.ops[0].live));
  bad('G-06', 'an Update of int8', reads(19, 5));
  bad('G-06', 'a bias of int8', word(record(8) + 8, 5));
  bad('G-06', 'a State of int8', type(2, 1));
  bad('G-08', 'labels with a width', live(1, 1, 2));
  bad('G-08', 'a Map2 of two shapes', reads(11, 9, 7));
  bad('G-08', 'a bias of another length', live(3, 0, 3));
  bad('G-08', 'an Update of errors of another layer', reads(19, 2, 17));
  bad('G-08', 'an Update of inputs of another layer', word(record(19) + 8, 18));
  bad('G-08', 'a bias learning from errors of another layer', reads(20, 3, 17));
  bad('G-08', 'a view of another shape', live(5, 0, 5));
  bad('G-09', 'a shift of View8', shift(5, 8));
  bad('G-13', 'a bias of 2^12', parameter(8, 0, 12));
  bad('G-13', 'a learning rate of 0', parameter(19, 0, 0, 0));
  bad('G-14', 'a bias of Update', flags(19, 1));
  bad('G-21', 'no training step', bytes(GRAPH + 2, 0), word(GRAPH + 10, 0));
  bad('G-21', 'two states in the header', word(GRAPH + 10, 2));
  bad('G-21', 'states counted from 1', parameter(2, 0, 0, 1), parameter(3, 0, 0, 0));
  bad('G-21', 'an index given twice', parameter(3, 0, 0, 0));
  bad('G-21', 'states made in another order', parameter(states[0], 0, 0, 1), parameter(states[1], 0, 0, 0));
  bad('G-21', 'labels of another batch', live(1, 3, 6), live(10, 1, 6), reads(11, 9, 9), live(17, 0, 5));
  bad('G-21', 'a state that comes back as another', parameter(states[2], 0, 0, 1));
  bad('W-05', 'an Update that shifts too little', shift(19, 9));
  bad('W-05', 'an Update of a bias that shifts too little', shift(20, 9));
  bad('W-05', 'a product and a bias that shift too little', shift(8, 1));
  return cases;
}
