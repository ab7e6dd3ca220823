// `block: {number | hash}` on every root field. Every statement names its tables without a schema, so the search path decides what they are:
// `api`, the state now, for every connection; `at_block`, the same views as of a block, inside the transaction of an operation that names one.
import type { GraphQLError } from 'postgraphile/graphql';
import { gatherConfig } from 'postgraphile/graphile-build';
import { sql } from 'postgraphile/pg-sql2';
import type { Pool } from 'pg';
import { asGraphQLError, refuse } from './errors.ts';
import { readOperation, type Operation } from './operations.ts';
import { parseBigInt, parseBytes32 } from './scalars.ts';
import { Snapshot, type BlockName } from './snapshot.ts';

const conflict = (): GraphQLError => refuse('BLOCK_CONFLICT', 'Every root field of an operation names the same block, or none does');

/** The block of the operation, whose variables may say anything: only what its type allows comes out. */
function blockOf(operation: Operation, variables: Readonly<Record<string, unknown>>): BlockName | undefined {
  let found: BlockName | undefined;
  let unnamed = false;
  for (const read of operation.blocks) {
    const value = read?.(variables) as { number?: unknown; hash?: unknown } | null | undefined;
    if (value === undefined || value === null) {
      unnamed = true;
      continue;
    }
    const name = blockName(value);
    if (found && JSON.stringify(found) !== JSON.stringify(name)) throw conflict();
    found = name;
  }
  if (found && unnamed) throw conflict();
  return found;
}

function blockName(value: { number?: unknown; hash?: unknown }): BlockName {
  const number = value.number ?? undefined;
  const hash = value.hash ?? undefined;
  if ((number === undefined) === (hash === undefined)) throw refuse('BAD_USER_INPUT', 'A block is named by its number or by its hash');
  if (hash !== undefined) return { hash: parseBytes32(hash) };
  const text = parseBigInt(number);
  if (text.startsWith('-')) throw refuse('BAD_USER_INPUT', 'A block number is not negative');
  return { number: text };
}

export function atBlockPlugin(pool: Pool): GraphileConfig.Plugin {
  return {
    name: 'AetherAtBlockPlugin',
    version: '1.0.0',

    gather: gatherConfig({
      hooks: {
        pgTables_PgResourceOptions(_info, event) {
          if (event.pgClass.getNamespace()?.nspname === 'api') event.resourceOptions.from = sql.identifier(event.pgClass.relname);
        },
      },
    }),

    schema: {
      hooks: {
        init(ok, build) {
          build.registerInputObjectType(
            'BlockAt',
            {},
            () => ({
              description: 'A block of the chain: by its number, or by its hash, which never answers for another block.',
              fields: () => ({
                number: { type: build.getInputTypeByName('BigInt'), description: 'Its number; not above the last one that is indexed.' },
                hash: {
                  type: build.getInputTypeByName('Bytes32'),
                  description: 'Its hash, known for blocks with events and for all since the finalized one.',
                },
              }),
              isOneOf: true,
            }),
            'AetherAtBlockPlugin',
          );
          return ok;
        },
        GraphQLObjectType_fields_field_args: {
          after: ['AetherPagesPlugin'],
          callback(args, build, context) {
            if (!context.scope.fieldName || context.Self.name !== 'Query' || context.scope.fieldName === '_meta') return args;
            return build.extend(
              args,
              {
                block: {
                  type: build.getInputTypeByName('BlockAt'),
                  description: 'The answer as of this block, relations included. Every root field of an operation names the same one.',
                },
              },
              'block of root fields',
            );
          },
        },
      },
    },

    grafast: {
      middleware: {
        async execute(next, { args }) {
          let snapshot: Snapshot;
          let block: BlockName | undefined;
          try {
            const operation = readOperation(args.schema, args.document, args.operationName);
            if (!operation) return next();
            block = blockOf(operation, args.variableValues ?? {});
            if (!block && !operation.selectsMeta && operation.rootFields < 2) return next();
            snapshot = await Snapshot.open(pool, block);
          } catch (error) {
            return { errors: [asGraphQLError(error)] };
          }
          const context = args.contextValue as Record<string, unknown>;
          context.withPgClient = snapshot.withPgClient;
          context.isPinned = block !== undefined;
          try {
            return await next();
          } finally {
            snapshot.close();
          }
        },
      },
    },
  };
}
