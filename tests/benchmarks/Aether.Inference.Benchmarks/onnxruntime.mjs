// Times models in onnxruntime on one thread. Usage: node onnxruntime.mjs MODULE TYPE INPUT MODEL, with MODULE the path of onnxruntime-node,
// TYPE uint8 or int8, INPUT a file of raw elements. Answers a line with the nodes of the optimised graph and the output, then for every line
// read (a number of runs) one with the CPU seconds of a run.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [module, type, inputFile, modelFile] = process.argv.slice(2);
const ort = createRequire(import.meta.url)(module);
const optimized = `${modelFile}.optimized`;
const session = await ort.InferenceSession.create(modelFile, {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
  optimizedModelFilePath: optimized,
});
const sizes = session.inputMetadata[0].shape;
const bytes = readFileSync(inputFile);
const data = type === 'uint8' ? new Uint8Array(bytes) : Int8Array.from(bytes, (byte) => (byte << 24) >> 24);
const feeds = { [session.inputNames[0]]: new ort.Tensor(type, data, sizes) };
const output = (await session.run(feeds))[session.outputNames[0]];
process.stdout.write(`${JSON.stringify({ nodes: nodeCounts(readFileSync(optimized)), output: Array.from(output.data) })}\n`);
rmSync(optimized);

for await (const line of createInterface({ input: process.stdin })) {
  const runs = Number(line);
  const start = cpuSeconds();
  for (let i = 0; i < runs; i++) await session.run(feeds);
  process.stdout.write(`${(cpuSeconds() - start) / runs}\n`);
}

/** CPU seconds of this thread, which runs the session too; of the whole process where the system does not say. */
function cpuSeconds() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
}

/** Nodes of an ONNX file by type: graph is field 7 of the model, node field 1 of the graph, type field 4 of the node. */
function nodeCounts(file) {
  const counts = {};
  const graph = fields(file).find(({ field }) => field === 7).value;
  for (const { field, value } of fields(graph)) {
    if (field !== 1) continue;
    const name = fields(value)
      .find((part) => part.field === 4)
      .value.toString();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function fields(message) {
  const found = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    const kind = tag & 7;
    if (kind === 0) number();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else {
      const length = number();
      found.push({ field: tag >>> 3, value: message.subarray(at, at + length) });
      at += length;
    }
  }
  return found;
}
