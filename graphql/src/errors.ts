// What a client sees of an error: a code and a sentence, never SQL, never a stack. The codes are listed in graphql/README.md.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'postgraphile/graphql';
import { isSafeError } from 'postgraphile/grafast';

/** By SQLSTATE: ours, whose message is for clients, and those of PostgreSQL. */
const SQL_CODES: Readonly<Record<string, readonly [code: string, message: string]>> = {
  AE404: ['UNKNOWN_BLOCK', ''],
  '42P01': ['NO_HISTORY', 'Something here is kept only as it is now; ask for it without a block'],
  '57014': ['TIMEOUT', 'The query took longer than 5 seconds; ask for less'],
  '57P01': ['UNAVAILABLE', 'The database is restarting; try again'],
  '57P03': ['UNAVAILABLE', 'The database is starting; try again'],
  '53300': ['UNAVAILABLE', 'Too many queries at once; try again'],
};

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND']);

function withCode(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path, extensions });
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Errors of parsing and validation, before anything ran. */
export function codedError(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  const code = error.message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
  return withCode(error, error.message, { code });
}

export function maskError(error: GraphQLError): GraphQLError {
  const cause = error.originalError;
  if (cause === undefined || cause === null || cause instanceof GraphQLError) {
    const code = error.extensions.code ?? cause?.extensions.code;
    return withCode(error, error.message, { code: code ?? 'BAD_USER_INPUT' });
  }
  if (isSafeError(cause)) return withCode(error, cause.message, { code: 'BAD_USER_INPUT', ...cause.extensions });

  const state = sqlState(cause);
  const known = state === undefined ? undefined : SQL_CODES[state];
  if (known) return withCode(error, known[1] || cause.message, { code: known[0] });
  if (
    (state !== undefined && UNREACHABLE.has(state)) ||
    /connection (terminated|timeout)|timeout exceeded when trying to connect|pool after calling end/i.test(cause.message)
  )
    return withCode(error, 'The database cannot be reached; try again', { code: 'UNAVAILABLE' });
  if (/cursor/i.test(cause.message)) return withCode(error, 'The cursor does not belong to this list and order', { code: 'BAD_CURSOR' });

  // The filter plugin's own words, thrown as plain errors.
  if (/forbidden in filter argument input/.test(cause.message)) return withCode(error, cause.message, { code: 'BAD_USER_INPUT' });

  const errorId = randomUUID();
  console.error(JSON.stringify({ event: 'graphql-error', errorId, message: cause.message, stack: cause.stack }));
  return withCode(error, `Internal error ${errorId}`, { code: 'INTERNAL', errorId });
}

/** Any error as one that clients may see. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error.originalError ? maskError(error) : codedError(error);
  return maskError(new GraphQLError('', { originalError: error as Error }));
}

export const refuse = (code: string, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });
