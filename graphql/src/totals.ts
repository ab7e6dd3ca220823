// totalCount from the numbers that the database keeps (chain.row_count) where the list is all rows, or the rows with one equality it keeps a number
// for; counted otherwise. Which of the two is known only with the variables, so one statement can do both: its scan has a condition without rows,
// which PostgreSQL checks once and then does not scan.
import { context, lambda, type ConnectionStep, type ExecutableStep } from 'postgraphile/grafast';
import { TYPES, type PgCodecWithAttributes, type PgSelectStep } from 'postgraphile/@dataplan/pg';
import { sql, type SQL } from 'postgraphile/pg-sql2';

/** By view of schema api, the columns that chain.row_count has numbers for; those of migration 0011, which a test compares. */
export const COUNTED: Readonly<Record<string, readonly string[]>> = {
  account: ['token_address', 'address'],
  provider: [],
  node: ['provider_address'],
  model: ['creator', 'parent_id'],
  request: ['status', 'requester', 'model_id'],
  job: ['status', 'requester', 'provider_address', 'model_id', 'node_id', 'token_address'],
  claim: [],
  settlement: ['status'],
  feedback: ['provider_address', 'client'],
  event: ['name', 'contract_address'],
};

type AnyConnection = ConnectionStep<any, any, any, any>;

interface List {
  readonly entity: string;
  readonly $filter: ExecutableStep<unknown>;
  /** GraphQL name of a counted column to its name and the way to its text. */
  readonly columns: ReadonlyMap<string, { readonly column: string; readonly text: (value: unknown) => string }>;
  /** Of a list inside a row: the column that says whose it is, and its value as text in SQL. */
  readonly within?: { readonly column: string; readonly value: ($select: PgSelectStep<any>) => SQL };
}

const lists = new WeakMap<object, List>();

/** The kept number to use, as [column, value]; null: count. */
function kept({ columns, within }: List, filter: unknown, isPinned: unknown): readonly [column: string, value: string] | null {
  // Numbers are kept of the state now alone.
  if (isPinned) return null;
  const terms = Object.entries((filter ?? {}) as Record<string, unknown>).filter(([, term]) => term !== undefined);
  if (terms.length === 0) return [within?.column ?? '', ''];
  const [name, term] = terms[0]!;
  const column = columns.get(name);
  if (terms.length > 1 || within || !column || typeof term !== 'object' || term === null) return null;
  const operators = Object.entries(term).filter(([, value]) => value !== undefined);
  if (operators.length !== 1 || operators[0]![0] !== 'equalTo' || operators[0]![1] === null) return null;
  return [column.column, column.text(operators[0]![1])];
}

export const TotalsPlugin: GraphileConfig.Plugin = {
  name: 'AetherTotalsPlugin',
  version: '1.0.0',
  schema: {
    hooks: {
      GraphQLObjectType_fields_field(field, build, { scope }) {
        if (scope.isPgFieldConnection && field.plan) {
          const details = scope.pgRelationDetails;
          const resource = (
            details ? details.registry.pgRelations[details.codec.name]?.[details.relationName]?.remoteResource : scope.pgFieldResource
          ) as any;
          const codec = resource?.codec as PgCodecWithAttributes | undefined;
          const entity = codec?.extensions?.pg?.name;
          const dimensions = entity === undefined ? undefined : COUNTED[entity];
          if (!codec || !entity || !dimensions) return field;
          const columns = new Map(
            dimensions.map((column) => {
              const { codec: type } = codec.attributes[column]!;
              return [
                build.inflection.attribute({ codec, attributeName: column }),
                { column, text: (value: unknown) => String(type.toPg(value as never)) },
              ];
            }),
          );
          const relation = details && (details.registry.pgRelations[details.codec.name]?.[details.relationName] as any);
          const plan = field.plan;
          return {
            ...field,
            plan($parent, fieldArgs, info) {
              const $connection = plan($parent, fieldArgs, info) as unknown as AnyConnection;
              const list: List = { entity, $filter: fieldArgs.getRaw('filter') as ExecutableStep<unknown>, columns };
              if (!relation) lists.set($connection, list);
              else if (relation.remoteAttributes.length === 1 && dimensions.includes(relation.remoteAttributes[0])) {
                const column = relation.remoteAttributes[0] as string;
                const $owner = ($parent as any).get(relation.localAttributes[0]);
                lists.set($connection, { ...list, within: { column, value: ($select) => sql`${$select.placeholder($owner)}::text` } });
              }
              return $connection as never;
            },
          };
        }
        if (!scope.isPgConnectionTotalCountField || !field.plan) return field;
        const count = field.plan;
        return {
          ...field,
          plan($parent, fieldArgs, info) {
            const $connection = $parent as unknown as AnyConnection;
            const list = lists.get($connection);
            if (!list) return count($parent, fieldArgs, info);
            const $kept = lambda([list.$filter, context().get('isPinned' as never)] as never, ([filter, isPinned]: any) =>
              kept(list, filter, isPinned),
            );
            const $column = lambda($kept, (found) => found?.[0] ?? null);
            const $value = lambda($kept, (found) => found?.[1] ?? null);
            const $select = $connection.cloneSubplanWithoutPagination('aggregate') as PgSelectStep<any>;
            const column = $select.placeholder($column, TYPES.text);
            const value = list.within ? list.within.value($select) : $select.placeholder($value, TYPES.text);
            $select.where(sql`${column} is null`);
            const number = sql`case when ${column} is null then count(*) else coalesce((
select kept.rows from ${sql.identifier('row_count')} kept
where kept.entity = ${sql.literal(list.entity)} and kept.dimension = ${column} and kept.value = ${value}), 0) end`;
            return ($select.singleAsRecord() as any).select(number, TYPES.bigint, false);
          },
        };
      },
    },
  },
};
