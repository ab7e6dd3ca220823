// Writes src/generated and operations.json: documents with the types of their variables and answers from graphql/schema.graphql and operations/*.graphql,
// and the contracts' ABIs as constants that viem reads types from. A test compares.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, Kind, parse, print, validate, type DocumentNode } from 'graphql';
import { format } from 'prettier';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const text = 'string';
const SCALARS = {
  Uint256: text,
  Address: '`0x${string}`',
  Bytes32: '`0x${string}`',
  Bytes: '`0x${string}`',
  BigInt: text,
  BigFloat: text,
  Cursor: text,
  JSON: 'unknown',
};
const CONTRACTS = ['ExchangeBox', 'JobMarket', 'Lens', 'ModelRegistry', 'ProviderRegistry', 'Vault', 'VerifierRegistry'];
const WARNING = '// Written by generate.ts; a test compares.\n';

/** Files by their path inside the package. */
export async function generated(): Promise<Map<string, string>> {
  const schema = buildSchema(readFileSync(join(root, 'graphql', 'schema.graphql'), 'utf8'));
  const documents = readdirSync(join(here, 'operations'))
    .sort()
    .map((file) => ({ file, document: parse(readFileSync(join(here, 'operations', file), 'utf8')) }));
  for (const { file, document } of documents) {
    const [error] = validate(schema, document);
    if (error) throw new Error(`${file}: ${error.message}`);
  }
  const types = await codegen({
    filename: 'graphql.ts',
    schema: parse(readFileSync(join(root, 'graphql', 'schema.graphql'), 'utf8')),
    schemaAst: schema,
    documents: documents.map(({ file, document }) => ({ location: file, document })),
    config: { scalars: SCALARS, strictScalars: true, skipTypename: true, enumType: 'string-literal', avoidOptionals: { field: true } },
    plugins: [{ operations: {} }],
    pluginMap: { operations: typescriptOperations },
  });
  const operations: Record<string, string> = {};
  const constants = documents.map(({ document }) => {
    const query = print(document);
    const id = createHash('sha256').update(query).digest('hex');
    operations[id] = query;
    const { name, kind } = operationOf(document);
    return `export const ${name}Document = new TypedDocument<${name}${kind}, ${name}${kind}Variables>(${JSON.stringify(query)}, '${id}');`;
  });
  const code = `${WARNING}import { TypedDocument } from '../document.ts';\n\n${types}\n${constants.join('\n\n')}\n`;
  const abis = CONTRACTS.map((name) => {
    const file = JSON.parse(readFileSync(join(root, 'contracts', 'abi', `${name}.json`), 'utf8'));
    return `export const ${name[0]!.toLowerCase()}${name.slice(1)}Abi = ${JSON.stringify(file.abi ?? file)} as const;`;
  });
  const style = { parser: 'typescript', printWidth: 140, singleQuote: true, trailingComma: 'all' } as const;
  return new Map([
    ['src/generated/graphql.g.ts', await format(code, style)],
    ['src/generated/abis.g.ts', await format(`${WARNING}${abis.join('\n')}\n`, style)],
    ['operations.json', `${JSON.stringify(operations, null, 2)}\n`],
  ]);
}

function operationOf(document: DocumentNode): { name: string; kind: string } {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
  return { name: operation.name!.value, kind: operation.operation === 'query' ? 'Query' : 'Subscription' };
}

if (import.meta.main) {
  mkdirSync(join(here, 'src', 'generated'), { recursive: true });
  for (const [path, content] of await generated()) writeFileSync(join(here, path), content);
}
