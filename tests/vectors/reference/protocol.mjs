// Computes tests/vectors/protocol.json with viem, independently of the contracts and of the C# code that read it.
//   node tests/vectors/reference/protocol.mjs           writes the file
//   node tests/vectors/reference/protocol.mjs --check   fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { concatHex, hashStruct, hashTypedData, keccak256, numberToHex, pad, stringToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const path = new URL('../protocol.json', import.meta.url);

// A counter hashed: reproducible, and different in every place.
let counter = 0;
const draw = () => keccak256(stringToHex(`aether protocol vectors ${counter++}`));
const bits = (n) => BigInt(draw()) >> (256n - BigInt(n));
const address = () => numberToHex(bits(160), { size: 20 });
const max = (n) => (1n << BigInt(n)) - 1n;

const word = (value) => (typeof value === 'string' ? pad(value, { size: 32 }) : numberToHex(value, { size: 32 }));
const domainHash = (domain, ...values) => keccak256(concatHex([numberToHex(domain, { size: 1 }), ...values.map(word)]));
const ZERO20 = `0x${'00'.repeat(20)}`;
const ZERO32 = `0x${'00'.repeat(32)}`;

const domain = { name: 'Aether', version: '1' };
const field = (list) => list.map((entry) => ({ type: entry.split(' ')[0], name: entry.split(' ')[1] }));
const types = {
  Request: field([
    'address requester',
    'uint96 nonce',
    'address agent',
    'address token',
    'uint96 minPrice',
    'uint96 maxPrice',
    'uint96 collateral',
    'uint40 rampStart',
    'uint32 rampSecs',
    'uint32 lockSecs',
    'uint32 execSecs',
    'uint32 inputSecs',
    'uint32 disputeSecs',
    'uint8 tier',
    'address verifier',
    'address exclusive',
    'uint32 exclusiveSecs',
    'address gate',
    'bytes32 gateData',
    'uint64 regionMask',
    'bytes32 modelId',
    'bytes32 inputCommit',
    'bytes32 watchers',
    'uint8 outputMode',
    'bytes32 extrasHash',
    'uint32 maxUnits',
    'address relay',
  ]),
  Acceptance: field(['uint256 jobId', 'bytes32 ic']),
  DeliveryAck: field(['uint256 jobId', 'bytes32 ic']),
  Availability: field(['uint256 jobId', 'bytes32 cipherCommit', 'uint40 until']),
  NodeKey: field(['uint256 nodeId', 'uint256 sealX', 'uint256 sealY']),
};
const termsFields = field([
  'bytes32 requestDigest',
  'address token',
  'uint96 price',
  'uint96 collateral',
  'uint16 feeBps',
  'uint2 tier',
  'bool listed',
  'address verifier',
  'uint256 nodeId',
  'bytes32 modelId',
  'bytes32 inputCommit',
  'bytes32 watchers',
  'uint8 outputMode',
  'bytes32 royaltyHash',
  'bytes32 extrasHash',
  'uint32 maxUnits',
  'uint32 execSecs',
  'uint32 inputSecs',
  'uint32 disputeSecs',
  'address relay',
  'address agent',
]);

// kind: 'random', 'zero' or 'max'
const value = (type, kind) => {
  if (type === 'address') return kind === 'zero' ? ZERO20 : kind === 'max' ? numberToHex(max(160), { size: 20 }) : address();
  if (type === 'bytes32') return kind === 'zero' ? ZERO32 : kind === 'max' ? numberToHex(max(256), { size: 32 }) : draw();
  if (type === 'bool') return kind === 'zero' ? false : kind === 'max' ? true : bits(1) === 1n;
  const width = Number(type.slice(4));
  return kind === 'zero' ? 0n : kind === 'max' ? max(width) : bits(width);
};
const record = (fields, kind) => Object.fromEntries(fields.map((f) => [f.name, value(f.type, kind)]));
const kinds = ['random', 'random', 'random', 'random', 'zero', 'max'];
const asNumber = (v) => (typeof v === 'boolean' ? (v ? 1n : 0n) : v);

const icFields = field([
  'uint64 chainId',
  'address market',
  'uint256 jobId',
  'address payee',
  'address verifier',
  'bytes32 modelId',
  'bytes32 inputCommit',
  'bytes32 outputCommit',
  'bytes32 cipherCommit',
  'bytes32 keyHash',
  'uint32 units',
  'bytes32 traceRoot',
]);
const modelFields = field([
  'address creator',
  'bytes32 contentHash',
  'uint1 kind',
  'bytes32 parent',
  'uint32 licenceId',
  'bytes32 royaltyHash',
]);

const inferenceCommitment = kinds.map((kind) => {
  const c = record(icFields, kind);
  return { ...c, ic: domainHash(0x07, ...Object.values(c)) };
});
const keyHash = kinds.map((kind) => {
  const key = value('bytes32', kind);
  return { key, hash: domainHash(0x0d, key) };
});
const royalties = [0, 1, 2, 8].map((count) => {
  const payees = Array.from({ length: count }, address);
  const bps = Array.from({ length: count }, () => bits(16) % 3001n);
  return { payees, bps, hash: domainHash(0x12, ...payees.flatMap((p, i) => [p, bps[i]])) };
});
const modelId = kinds.map((kind) => {
  const m = record(modelFields, kind);
  return { ...m, modelId: domainHash(0x10, ...Object.values(m)) };
});
const terms = kinds.map((kind) => {
  const t = record(termsFields, kind);
  return { ...t, hash: domainHash(0x11, ...Object.values(t).map(asNumber)) };
});
const submitted = kinds.map((kind) => {
  const s = { termsHash: value('bytes32', kind), ic: value('bytes32', kind) };
  return { ...s, hash: domainHash(0x11, s.termsHash, s.ic) };
});

const signed = async (primaryType, kind, complete = (m) => m) => {
  const privateKey = draw();
  const account = privateKeyToAccount(privateKey);
  const chainId = kind === 'max' ? max(53) : kind === 'zero' ? 31337n : 1n + bits(32);
  const verifyingContract = address();
  const message = complete(record(types[primaryType], kind), account);
  const typed = {
    domain: { ...domain, chainId: Number(chainId), verifyingContract },
    types: { [primaryType]: types[primaryType] },
    primaryType,
    message,
  };
  return {
    chainId,
    verifyingContract,
    privateKey,
    signer: account.address.toLowerCase(),
    message,
    structHash: hashStruct({ data: message, primaryType, types: typed.types }),
    digest: hashTypedData(typed),
    signature: await account.signTypedData(typed),
  };
};
const all = (primaryType, complete) => Promise.all(kinds.map((kind) => signed(primaryType, kind, complete)));
const vectors = {
  about: 'Made by tests/vectors/reference/protocol.mjs with viem. Integers are decimal strings; bytes and addresses lower-case hex.',
  inferenceCommitment,
  keyHash,
  royalties,
  modelId,
  terms,
  submitted,
  request: await all('Request', (m, account) => ({ ...m, requester: account.address.toLowerCase() })),
  acceptance: await all('Acceptance'),
  deliveryAck: await all('DeliveryAck'),
  nodeKey: await all('NodeKey'),
};

// ---- what came with sealed outputs; drawn last, so that the cases above stay what they were

const raw = (n) => concatHex(Array.from({ length: Math.ceil(n / 32) }, draw)).slice(0, 2 + 2 * n);
const byte = (n) => numberToHex(n, { size: 1 });
const hash = (domain, ...parts) => keccak256(concatHex([byte(domain), ...parts]));
const u64 = (n) => numberToHex(n, { size: 8 });
const slices = (hex, size) => {
  const list = [];
  for (let at = 2; at < hex.length; at += 2 * size) list.push(`0x${hex.slice(at, at + 2 * size)}`);
  return list;
};
const xor = (a, b) => numberToHex(BigInt(a) ^ BigInt(b), { size: 32 });
// Every level of a tree, the leaves first, filled up to a power of two.
const levels = (leaves) => {
  const row = [...leaves];
  while (row.length === 0 || (row.length & (row.length - 1)) !== 0) row.push(hash(0x14));
  const rows = [row];
  while (rows.at(-1).length > 1) {
    const below = rows.at(-1);
    rows.push(below.filter((_, i) => i % 2 === 0).map((left, i) => hash(0x01, left, below[2 * i + 1])));
  }
  return rows;
};
const top = (leaves) => levels(leaves).at(-1)[0];
const siblings = (leaves, index) =>
  levels(leaves)
    .slice(0, -1)
    .map((row, depth) => row[(index >> depth) ^ 1]);

vectors.extras = [0, 1, 2, 4].map((count) => {
  const payees = Array.from({ length: count }, address);
  const bps = Array.from({ length: count }, () => 1n + (bits(16) % 375n));
  return { payees, bps, hash: count === 0 ? ZERO32 : domainHash(0x13, ...payees.flatMap((p, i) => [p, bps[i]])) };
});
vectors.answered = kinds.map((kind) => {
  const submitted = value('bytes32', kind);
  return { submitted, hash: domainHash(0x11, submitted) };
});
vectors.availability = await all('Availability');
vectors.cipherCommit = kinds.map((kind) => {
  const c = { outputRoot: value('bytes32', kind), cipherRoot: value('bytes32', kind) };
  return { ...c, hash: domainHash(0x0b, c.outputRoot, c.cipherRoot) };
});
vectors.cipherCommitOfPoint = kinds.map((kind) => {
  const c = { cipherRoot: value('bytes32', kind), x: value('bytes32', kind), y: value('bytes32', kind) };
  return { ...c, hash: domainHash(0x0b, c.cipherRoot, c.x, c.y) };
});
const orderFields = field(['uint64 chainId', 'address market', 'uint256 jobId', 'address provider', 'bytes32 keyHash']);
vectors.orderKey = kinds.map((kind) => {
  const o = record(orderFields, kind);
  return { ...o, hash: domainHash(0x0c, ...Object.values(o)) };
});
vectors.padWord = kinds.map((kind) => {
  const w = { key: value('bytes32', kind), orderKey: value('bytes32', kind), index: value('uint64', kind) };
  return { ...w, word: domainHash(0x08, w.key, w.orderKey, w.index) };
});

// An output tensor: header of 66 bytes, and its frame cut into leaves of 256, filled up with zeros of the element type.
const zeros = { 1: '80', 2: '0000', 3: '8000' };
const tensor = (type, frame, live) => {
  const width = type === 1 ? 1 : 2;
  const zero = zeros[type];
  // int8 bytes 01 to ff; anything for the others.
  const slots = slices(raw(live * width), width).map((slot) => (slot === '0x00' ? '0x01' : slot).slice(2));
  while (slots.length < frame) slots.push(zero);
  const bytes = `0x${slots.join('')}`;
  while ((slots.length * width) % 256 !== 0) slots.push(zero);
  const shape = [frame, 1, 1, 1].map(u64);
  const box = [live, 1, 1, 1].map(u64);
  return {
    type,
    frame,
    live,
    bytes,
    header: concatHex([byte(type), byte(4), ...shape, ...box]),
    leaves: slices(`0x${slots.join('')}`, 256),
  };
};
const leafHash = (leaf) => hash(0x00, leaf);
const outputRootOf = (t) => hash(0x06, t.header, u64(t.leaves.length), top(t.leaves.map(leafHash)));

vectors.sealedPackage = [
  [1, 16, 10],
  [2, 4, 4],
  [1, 512, 300],
  [3, 512, 500],
].map(([type, frame, live]) => {
  const t = tensor(type, frame, live);
  const job = { chainId: 31337n, market: address(), jobId: BigInt(draw()), provider: address() };
  const key = draw();
  const keyHash = domainHash(0x0d, key);
  const orderKey = domainHash(0x0c, ...Object.values(job), keyHash);
  const leafHashes = t.leaves.map(leafHash);
  const cipherLeaves = t.leaves.map((leaf, l) =>
    concatHex(slices(leaf, 32).map((w, i) => xor(w, domainHash(0x08, key, orderKey, BigInt(8 * l + i))))),
  );
  const cipherHashes = cipherLeaves.map(leafHash);
  const outputRoot = outputRootOf(t);
  const cipherRoot = top(cipherHashes);
  const salt = domainHash(0x0f, key);
  const opened = t.leaves.length - 1;
  return {
    type,
    frame,
    live,
    bytes: t.bytes,
    ...job,
    key,
    keyHash,
    orderKey,
    header: t.header,
    leafHashes,
    cipherLeaves,
    top: top(leafHashes),
    outputRoot,
    salt,
    outputCommit: domainHash(0x05, salt, outputRoot),
    cipherRoot,
    cipherCommit: domainHash(0x0b, outputRoot, cipherRoot),
    answer: concatHex([t.header, ...leafHashes, ...cipherLeaves]),
    openedIndex: opened,
    openedLeafPath: siblings(leafHashes, opened),
    openedCipherPath: siblings(cipherHashes, opened),
  };
});
vectors.publicAnswer = [
  [1, 8, 7],
  [2, 1, 1],
  [1, 1024, 1000],
].map(([type, frame, live]) => {
  const t = tensor(type, frame, live);
  const salt = draw();
  return {
    bytes: t.bytes,
    salt,
    header: t.header,
    outputRoot: outputRootOf(t),
    outputCommit: domainHash(0x05, salt, outputRootOf(t)),
    answer: concatHex([salt, t.header, ...t.leaves]),
  };
});
vectors.ciphertextOfPoint = [1, 3, 10].map((count) => {
  const words = Array.from({ length: count }, draw);
  const point = concatHex([draw(), draw()]);
  const cipherRoot = top(words.map(leafHash));
  return { words, point, cipherRoot, cipherCommit: hash(0x0b, cipherRoot, point), answer: concatHex([point, ...words]) };
});

const text = JSON.stringify(vectors, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 2) + '\n';
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('tests/vectors/protocol.json differs from what tests/vectors/reference/protocol.mjs computes');
    process.exit(1);
  }
} else {
  writeFileSync(path, text);
}
