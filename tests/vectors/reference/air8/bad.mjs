// Files that break one rule of prover/AIR8.md each: a good model and the bytes to change.
import { biasDigits } from './model.mjs';
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
  ];
}
