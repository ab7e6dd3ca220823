// Trees and commitments of prover/AIR8.md, written from that page alone.
import { keccak256 } from './keccak.mjs';

export const uint = (value, bytes) => {
  const out = Buffer.alloc(bytes);
  let rest = BigInt(value);
  for (let i = bytes - 1; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
};
export const hex = (bytes) => '0x' + Buffer.from(bytes).toString('hex');
export const unhex = (text) => Buffer.from(text.replace(/^0x/, ''), 'hex');

/** H(domain | fields) */
export const H = (domain, ...fields) => keccak256(Buffer.concat([Buffer.from([domain]), ...fields]));

const log2Ceil = (size) => {
  let log = 0;
  while (2 ** log < size) log++;
  return log;
};
export const frameLogs = (live) => live.map(log2Ceil);

/** Top over leaf hashes, padded with padding leaves to a power of two. */
export function top(leaves) {
  let level = leaves.length === 0 ? [H(0x14)] : [...leaves];
  while (level.length < 2 ** log2Ceil(leaves.length || 1)) level.push(H(0x14));
  while (level.length > 1) {
    const next = [];
    for (let i = 0; i < level.length; i += 2) next.push(H(0x01, level[i], level[i + 1]));
    level = next;
  }
  return level[0];
}

/** Zero of an element type, as bytes. Type 0x10 is the weights column, 0x11 the tables. */
const ZERO = { 1: [0x80], 2: [0, 0], 3: [0x80, 0], 0x10: [0x80], 0x11: [0] };

export function tensorRoot(type, rank, frame, live, bytes) {
  const leaves = [];
  for (let start = 0; start < bytes.length; start += 256) {
    const leaf = Buffer.alloc(256, Buffer.from(ZERO[type]));
    Buffer.from(bytes.subarray(start, start + 256)).copy(leaf);
    if (type === 0x10) for (let word = 0; word < 256; word += 32) leaf.subarray(word, word + 32).reverse();
    leaves.push(H(0x00, leaf));
  }
  const sizes = [...frame, ...live].map((size) => uint(size, 8));
  return H(0x06, Buffer.from([type, rank]), ...sizes, uint(leaves.length, 8), top(leaves));
}

export const activationRoot = (type, live, bytes) =>
  tensorRoot(
    type,
    4,
    frameLogs(live).map((log) => 2 ** log),
    live,
    bytes,
  );
const columnRoot = (type, bytes) => tensorRoot(type, 1, [bytes.length, 1, 1, 1], [bytes.length, 1, 1, 1], bytes);
export const weightsRoot = (bytes) => columnRoot(0x10, bytes);
export const tablesRoot = (bytes) => columnRoot(0x11, bytes);

export const contentHash = (graphHash, weights, pointW, tables, pointT, airVersion, srsId) =>
  H(0x03, graphHash, weights, pointW, tables, pointT, uint(airVersion, 4), srsId);
export const inputCommit = (salt, root, point = Buffer.alloc(64)) => H(0x04, salt, root, point);
export const outputCommit = (salt, root) => H(0x05, salt, root);
export const keyHash = (key) => H(0x0d, key);
export const traceSalt = (key) => H(0x0e, key);
export const outputSalt = (key) => H(0x0f, key);

const rootsTop = (roots) => top(roots.map((root) => H(0x00, root)));
export const traceRoot = (salt, boundaries) => H(0x0a, salt, uint(boundaries.length, 8), rootsTop(boundaries));
export const stateRoot = (step, optimiser, seed, masters, views) =>
  H(0x15, uint(step, 8), uint(optimiser, 1), seed, uint(masters.length, 2), rootsTop(masters), rootsTop(views));

/** Twelve words: numbers and addresses get zeros in front. */
export const inferenceCommitment = (f) =>
  H(
    0x07,
    ...[
      uint(f.chainId, 32),
      f.market,
      f.jobId,
      f.payee,
      f.verifier,
      f.modelId,
      f.inputCommit,
      f.outputCommit,
      f.cipherCommit,
      f.keyHash,
      uint(f.units, 32),
      f.traceRoot,
    ].map((field) => {
      const bytes = typeof field === 'string' ? unhex(field) : field;
      return Buffer.concat([Buffer.alloc(32 - bytes.length), bytes]);
    }),
  );
