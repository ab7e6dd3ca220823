// Prices text by a language model in onnxruntime. Usage: node perplexity.mjs MODULE MODEL TEXT, with MODULE the path of onnxruntime-node and TEXT a
// JSON list of sequences of tokens, each one longer than the model reads. Prints the mean negative logarithm of the probability of the next token.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [module, model, text] = process.argv.slice(2);
const ort = createRequire(import.meta.url)(module);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
let cost = 0;
let count = 0;
for (const tokens of JSON.parse(readFileSync(text, 'utf8'))) {
  const length = tokens.length - 1;
  const read = new ort.Tensor('int64', BigInt64Array.from(tokens.slice(0, length).map(BigInt)), [1, length]);
  const { data, dims } = (await session.run({ [session.inputNames[0]]: read }))[session.outputNames[0]];
  const words = dims.at(-1);
  for (let i = 0; i < length; i++, count++) {
    const logits = data.subarray(i * words, (i + 1) * words);
    const largest = logits.reduce((a, b) => Math.max(a, b));
    cost += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) + largest - logits[tokens[i + 1]];
  }
}
process.stdout.write(`${cost / count}\n`);
