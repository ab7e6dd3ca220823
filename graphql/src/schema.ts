// Prints the schema as SDL: `node graphql/src/schema.ts --database URL > graphql/schema.graphql`. A test compares the two.
import './environment.ts';
import { parseArgs } from 'node:util';
import { makeSchema } from 'postgraphile';
import { lexicographicSortSchema, printSchema } from 'postgraphile/graphql';
import { apiPreset } from './preset.ts';

/** The schema that the API serves for the database, in one order whatever the catalogue's. */
export async function schemaText(databaseUrl: string): Promise<string> {
  const { preset, release } = apiPreset({ databaseUrl, poolSize: 1 });
  const { schema } = await makeSchema(preset);
  await release();
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { database: { type: 'string' } } });
  const databaseUrl = values.database ?? process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error('--database URL (or DATABASE_URL) is needed');
  process.stdout.write(await schemaText(databaseUrl));
}
