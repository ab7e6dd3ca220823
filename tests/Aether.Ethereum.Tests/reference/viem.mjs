// Answers questions about encodings with viem: one JSON object per line in, one JSON answer per line out.
// Numbers travel as decimal strings, bytes as 0x-hex.
import { createInterface } from 'node:readline';
import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import {
  concat,
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  encodeFunctionData,
  encodeFunctionResult,
  fromRlp,
  getAddress,
  hashMessage,
  hashStruct,
  hashTypedData,
  keccak256,
  parseTransaction,
  recoverAddress,
  recoverTransactionAddress,
  serializeTransaction,
  toEventSelector,
  toRlp,
} from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';

/** Turns decimal strings into numbers where the type says so. */
function value(parameter, given) {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array) return given.map((element) => value({ ...parameter, type: array[1] }, element));
  if (parameter.type === 'tuple')
    return Object.fromEntries(parameter.components.map((field, i) => [field.name || i, value(field, given[i])]));
  return /^u?int/.test(parameter.type) ? BigInt(given) : given;
}

/** Names unnamed fields, so that a tuple can be given as an object. */
function named(parameter, index = 0) {
  const name = parameter.name || `f${index}`;
  return parameter.components ? { ...parameter, name, components: parameter.components.map(named) } : { ...parameter, name };
}

const values = (parameters, given) => parameters.map((parameter, i) => value(parameter, given[i]));

function typedMessage(types, type, given) {
  const array = /^(.*)\[\d*\]$/.exec(type);
  if (array) return given.map((element) => typedMessage(types, array[1], element));
  if (types[type]) return Object.fromEntries(types[type].map((field, i) => [field.name, typedMessage(types, field.type, given[i])]));
  return /^u?int/.test(type) ? BigInt(given) : given;
}

const transaction = (t) => ({
  type: 'eip1559',
  chainId: Number(t.chainId),
  nonce: Number(t.nonce),
  maxPriorityFeePerGas: BigInt(t.maxPriorityFeePerGas),
  maxFeePerGas: BigInt(t.maxFeePerGas),
  gas: BigInt(t.gas),
  to: t.to ?? undefined,
  value: BigInt(t.value),
  data: t.data,
  accessList: t.accessList,
});

const answers = {
  keccak: ({ data }) => keccak256(data),
  rlp: ({ item }) => toRlp(item),
  unrlp: ({ data }) => fromRlp(data, 'hex'),
  checksum: ({ address }) => getAddress(address),
  message: ({ data }) => hashMessage({ raw: data }),
  addressOfKey: ({ key }) => privateKeyToAccount(key).address.toLowerCase(),
  recover: ({ hash, signature }) => recoverAddress({ hash, signature }).then((a) => a.toLowerCase()),
  sign: ({ hash, key }) => sign({ hash, privateKey: key, to: 'hex' }),
  abi: ({ parameters, given }) => {
    const types = parameters.map(named);
    return encodeAbiParameters(types, values(types, given));
  },
  typedData: ({ domain, types, primaryType, message }) => {
    const typed = { ...domain, chainId: domain.chainId === undefined ? undefined : BigInt(domain.chainId) };
    const content = typedMessage(types, primaryType, message);
    return {
      digest: hashTypedData({ domain: typed, types, primaryType, message: content }),
      struct: hashStruct({ data: content, primaryType, types }),
    };
  },
  unsigned: ({ fields }) => serializeTransaction(transaction(fields)),
  signed: async ({ raw }) => {
    const parsed = parseTransaction(raw);
    return {
      hash: keccak256(raw),
      from: (await recoverTransactionAddress({ serializedTransaction: raw })).toLowerCase(),
      nonce: String(parsed.nonce ?? 0),
      value: String(parsed.value ?? 0n),
      to: parsed.to?.toLowerCase() ?? null,
    };
  },
  signedByViem: async ({ fields, key }) => privateKeyToAccount(key).signTransaction(transaction(fields)),
  call: ({ item, given }) => encodeFunctionData({ abi: [item], functionName: item.name, args: values(item.inputs, given) }),
  result: ({ item, given }) => {
    const result = values(item.outputs, given);
    return encodeFunctionResult({ abi: [item], functionName: item.name, result: item.outputs.length === 1 ? result[0] : result });
  },
  error: ({ item, given }) => encodeErrorResult({ abi: [item], errorName: item.name, args: values(item.inputs, given) }),
  event: ({ item, given }) => {
    const all = values(item.inputs, given);
    const indexed = {};
    item.inputs.forEach((input, i) => input.indexed && (indexed[input.name] = all[i]));
    const plain = item.inputs.map((input, i) => [input, all[i]]).filter(([input]) => !input.indexed);
    return {
      topics: encodeEventTopics({ abi: [item], eventName: item.name, args: indexed }),
      data: encodeAbiParameters(
        plain.map(([input]) => input),
        plain.map(([, v]) => v),
      ),
      selector: toEventSelector(item),
    };
  },
  pbkdf2Keystore: ({ key, password, rounds }) => {
    const salt = randomBytes(32);
    const iv = randomBytes(16);
    const derived = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
    const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
    const ciphertext = Buffer.concat([cipher.update(Buffer.from(key.slice(2), 'hex')), cipher.final()]);
    const hex = (bytes) => Buffer.from(bytes).toString('hex');
    return {
      version: 3,
      id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
      address: privateKeyToAccount(key).address.slice(2).toLowerCase(),
      crypto: {
        cipher: 'aes-128-ctr',
        cipherparams: { iv: hex(iv) },
        ciphertext: hex(ciphertext),
        kdf: 'pbkdf2',
        kdfparams: { dklen: 32, salt: hex(salt), c: rounds, prf: 'hmac-sha256' },
        mac: keccak256(concat([`0x${hex(derived.subarray(16, 32))}`, `0x${hex(ciphertext)}`])).slice(2),
      },
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const question = JSON.parse(line);
  let answer;
  try {
    answer = { answer: await answers[question.op](question) };
  } catch (error) {
    answer = { error: `${question.op}: ${error.message}` };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
