// Limits on an operation, checked before anything runs.
import { GraphQLError, type DocumentNode, type ValidationContext, type ValidationRule } from 'postgraphile/graphql';
import type { GrafastExecutionArgs } from 'postgraphile/grafast';
import { depthLimit } from '@graphile/depth-limit';
import { asGraphQLError, codedError, refuse } from './errors.ts';
import { CONDITIONS_MAX, readOperation } from './operations.ts';
import { NOT_FOUND, type PersistedOperations } from './operations-file.ts';

/** Selection sets inside each other, and lists inside lists. The README tells clients. */
export const DEPTH_MAX = 10;
export const LIST_DEPTH_MAX = 4;
/** Rows that an operation may bring: the sizes of pages inside each other multiplied, those beside each other added. */
export const COST_MAX = 25_000;
/** Each is a statement, so they share one time limit only if they are few. */
export const ROOT_FIELDS_MAX = 20;
export const REQUEST_BYTES_MAX = 100_000;

const depth = depthLimit({
  maxDepth: DEPTH_MAX,
  maxListDepth: LIST_DEPTH_MAX,
  maxSelfReferentialDepth: 2,
  // What GraphiQL and code generators send.
  maxIntrospectionDepth: 16,
  maxIntrospectionListDepth: 4,
  maxIntrospectionSelfReferentialDepth: 10,
  maxDepthByFieldCoordinates: { '__Type.ofType': 10 },
  revealDetails: true,
});

/** The rule of the library, with our error code. */
const depthRule: ValidationRule = (context: ValidationContext) => {
  const coded = Object.create(context, {
    reportError: {
      value: (error: GraphQLError) =>
        context.reportError(new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'DEPTH_LIMIT' } })),
    },
  }) as ValidationContext;
  return depth(coded);
};

type Validated = { document: DocumentNode; errors?: undefined } | { errors: readonly GraphQLError[]; document?: undefined };

const withCodes = (result: Validated): Validated => (result.errors ? { errors: result.errors.map(codedError) } : result);

/** A mutation or subscription is an error of the client, told before planning trips over it. */
const servedRule: ValidationRule = (context: ValidationContext) => ({
  OperationDefinition(node) {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(new GraphQLError(`This API serves no ${node.operation}`, { nodes: node }));
  },
});

/** Why the operation, with its variables, is refused; undefined: it is not. */
function tooMuch(args: GrafastExecutionArgs): GraphQLError | undefined {
  try {
    const operation = readOperation(args.schema, args.document, args.operationName);
    if (!operation) return undefined;
    if (operation.rootFields > ROOT_FIELDS_MAX)
      return refuse('COST_LIMIT', `An operation has at most ${ROOT_FIELDS_MAX} root fields, but this one has ${operation.rootFields}`);
    const variables = args.variableValues ?? {};
    if (operation.conditions(variables) > CONDITIONS_MAX)
      return refuse('COST_LIMIT', `The filters of an operation have at most ${CONDITIONS_MAX} names together`);
    const cost = operation.cost(variables);
    if (cost <= COST_MAX) return undefined;
    return refuse('COST_LIMIT', `The operation may bring ${cost} rows, but at most ${COST_MAX} are served; ask for smaller pages`);
  } catch (error) {
    return asGraphQLError(error);
  }
}

export function limitsPlugin(operations: PersistedOperations): GraphileConfig.Plugin {
  const parse = (query: string, inner: (query: string) => Validated): Validated => {
    if (query === NOT_FOUND) return { errors: [refuse('PERSISTED_OPERATION_NOT_FOUND', 'No operation is kept here by this id')] };
    if (operations.only && !operations.allowed.has(query))
      return { errors: [refuse('PERSISTED_OPERATIONS_ONLY', 'Only operations that are kept here are served; name one by its id')] };
    return withCodes(inner(query));
  };
  return {
    name: 'AetherLimitsPlugin',
    version: '1.0.0',
    grafserv: {
      middleware: {
        setPreset(next, event) {
          event.validationRules.push(servedRule, depthRule);
          const getExecutionConfig = event.getExecutionConfig;
          event.getExecutionConfig = async function (context) {
            const config = await getExecutionConfig.call(this, context);
            return { ...config, parseAndValidate: (query) => parse(query, config.parseAndValidate) };
          };
          return next();
        },
        processGraphQLRequestBody(next, { body }) {
          const id = body.documentId ?? body.id ?? (body.extensions as any)?.persistedQuery?.sha256Hash;
          if (id !== undefined && id !== null)
            body.query = operations.byId.get(String(id)) ?? (typeof body.query === 'string' ? body.query : NOT_FOUND);
          return next();
        },
      },
    },
    grafast: {
      middleware: {
        execute(next, { args }) {
          const error = tooMuch(args);
          return error ? { errors: [error] } : next();
        },
        subscribe(next, { args }) {
          const error = tooMuch(args);
          return error ? { errors: [error] } : next();
        },
      },
    },
  };
}
