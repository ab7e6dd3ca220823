// Writes graphs.json: the graph sections of the models of tests/vectors/air8.json and of its broken files, as far as a graph alone decides them,
// and of the models of tests/vectors/proofs.json.
// Node 20 or newer, no packages.
//   node tests/contracts/validity/graphs.mjs           writes the file
//   node tests/contracts/validity/graphs.mjs --check   fails if the file differs
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from '../../vectors/reference/air8/build.mjs';
import { MODELS } from '../../vectors/reference/air8/models.mjs';

const file = new URL('graphs.json', import.meta.url);
const vectors = JSON.parse(readFileSync(new URL('../../vectors/air8.json', import.meta.url)));
const HEADER = 256;
const SERVED = new Set('Input Output Gemm Conv2D DepthwiseConv2D Add Lut AvgPool PairMap Map2 Reshape Transpose Concat Slice'.split(' '));
// What follows from the file's length is another rule's where no file is: the counts of a header must then fit what operators use.
const RENAMED = {
  'two tables in a section of one': 'T-03',
  'an exponential table that is not there': 'T-03',
  'more weight slots than weights': 'G-12',
};

const graphOf = (bytes) => bytes.subarray(HEADER, HEADER + Number(bytes.readBigUInt64BE(8)));
const isServed = ({ ops, loop }) => !loop && ops.every(({ op, tokens }) => SERVED.has(op) && !tokens);
const graphs = Object.fromEntries(Object.entries(MODELS).map(([name, description]) => [name, graphOf(build(description))]));

const models = Object.entries(MODELS).map(([name, description]) => ({
  name,
  served: isServed(description),
  graph: `0x${graphs[name].toString('hex')}`,
}));
const bad = [];
for (const { name, model, rule, patches = [] } of vectors.bad) {
  if (!isServed(MODELS[model])) continue;
  const graph = Buffer.from(graphs[model]);
  let changed = false;
  for (const { at, bytes } of patches) {
    const patch = Buffer.from(bytes.slice(2), 'hex');
    if (at < HEADER || at + patch.length > HEADER + graph.length) continue;
    patch.copy(graph, at - HEADER);
    changed = true;
  }
  // Weights decide W-05 of a product; the chain learns of them by their proof.
  const ofProduct = rule === 'W-05' && !name.includes('Add');
  if (changed && !ofProduct) bad.push({ name, rule: RENAMED[name] ?? rule, graph: `0x${graph.toString('hex')}` });
}

const proofs = JSON.parse(readFileSync(new URL('../../vectors/proofs.json', import.meta.url)));
const graphHex = (description) => `0x${graphOf(build(description)).toString('hex')}`;
const proved = proofs.models.map(({ name, description }) => ({ name, graph: graphHex(description) }));
const refused = proofs.refused.map(({ rule, description }) => ({ rule, srsLog: description.srsLog ?? 28, graph: graphHex(description) }));

const text = `${JSON.stringify({ about: 'Made by graphs.mjs.', models, bad, proved, refused }, null, 1)}\n`;
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('tests/contracts/validity/graphs.json differs: run graphs.mjs');
  process.exit(1);
}
console.log(`${models.length} models, ${bad.length} broken graphs`);
