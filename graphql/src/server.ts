// aether-graphql: one process, one port, the limits inside it. `server.ts --help` says how it is started.
import './environment.ts';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { grafserv } from 'postgraphile/grafserv/node';
import { postgraphile } from 'postgraphile';
import pg from 'pg';
import { Clients, DEFAULT_CLIENT_LIMITS, type ClientLimits } from './clients.ts';
import { httpServer } from './http.ts';
import { NO_OPERATIONS, readOperations } from './operations-file.ts';
import { apiPreset } from './preset.ts';
import { connectionOptions } from './session.ts';

const HELP = `Serves the GraphQL API over schema 'api' of an Aether index.

Usage: node graphql/src/server.ts [--database URL] [--listen HOST:PORT] [--pool N] [LIMITS]

  --database URL      postgres:// URL of aether_api, or of a login that may become it (DATABASE_URL)
  --listen HOST:PORT  where to listen; port 0 takes a free one     (AETHER_GRAPHQL_LISTEN; or PORT of 127.0.0.1; default 127.0.0.1:0)
  --pool N            database connections, 1 to 64                (AETHER_GRAPHQL_POOL, default 8)
  --operations FILE   JSON of operations by the SHA-256 of their text, which clients may name by it
  --operations-only   serve no others

Limits per client, that is per address (per /64 of IPv6):
  --rate N            requests a second, 0: no limit (default ${DEFAULT_CLIENT_LIMITS.rate})
  --burst N           requests at once after a pause (default ${DEFAULT_CLIENT_LIMITS.burst})
  --subscriptions N   subscriptions at once (default ${DEFAULT_CLIENT_LIMITS.subscriptions})
  --proxies N         proxies in front of it that add to X-Forwarded-For (default 0: the header is not believed)

Prints 'listening on http://HOST:PORT/graphql'. Exit codes: 0 stopped by a signal, 1 failed, 2 wrong usage.
`;

class UsageError extends Error {}

interface Settings {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly poolSize: number;
  readonly limits: ClientLimits;
  readonly operationsFile: string | undefined;
  readonly operationsOnly: boolean;
}

function readSettings(): Settings | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const limits = { rate: text, burst: text, subscriptions: text, proxies: text };
  const options = { database: text, listen: text, pool: text, operations: text, 'operations-only': flag, ...limits, help: flag };
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    values = parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return undefined;
  const databaseUrl = values.database ?? process.env.DATABASE_URL;
  if (!databaseUrl || !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw new UsageError('--database (or DATABASE_URL) must be a postgres:// URL');
  const listen = values.listen ?? process.env.AETHER_GRAPHQL_LISTEN ?? `127.0.0.1:${process.env.PORT ?? '0'}`;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (!host || Number(port) > 65_535) throw new UsageError(`--listen must be HOST:PORT, but is '${listen}'`);
  const pool = values.pool ?? process.env.AETHER_GRAPHQL_POOL ?? '8';
  if (!/^\d{1,2}$/.test(pool) || Number(pool) < 1 || Number(pool) > 64) throw new UsageError(`--pool must be 1 to 64, but is '${pool}'`);
  const number = (name: keyof ClientLimits): number => {
    const given = values[name] ?? String(DEFAULT_CLIENT_LIMITS[name]);
    if (!/^\d{1,6}$/.test(given)) throw new UsageError(`--${name} must be a number up to 999999, but is '${given}'`);
    return Number(given);
  };
  if (values['operations-only'] && !values.operations) throw new UsageError('--operations-only needs --operations');
  return {
    databaseUrl,
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    poolSize: Number(pool),
    limits: { rate: number('rate'), burst: number('burst'), subscriptions: number('subscriptions'), proxies: number('proxies') },
    operationsFile: values.operations,
    operationsOnly: values['operations-only'] ?? false,
  };
}

/** A session that could write would make every promise of this API a matter of luck. */
async function requireReadOnlySession(databaseUrl: string): Promise<void> {
  const client = new pg.Client(connectionOptions(databaseUrl));
  try {
    await client.connect();
    const { rows } = await client.query<{ ready: boolean; reads: boolean; writable: string | null }>(
      `select to_regclass('api.job') is not null as ready,
         current_user = 'aether_api' and current_setting('transaction_read_only') = 'on' as reads,
         (select string_agg(c.oid::regclass::text, ', ') from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname in ('api', 'at_block', 'chain') and c.relkind in ('r', 'v')
            and has_table_privilege(c.oid, 'insert, update, delete, truncate')) as writable`,
    );
    const found = rows[0];
    if (!found?.ready) throw new Error("schema 'api' is not there; run 'aether-indexer migrate' first");
    if (!found.reads || found.writable) throw new Error(`role aether_api could write ${found.writable ?? 'here'}; revoke that first`);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // 22023: no such role; 42501: the login may not become it.
    if (code === '22023') throw new Error("role aether_api is not there; run 'aether-indexer migrate' first");
    if (code === '42501') throw new Error('log in as aether_api, or as a member of it');
    throw new Error(message);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function serve(settings: Settings): Promise<void> {
  await requireReadOnlySession(settings.databaseUrl);
  const clients = new Clients(settings.limits);
  const operations = settings.operationsFile ? readOperations(settings.operationsFile, settings.operationsOnly) : NO_OPERATIONS;
  const { preset, release } = apiPreset({ ...settings, clients, operations });
  const pgl = postgraphile(preset);
  await pgl.getSchema();
  const serv = pgl.createServ(grafserv);
  await serv.ready();
  const { server, stop } = httpServer(serv, clients);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo;
  console.log(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}/graphql`);

  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => resolve(name));
  });
  console.log(`stopping: ${signal}`);
  stop();
  await pgl.release();
  await release();
}

try {
  const settings = readSettings();
  if (settings) await serve(settings);
  else console.log(HELP);
} catch (error) {
  console.error(`aether-graphql: ${(error as Error).message}`);
  if (error instanceof UsageError) console.error("'--help' says how it is used");
  process.exit(error instanceof UsageError ? 2 : 1);
}
