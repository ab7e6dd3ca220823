// What an operation asks for, read from its document before anything runs: how many rows it may bring, which block it names, and whether its
// root fields must agree on one state of the index. Read once per document; what variables decide is left open until they are there.
import {
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'postgraphile/graphql';
import { refuse } from './errors.ts';
import { PAGE_SIZE_MAX } from './pages.ts';

type Variables = Readonly<Record<string, unknown>>;
type Read = (variables: Variables) => unknown;
type Count = (variables: Variables) => number;

export interface Operation {
  readonly type: OperationDefinitionNode['operation'];
  /** Answers at the root that come from the database, `_meta` aside: under their aliases, each once. */
  readonly rootFields: number;
  readonly selectsMeta: boolean;
  /** For each of them, the block it names; undefined where it names none. */
  readonly blocks: readonly (Read | undefined)[];
  /** Rows it may bring, and what counting costs. */
  readonly cost: Count;
  /** Names in its filters, all together; at most one more than CONDITIONS_MAX. */
  readonly conditions: Count;
}

/** Fragments in fragments make billions of a few lines, and planning takes time for each. */
export const SELECTIONS_MAX = 500;
/** Each name in a filter is a piece of SQL that is put together anew. */
export const CONDITIONS_MAX = 500;

/** What a totalCount is paid as; where it has to count, the time limit of a statement ends it. */
const TOTAL_COUNT_COST = 10;

const known = new WeakMap<DocumentNode, Map<string, Operation | null>>();

/**
 * Null: the document has no such operation; execution says so.
 * @throws COST_LIMIT: it selects more than SELECTIONS_MAX.
 */
export function readOperation(schema: GraphQLSchema, document: DocumentNode, name: string | null | undefined): Operation | null {
  let operations = known.get(document);
  if (!operations) known.set(document, (operations = new Map()));
  const key = name ?? '';
  let operation = operations.get(key);
  if (operation === undefined) {
    const node = getOperationAST(document, name);
    operation = node ? new Reader(schema, document, node).read(node) : null;
    operations.set(key, operation);
  }
  return operation;
}

interface Selected {
  readonly field: FieldNode;
  readonly parent: GraphQLNamedType;
}

class Reader {
  private readonly schema: GraphQLSchema;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly defaults: Record<string, unknown> = {};
  private readonly filters: Read[] = [];

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.schema = schema;
    for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
      if (defaultValue) this.defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }

  read(node: OperationDefinitionNode): Operation {
    if (this.count(node.selectionSet) > SELECTIONS_MAX)
      throw refuse(
        'COST_LIMIT',
        `An operation has at most ${SELECTIONS_MAX} fields and fragments, those in fragments as often as these are spread`,
      );
    const root = this.schema.getRootType(node.operation)!;
    const selected = [...this.fields(node.selectionSet, root)];
    const data = selected.filter(({ field }) => field.name.value !== '_meta');
    const cost = sum(selected.map((each) => this.cost(each)));
    return {
      type: node.operation,
      rootFields: new Set(data.map(({ field }) => (field.alias ?? field.name).value)).size,
      selectsMeta: selected.length > data.length,
      blocks: data.map(({ field }) => {
        const value = argument(field, 'block');
        return value && this.reader(value);
      }),
      cost,
      conditions: (variables) => this.filters.reduce((counted, filter) => names(filter(variables), counted), 0),
    };
  }

  /** Written out: every field and fragment, those in fragments as often as these are spread. Ends where it is too many. */
  private count(selections: SelectionSetNode, counted = 0): number {
    for (const selection of selections.selections) {
      if (++counted > SELECTIONS_MAX) break;
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      if (inner?.selectionSet) counted = this.count(inner.selectionSet, counted);
    }
    return counted;
  }

  /** The fields of a selection, through fragments. Validation has refused fragments inside themselves. */
  private *fields(selections: SelectionSetNode, parent: GraphQLNamedType): Generator<Selected> {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        if (!selection.name.value.startsWith('__')) yield { field: selection, parent };
        continue;
      }
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
      if (!inner) continue;
      const on = inner.typeCondition ? this.schema.getType(inner.typeCondition.name.value) : parent;
      if (on) yield* this.fields(inner.selectionSet, on);
    }
  }

  /** `page` is the size of the page that the field is a part of. */
  private cost({ field, parent }: Selected, page?: Count): Count {
    const name = field.name.value;
    if (name === 'totalCount') return () => TOTAL_COUNT_COST;
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    if (!type || !field.selectionSet) return () => 0;

    const filter = argument(field, 'filter');
    if (filter) this.filters.push(this.reader(filter));
    const isList = definition.args.some((arg) => arg.name === 'first');
    const size = isList ? this.pageSize(field) : undefined;
    const inner = sum([...this.fields(field.selectionSet, type)].map((each) => this.cost(each, size)));
    if (page && (name === 'nodes' || name === 'edges')) return (variables) => page(variables) * (1 + inner(variables));
    return isRow(type) && isRow(parent, this.schema) ? (variables) => 1 + inner(variables) : inner;
  }

  private pageSize(field: FieldNode): Count {
    const sizes = ['first', 'last'].map((name) => argument(field, name)).filter((value) => value !== undefined);
    const reads = sizes.map((value) => this.reader(value));
    // What is no size is refused later, by its type or by its bounds.
    return (variables) => {
      const given = reads.map((read) => Number(read(variables) ?? NaN)).filter((size) => size >= 0);
      return Math.min(PAGE_SIZE_MAX, ...given);
    };
  }

  private reader(value: ValueNode): Read {
    if (value.kind !== Kind.VARIABLE) return (variables) => valueFromASTUntyped(value, { ...this.defaults, ...variables });
    const name = value.name.value;
    return (variables) => (variables[name] === undefined ? this.defaults[name] : variables[name]);
  }
}

const argument = (field: FieldNode, name: string): ValueNode | undefined => field.arguments?.find((arg) => arg.name.value === name)?.value;

/** Adds the names inside a value to those counted before, and ends where they are too many. */
function names(value: unknown, counted: number): number {
  if (typeof value !== 'object' || value === null) return counted;
  const isList = Array.isArray(value);
  for (const each of Object.values(value)) {
    if (counted > CONDITIONS_MAX) break;
    counted = names(each, isList ? counted : counted + 1);
  }
  return counted;
}

const sum =
  (counts: readonly Count[]): Count =>
  (variables) => {
    let total = 0;
    for (const count of counts) total += count(variables);
    return total;
  };

/** A row of the database, or the root; not a page, its edges or what says how far it goes. */
const isRow = (type: GraphQLNamedType, schema?: GraphQLSchema): boolean =>
  ((isObjectType(type) || isInterfaceType(type)) && 'id' in type.getFields()) || (schema !== undefined && type === schema.getQueryType());
