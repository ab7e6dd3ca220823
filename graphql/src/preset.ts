// Everything the API is: PostGraphile over the views of schema `api`, with the limits inside.
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import pg, { type PoolConfig } from 'pg';
import { atBlockPlugin } from './at-block.ts';
import { maskError } from './errors.ts';
import { LimitsPlugin } from './limits.ts';
import { MetaPlugin } from './meta.ts';
import { NamesPlugin } from './names.ts';
import { PagesPlugin } from './pages.ts';
import { StrictScalarsPlugin } from './scalars.ts';
import { TotalsPlugin } from './totals.ts';

export interface ApiOptions {
  /** postgres:// URL of a login that is aether_api or may become it. */
  readonly databaseUrl: string;
  /** Connections of this process; each serves one statement at a time. */
  readonly poolSize: number;
}

export const REQUEST_BYTES_MAX = 100_000;

// Whoever logs in, the session is the role that can only read `api`, with its limits: set when the connection starts, so no request
// pays for it. They repeat what the migrations set on the role, which counts only when it is the login itself.
const SESSION = [
  'role=aether_api',
  'search_path=api',
  'default_transaction_read_only=on',
  'statement_timeout=5s',
  'idle_in_transaction_session_timeout=10s',
  'jit=off',
];

export function connectionOptions(databaseUrl: string): PoolConfig {
  return { connectionString: databaseUrl, connectionTimeoutMillis: 5_000, options: SESSION.map((setting) => `-c ${setting}`).join(' ') };
}

export function apiPreset(options: ApiOptions): { preset: GraphileConfig.Preset; release: () => Promise<void> } {
  const pool = new pg.Pool({ ...connectionOptions(options.databaseUrl), max: options.poolSize });
  // A connection that breaks while nobody uses it is replaced by the next one.
  pool.on('error', () => undefined);
  return { preset: presetOver(pool), release: () => pool.end() };
}

function presetOver(pool: pg.Pool): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
    plugins: [NamesPlugin, StrictScalarsPlugin, PagesPlugin, TotalsPlugin, MetaPlugin, LimitsPlugin, atBlockPlugin(pool)],
    disablePlugins: [
      // No mutations: the role cannot write, and nothing should suggest that it could.
      'PgMutationCreatePlugin',
      'PgMutationUpdateDeletePlugin',
      // `filter` says the same and more; `node(id:)` serves every type.
      'PgConditionArgumentPlugin',
      'NodeAccessorPlugin',
      // A naming conflict stops the start; it never leaves a hole in the schema.
      'SwallowErrorsPlugin',
    ],
    pgServices: [makePgService({ schemas: ['api'], pool, pubsub: false })],
    schema: {
      defaultBehavior: '-list',
      connectionFilterRelations: true,
      connectionFilterAllowEmptyObjectInput: true,
    },
    grafserv: {
      graphqlPath: '/graphql',
      graphiql: true,
      maxRequestLength: REQUEST_BYTES_MAX,
      maskError,
    },
    grafast: { explain: false },
  };
}
