// One contract compiled alone, with other sources in place of some of the repository's.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const src = 'contracts/src';
const solc = createRequire(import.meta.url)('solc');
const remappings = [
  ['@openzeppelin/contracts/', 'node_modules/@openzeppelin/contracts/'],
  ['solady/', 'node_modules/solady/src/'],
  ['aether/', 'contracts/src/'],
];

/** Everything that the contract of `target`, a path under contracts/src, is made of. `replaced` has sources by such paths. */
export function sourcesOf(target, replaced) {
  const sources = {};
  const load = (path) => {
    if (sources[path]) return;
    const content = replaced[path.slice(src.length + 1)] ?? readFileSync(join(root, path), 'utf8');
    sources[path] = { content };
    for (const [, name] of content.matchAll(/^(?:import|} from)[^;"]*"([^"]+)";/gm)) {
      const mapped = remappings.find(([prefix]) => name.startsWith(prefix));
      load(mapped ? name.replace(mapped[0], mapped[1]) : normalize(join(dirname(path), name)));
    }
  };
  load(`${src}/${target}`);
  return sources;
}

/** That contract as solc's `evm`; null when the compiler refuses it. Why goes to `refused`. */
export function compile(target, replaced, runs, refused = () => {}) {
  const sources = sourcesOf(target, replaced);
  const name = target.split('/').pop().replace('.sol', '');
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources,
        settings: {
          viaIR: true,
          optimizer: { enabled: true, runs },
          evmVersion: 'cancun',
          metadata: { bytecodeHash: 'none', appendCBOR: false },
          remappings: remappings.map((pair) => pair.join('=')),
          outputSelection: { [`${src}/${target}`]: { [name]: ['evm.bytecode.object', 'evm.deployedBytecode.object'] } },
        },
      }),
    ),
  );
  const errors = output.errors?.filter((error) => error.severity === 'error') ?? [];
  if (errors.length > 0) {
    refused(errors.map((error) => error.formattedMessage).join('\n'));
    return null;
  }
  return output.contracts[`${src}/${target}`][name].evm;
}
