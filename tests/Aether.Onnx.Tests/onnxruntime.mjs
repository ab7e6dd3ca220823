// Runs generated graphs through onnxruntime: reads cases.json in the folder given, writes results.json beside it.
// Usage: node onnxruntime.mjs MODULE FOLDER, with MODULE the path of onnxruntime-node.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [module, folder] = process.argv.slice(2);
const ort = createRequire(import.meta.url)(module);
const arrays = { float32: Float32Array, int64: BigInt64Array };
const results = [];
for (const { model, inputs } of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))) {
  try {
    const session = await ort.InferenceSession.create(join(folder, model), {
      graphOptimizationLevel: 'disabled',
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    const feeds = {};
    for (const { name, type, sizes, values } of inputs)
      feeds[name] = new ort.Tensor(type, arrays[type].from(type === 'int64' ? values.map(BigInt) : values), sizes);
    const outputs = await session.run(feeds);
    results.push({
      outputs: session.outputNames.map((name) => ({
        sizes: outputs[name].dims,
        values: Array.from(outputs[name].data, (value) => (Number.isFinite(Number(value)) ? Number(value) : String(value))),
      })),
    });
  } catch (error) {
    results.push({ error: String(error.message ?? error) });
  }
}
writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
