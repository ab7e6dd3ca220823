// Computes tests/vectors/signing.json with viem: one worked example of everything a wallet may be asked to sign. contracts/SIGNING.md shows it.
//   node tests/vectors/reference/signing.mjs           writes the file
//   node tests/vectors/reference/signing.mjs --check   fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { concatHex, encodeAbiParameters, hashStruct, hashTypedData, keccak256, numberToHex, sliceHex, stringToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const path = new URL('../signing.json', import.meta.url);
const name = (what) => keccak256(stringToHex(`aether signing example: ${what}`));
const contract = (what) => sliceHex(name(what), 0, 20);
const account = (what) => ({ privateKey: name(what), ...privateKeyToAccount(name(what)) });
const low = (hex) => hex.toLowerCase();

const requester = account('requester');
const provider = account('provider');
const session = account('session key');
const relay = account('relay');
const market = contract('JobMarket');
const registry = contract('ProviderRegistry');
const box = contract('ExchangeBox');
const vault = contract('Vault');
const dollar = contract('token');
const chainId = 31337n;
const DOLLAR = 1_000_000n;
const ZERO20 = `0x${'00'.repeat(20)}`;
const ZERO32 = `0x${'00'.repeat(32)}`;

const request = {
  requester: low(requester.address),
  nonce: 7n,
  agent: ZERO20,
  token: dollar,
  minPrice: 2n * DOLLAR,
  maxPrice: 16n * DOLLAR,
  collateral: 16n * DOLLAR,
  rampStart: 1_900_000_000n,
  rampSecs: 600n,
  lockSecs: 900n,
  execSecs: 3_600n,
  inputSecs: 0n,
  disputeSecs: 7_200n,
  tier: 1n,
  verifier: contract('verifier'),
  exclusive: ZERO20,
  exclusiveSecs: 0n,
  gate: ZERO20,
  gateData: ZERO32,
  regionMask: (1n << 64n) - 1n,
  modelId: name('model'),
  inputCommit: name('input'),
  watchers: numberToHex(1n, { size: 32 }),
  outputMode: 1n,
  extrasHash: ZERO32,
  maxUnits: 1_000n,
  relay: low(relay.address),
};
const jobId = (BigInt(requester.address) << 96n) | request.nonce;
const nodeId = (BigInt(provider.address) << 96n) | 1n;
const claim = {
  payee: low(provider.address),
  outputCommit: name('output'),
  cipherCommit: name('cipher'),
  keyHash: keccak256(concatHex(['0x0d', name('key')])),
  units: 1_000n,
  traceRoot: name('trace'),
};
const ic = keccak256(
  concatHex([
    '0x07',
    encodeAbiParameters(
      [
        'uint256',
        'address',
        'uint256',
        'address',
        'address',
        'bytes32',
        'bytes32',
        'bytes32',
        'bytes32',
        'bytes32',
        'uint256',
        'bytes32',
      ].map((type) => ({ type })),
      [
        chainId,
        market,
        jobId,
        claim.payee,
        request.verifier,
        request.modelId,
        request.inputCommit,
        claim.outputCommit,
        claim.cipherCommit,
        claim.keyHash,
        claim.units,
        claim.traceRoot,
      ],
    ),
  ]),
);

const fields = (list) => list.split(',').map((entry) => ({ type: entry.split(' ')[0], name: entry.split(' ')[1] }));
const aether = (verifyingContract) => ({ name: 'Aether', version: '1', chainId, verifyingContract });
const token = { name: 'Test Dollar', version: '1', chainId, verifyingContract: dollar };
// prettier-ignore
const examples = [
  ['Request', aether(market), requester, request,
    'address requester,uint96 nonce,address agent,address token,uint96 minPrice,uint96 maxPrice,uint96 collateral,uint40 rampStart,uint32 rampSecs,uint32 lockSecs,uint32 execSecs,uint32 inputSecs,uint32 disputeSecs,uint8 tier,address verifier,address exclusive,uint32 exclusiveSecs,address gate,bytes32 gateData,uint64 regionMask,bytes32 modelId,bytes32 inputCommit,bytes32 watchers,uint8 outputMode,bytes32 extrasHash,uint32 maxUnits,address relay'],
  ['Acceptance', aether(market), requester, { jobId, ic }, 'uint256 jobId,bytes32 ic'],
  ['DeliveryAck', aether(market), requester, { jobId, ic }, 'uint256 jobId,bytes32 ic'],
  // The sealing key is P-256's generator: certainly on the curve, and nobody's.
  ['NodeKey', aether(registry), session, {
    nodeId,
    sealX: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    sealY: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  }, 'uint256 nodeId,uint256 sealX,uint256 sealY'],
  ['Availability', aether(box), relay, { jobId, cipherCommit: claim.cipherCommit, until: 1_900_100_000n }, 'uint256 jobId,bytes32 cipherCommit,uint40 until'],
  ['Permit', token, requester, { owner: low(requester.address), spender: vault, value: 50n * DOLLAR, nonce: 0n, deadline: 1_900_003_600n },
    'address owner,address spender,uint256 value,uint256 nonce,uint256 deadline'],
  ['ReceiveWithAuthorization', token, requester, {
    from: low(requester.address), to: vault, value: 50n * DOLLAR, validAfter: 0n, validBefore: 1_900_003_600n, nonce: name('authorization'),
  }, 'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce'],
];

const signed = await Promise.all(
  examples.map(async ([primaryType, domain, signer, message, list]) => {
    const types = { [primaryType]: fields(list) };
    const typed = { domain: { ...domain, chainId: Number(domain.chainId) }, types, primaryType, message };
    return {
      primaryType,
      domain,
      fields: types[primaryType],
      message,
      signer: low(signer.address),
      privateKey: signer.privateKey,
      typeHash: keccak256(stringToHex(`${primaryType}(${list})`)),
      structHash: hashStruct({ data: message, primaryType, types }),
      digest: hashTypedData(typed),
      signature: await signer.signTypedData(typed),
    };
  }),
);
const vectors = {
  about:
    'Made by tests/vectors/reference/signing.mjs with viem. Integers are decimal strings. Keys and addresses are hashes of what they are for.',
  contracts: { market, providers: registry, exchangeBox: box, vault, token: dollar },
  claim,
  examples: signed,
};
const text = JSON.stringify(vectors, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 2) + '\n';
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('tests/vectors/signing.json differs from what tests/vectors/reference/signing.mjs computes');
    process.exit(1);
  }
} else {
  writeFileSync(path, text);
}
