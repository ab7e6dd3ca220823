// Everything the API is: PostGraphile over the views of schema `api`, with the limits inside.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import { atBlockPlugin } from './at-block.ts';
import { Clients, DEFAULT_CLIENT_LIMITS } from './clients.ts';
import { DescriptionsPlugin } from './descriptions.ts';
import { maskError } from './errors.ts';
import { Feed } from './feed.ts';
import { limitsPlugin, REQUEST_BYTES_MAX } from './limits.ts';
import { MetaPlugin } from './meta.ts';
import { NamesPlugin } from './names.ts';
import { NO_OPERATIONS, type PersistedOperations } from './operations-file.ts';
import { pacePlugin } from './pace.ts';
import { PagesPlugin } from './pages.ts';
import { proofPlugin } from './proof.ts';
import { StrictScalarsPlugin } from './scalars.ts';
import { connectionOptions } from './session.ts';
import { subscriptionsPlugin } from './subscriptions.ts';
import { TotalsPlugin } from './totals.ts';

const EXAMPLES = readFileSync(fileURLToPath(new URL('../examples.graphql', import.meta.url)), 'utf8');

export interface ApiOptions {
  /** postgres:// URL of a login that is aether_api or may become it. */
  readonly databaseUrl: string;
  /** Connections of this process; each serves one statement at a time. */
  readonly poolSize: number;
  readonly clients?: Clients;
  readonly operations?: PersistedOperations;
}

export interface Api {
  readonly preset: GraphileConfig.Preset;
  /** Ends its connections. */
  readonly release: () => Promise<void>;
}

export function apiPreset(options: ApiOptions): Api {
  const { databaseUrl, poolSize, clients = new Clients(DEFAULT_CLIENT_LIMITS), operations = NO_OPERATIONS } = options;
  const pool = new pg.Pool({ ...connectionOptions(databaseUrl), max: poolSize });
  // A connection that breaks while nobody uses it is replaced by the next one.
  pool.on('error', () => undefined);
  const feed = new Feed(pool, databaseUrl);
  const plugins = [
    NamesPlugin,
    StrictScalarsPlugin,
    PagesPlugin,
    TotalsPlugin,
    MetaPlugin,
    DescriptionsPlugin,
    limitsPlugin(operations),
    atBlockPlugin(pool),
    subscriptionsPlugin(feed),
    proofPlugin(process.env.AETHER_INDEXER_URL),
    pacePlugin(clients),
  ];
  return {
    preset: presetOf(pool, plugins),
    async release() {
      await feed.close();
      await pool.end();
    },
  };
}

function presetOf(pool: pg.Pool, plugins: GraphileConfig.Plugin[]): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
    plugins,
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
      graphqlOverGET: true,
      // GraphiQL subscribes over it; http.ts serves it.
      websockets: true,
      maxRequestLength: REQUEST_BYTES_MAX,
      maskError,
    },
    // What GraphiQL shows first.
    ruru: { clientConfig: { defaultQuery: EXAMPLES } as never },
    grafast: { explain: false },
  };
}
