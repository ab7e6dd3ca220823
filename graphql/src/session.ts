// What a connection to the database may do, whoever logs in.
import type { PoolConfig } from 'pg';

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
