// Page sizes: 100 rows at most and by default, whether `first` or `last` came as a literal or in a variable: the check runs on the
// value that reaches the SQL. There is no offset: cursors work at any depth.
import { lambda, SafeError, type ConnectionStep, type ExecutableStep } from 'postgraphile/grafast';

export const PAGE_SIZE_MAX = 100;

function bounded(name: string, size: number | null | undefined): number | null {
  if (size === null || size === undefined) return null;
  if (size < 0 || size > PAGE_SIZE_MAX)
    throw new SafeError(`'${name}' must be from 0 to ${PAGE_SIZE_MAX}, but is ${size}`, { code: 'PAGE_SIZE' });
  return size;
}

function firstOf([first, last]: readonly [number | null | undefined, number | null | undefined]): number | null {
  return bounded('first', first) ?? (last === null || last === undefined ? PAGE_SIZE_MAX : null);
}

const lastOf = (last: number | null | undefined): number | null => bounded('last', last);

type AnyConnection = ConnectionStep<any, any, any, any>;

export const PagesPlugin: GraphileConfig.Plugin = {
  name: 'AetherPagesPlugin',
  version: '1.0.0',
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args: {
        after: ['PgFirstLastBeforeAfterArgsPlugin'],
        callback(args, _build, context) {
          if (!context.scope.isPgFieldConnection || !args.first || !args.last) return args;
          const { offset: _offset, ...kept } = args;
          // Applied together in the field's plan below, because the default of `first` depends on `last`.
          const { applyPlan: _first, ...first } = args.first;
          const { applyPlan: _last, ...last } = args.last;
          return {
            ...kept,
            first: { ...first, description: `Only the first n rows; at most, and by default, ${PAGE_SIZE_MAX}.` },
            last: { ...last, description: `Only the last n rows; at most ${PAGE_SIZE_MAX}.` },
          };
        },
      },
      GraphQLObjectType_fields_field(field, _build, context) {
        if (!context.scope.isPgFieldConnection) return field;
        const plan = field.plan;
        if (!plan) throw new Error(`connection ${context.Self.name}.${context.scope.fieldName} has no plan to bound`);
        return {
          ...field,
          plan($parent, fieldArgs, info) {
            const $connection = plan($parent, fieldArgs, info) as unknown as AnyConnection;
            const $first = fieldArgs.getRaw('first') as ExecutableStep<number | null>;
            const $last = fieldArgs.getRaw('last') as ExecutableStep<number | null>;
            $connection.setFirst(lambda([$first, $last], firstOf) as never);
            if (!isAbsent($last)) $connection.setLast(lambda($last, lastOf) as never);
            return $connection as never;
          },
        };
      },
    },
  },
};

function isAbsent($step: ExecutableStep): boolean {
  return 'data' in $step && $step.data === undefined;
}
