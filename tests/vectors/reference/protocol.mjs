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

const text = JSON.stringify(vectors, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 2) + '\n';
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('tests/vectors/protocol.json differs from what tests/vectors/reference/protocol.mjs computes');
    process.exit(1);
  }
} else {
  writeFileSync(path, text);
}
