// Limits on the shape of an operation, checked before anything runs.
import { GraphQLError, type DocumentNode, type ValidationContext, type ValidationRule } from 'postgraphile/graphql';
import { depthLimit } from '@graphile/depth-limit';
import { codedError } from './errors.ts';

/** Selection sets inside each other, and lists inside lists. The README tells clients. */
export const DEPTH_MAX = 10;
export const LIST_DEPTH_MAX = 4;

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

export const LimitsPlugin: GraphileConfig.Plugin = {
  name: 'AetherLimitsPlugin',
  version: '1.0.0',
  grafserv: {
    middleware: {
      setPreset(next, event) {
        event.validationRules.push(servedRule, depthRule);
        const getExecutionConfig = event.getExecutionConfig;
        event.getExecutionConfig = async function (context) {
          const config = await getExecutionConfig.call(this, context);
          return { ...config, parseAndValidate: (query) => withCodes(config.parseAndValidate(query)) };
        };
        return next();
      },
    },
  },
};
