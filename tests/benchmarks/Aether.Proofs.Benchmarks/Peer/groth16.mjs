// Proves a circuit in snarkjs when it is asked to. Usage: node groth16.mjs FOLDER, with network.wasm, network.zkey and input.json in it; an answer of JSON to
// every line: {"witness": FILE} computes and keeps the witness, {"prove": true} proves it, {"check": true} verifies the last proof,
// {"gas": URL} verifies it on the chain there by the contract that snarkjs writes. Seconds are of that step alone.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import * as snarkjs from 'snarkjs';

const folder = process.argv[2];
const key = join(folder, 'network.zkey');
const witness = join(folder, 'network.wtns');
const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
let last;

async function seconds(action) {
  const begun = performance.now();
  await action();
  return (performance.now() - begun) / 1000;
}

async function gas(url) {
  const [{ default: solc }, viem, { privateKeyToAccount }, { foundry }] = await Promise.all([
    import('solc'),
    import('viem'),
    import('viem/accounts'),
    import('viem/chains'),
  ]);
  const template = readFileSync(join('node_modules', 'snarkjs', 'templates', 'verifier_groth16.sol.ejs'), 'utf8');
  const source = await snarkjs.zKey.exportSolidityVerifier(key, { groth16: template });
  const compiled = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { 'Verifier.sol': { content: source } },
        settings: { optimizer: { enabled: true }, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
      }),
    ),
  ).contracts['Verifier.sol'].Groth16Verifier;
  // The first of anvil's well-known accounts.
  const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
  const transport = viem.http(url);
  const wallet = viem.createWalletClient({ account, chain: foundry, transport });
  const reader = viem.createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
  const mined = async (hash) => reader.waitForTransactionReceipt({ hash });
  const deployed = await mined(await wallet.deployContract({ abi: compiled.abi, bytecode: `0x${compiled.evm.bytecode.object}` }));
  const args = JSON.parse(`[${await snarkjs.groth16.exportSolidityCallData(last.proof, last.publicSignals)}]`);
  const call = { address: deployed.contractAddress, abi: compiled.abi, functionName: 'verifyProof' };
  const accepted = await reader.readContract({ ...call, args });
  const wrong = [...args.slice(0, 3), [...args[3].slice(0, -1), '0x05']];
  const refused = !(await reader.readContract({ ...call, args: wrong }));
  const receipt = await mined(
    await wallet.sendTransaction({
      to: deployed.contractAddress,
      data: viem.encodeFunctionData({ abi: compiled.abi, functionName: 'verifyProof', args }),
      // With too little gas it answers no and does not revert, so an estimate would find that.
      gas: 2_000_000n,
    }),
  );
  return { accepted, refused, gas: Number(receipt.gasUsed) };
}

async function answer(question) {
  if (question.witness) {
    const input = JSON.parse(readFileSync(join(folder, question.witness), 'utf8'));
    return {
      seconds: await seconds(() => snarkjs.wtns.calculate(input, join(folder, 'network.wasm'), witness)),
    };
  }
  if (question.prove) {
    return {
      seconds: await seconds(async () => {
        last = await snarkjs.groth16.prove(key, witness);
      }),
      output: last.publicSignals.map((signal) => Number(BigInt(signal) > r / 2n ? BigInt(signal) - r : signal)),
      threads: availableParallelism(),
    };
  }
  if (question.check) {
    const verificationKey = await snarkjs.zKey.exportVerificationKey(key);
    const forged = last.publicSignals.with(0, String(BigInt(last.publicSignals[0]) + 1n));
    let accepted = false;
    const taken = await seconds(async () => {
      accepted = await snarkjs.groth16.verify(verificationKey, last.publicSignals, last.proof);
    });
    return {
      seconds: taken,
      accepted,
      refused: !(await snarkjs.groth16.verify(verificationKey, forged, last.proof)),
    };
  }
  return gas(question.gas);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
// The threads of snarkjs would keep the process.
process.exit(0);
