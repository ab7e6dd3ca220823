// aether-graphql: one process, one port, the limits inside it. `server.ts --help` says how it is started.
import './environment.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { grafserv } from 'postgraphile/grafserv/node';
import { postgraphile } from 'postgraphile';
import pg from 'pg';
import { apiPreset, connectionOptions } from './preset.ts';

const HELP = `Serves the GraphQL API over schema 'api' of an Aether index.

Usage: node graphql/src/server.ts [--database URL] [--listen HOST:PORT] [--pool N]

  --database URL      postgres:// URL of aether_api, or of a login that may become it (DATABASE_URL)
  --listen HOST:PORT  where to listen; port 0 takes a free one     (AETHER_GRAPHQL_LISTEN; or PORT of 127.0.0.1; default 127.0.0.1:0)
  --pool N            database connections, 1 to 64                (AETHER_GRAPHQL_POOL, default 8)

Prints 'listening on http://HOST:PORT/graphql'. Exit codes: 0 stopped by a signal, 1 failed, 2 wrong usage.
`;

class UsageError extends Error {}

interface Settings {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly poolSize: number;
}

function readSettings(): Settings | undefined {
  let values: { database?: string; listen?: string; pool?: string; help?: boolean };
  try {
    values = parseArgs({
      options: { database: { type: 'string' }, listen: { type: 'string' }, pool: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
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
  return { databaseUrl, host: host.replace(/^\[|\]$/g, ''), port: Number(port), poolSize: Number(pool) };
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
  const { preset, release } = apiPreset(settings);
  const pgl = postgraphile(preset);
  await pgl.getSchema();
  const server = createServer();
  const serv = pgl.createServ(grafserv);
  await serv.addTo(server);
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
  server.close();
  server.closeIdleConnections();
  // What is still running may end; the statement timeout bounds it.
  setTimeout(() => server.closeAllConnections(), 6_000).unref();
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
