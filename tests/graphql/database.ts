// A database of the test's own: the real migrations by the real program, then rows that look like a market of 250 jobs.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const JOBS = 250;
export const REQUESTER = `0x${'11'.repeat(20)}`;
export const PROVIDER = `0x${'22'.repeat(20)}`;
export const TOKEN = `0x${'33'.repeat(20)}`;
export const MARKET = `0x${'55'.repeat(20)}`;
export const BOX = `0x${'66'.repeat(20)}`;
export const MODEL = `0x${'44'.repeat(32)}`;

/** requester << 96 | nonce, as the contracts make it. */
export const jobId = (nonce: number): string => ((BigInt(REQUESTER) << 96n) | BigInt(nonce)).toString();

/** More than a JSON number can hold: 10^21 + n. */
export const price = (nonce: number): string => (10n ** 21n + BigInt(nonce)).toString();

export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

function adminUrl(): URL {
  const text = process.env.AETHER_TEST_POSTGRES;
  if (!text) throw new Error('AETHER_TEST_POSTGRES must be the postgres:// URL of a superuser; scripts/test typescript sets it');
  return new URL(text);
}

/** The program aether-indexer. */
export function indexer(): string {
  const found = ['release', 'debug']
    .map((kind) => join(root, 'artifacts', 'bin', 'Aether.Indexer', kind, 'aether-indexer'))
    .find(existsSync);
  if (!found) throw new Error('aether-indexer is not built; run scripts/setup');
  return found;
}

/** One statement as the superuser. */
export async function query(url: string, text: string, values: unknown[] = []): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function run(url: URL, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** With the schema and no rows. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `graphql_${randomBytes(4).toString('hex')}`;
  await run(adminUrl(), `create database ${name}`);
  const url = adminUrl();
  url.pathname = `/${name}`;
  await promisify(execFile)(indexer(), ['migrate', '--database', url.href]);
  return { url: url.href, drop: () => run(adminUrl(), `drop database ${name} with (force)`) };
}

export async function createDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  await run(new URL(database.url), SEED);
  return database;
}

const bytes = (hex: string): string => `'\\x${hex.slice(2)}'`;
const at = (block: string, until = ''): string =>
  `int8range(${block}, ${until || 'null'}), 0, decode(lpad(to_hex(${block}), 64, '0'), 'hex')`;

const requestColumns = `requester, nonce, token, min_price, max_price, collateral, ramp_start, ramp_secs, lock_secs, exec_secs, input_secs,
  dispute_secs, tier, verifier, exclusive_secs, gate_data, region_mask, model_id, input_commit, watchers, output_mode, extras_hash, max_units`;
const zero = `decode(repeat('00', 32), 'hex')`;
const requestValues = `${bytes(REQUESTER)}, n, ${bytes(TOKEN)}, 1, 2, 3, 10, 11, 12, 13, 0, 15, 'COOPERATIVE', ${bytes(PROVIDER)}, 12, ${zero},
  18446744073709551615, ${bytes(MODEL)}, ${zero}, ${zero}, 0, ${zero}, 10`;
const id = `(${BigInt(REQUESTER) << 96n} + n)`;

/** Job n: posted in block n, locked in n + 1000; the even ones claimed and paid. */
const SEED = `
insert into chain.deployment (chain_id, name, start_block, finality_depth) values (31337, 'test', 0, 64);
insert into chain.checkpoint (number, hash, block_time) values (5000, decode(repeat('ab', 32), 'hex'), 1700000000);
insert into chain.head (number, finalized) values (5003, 4900);
insert into chain.token_label values (${bytes(TOKEN)}, 'tUSD', 6);
insert into chain.token values (${bytes(TOKEN)}, ${at('1')});
insert into chain.account values (${bytes(TOKEN)}, ${bytes(REQUESTER)}, 1, 0, ${at('1', '2')});
insert into chain.account values (${bytes(TOKEN)}, ${bytes(REQUESTER)}, 777, 0, ${at('2')});
insert into chain.provider values (${bytes(PROVIDER)}, 500, 0, 0, 0, 1, ${at('1')});
insert into chain.node values (7, ${bytes(PROVIDER)}, ${bytes(PROVIDER)}, 1, 2, 3, true, 4, 5, 'http://node', ${at('1')});
insert into chain.model values (${bytes(MODEL)}, ${bytes(REQUESTER)}, null, 'MODEL', ${zero}, 1, 250, 0, 250, ${zero}, 'uri', false, 1, ${at('1')});
insert into chain.royalty values (${bytes(MODEL)}, 0, ${bytes(REQUESTER)}, 250, ${at('1')});
insert into chain.request (job_id, status, ${requestColumns}, posted_block, posted_time, posted_transaction, valid, log_index, transaction_hash)
  select ${id}, 'LOCKED', ${requestValues}, n, n, decode(lpad(to_hex(n), 64, '0'), 'hex'), ${at('n')} from generate_series(1, ${JOBS}) n;
insert into chain.job (job_id, status, ${requestColumns}, provider, node_id, price, fee_bps, listed, royalty_hash, deadline, cap_at, ic,
    posted_block, posted_time, posted_transaction, locked_block, locked_time, locked_transaction,
    submitted_transaction, closed_transaction, valid, log_index, transaction_hash)
  select ${id}, (case when n % 2 = 0 then 'PAID' else 'LOCKED' end)::chain.job_status, ${requestValues}, ${bytes(PROVIDER)}, 7, 1000000000000000000000 + n, 100, true,
    ${zero}, 1, 2, case when n % 2 = 0 then decode(lpad(to_hex(n), 64, 'e'), 'hex') end, n, n, decode(lpad(to_hex(n), 64, '0'), 'hex'),
    n + 1000, n, decode(lpad(to_hex(n), 64, '1'), 'hex'), case when n % 2 = 0 then decode(lpad(to_hex(n), 64, '2'), 'hex') end,
    case when n % 2 = 0 then decode(lpad(to_hex(n), 64, '3'), 'hex') end, ${at('n + 1000')} from generate_series(1, ${JOBS}) n;
insert into chain.claim select ${id}, decode(lpad(to_hex(n), 64, 'e'), 'hex'), ${bytes(PROVIDER)}, decode(repeat('55', 32), 'hex'), ${zero}, ${zero}, 7,
  ${zero}, ${zero}, ${at('n + 1001')} from generate_series(2, ${JOBS}, 2) n;
insert into chain.settlement select ${id}, 'PAID', decode(lpad(to_hex(n), 64, 'e'), 'hex'), 90, 1, 2, 0, 7, 0, 0, 3, 0, ${zero}, n + 1002, n, ${at('n + 1002')}
  from generate_series(2, ${JOBS}, 2) n;
insert into chain.proof select ${id}, 520091, 3, 7680, ${at('n + 1002')} from generate_series(4, 4) n;
insert into chain.contract values ('JobMarket', ${bytes(MARKET)}), ('ExchangeBox', ${bytes(BOX)});
insert into chain.block select n, decode(lpad(to_hex(n), 64, 'b'), 'hex'), 1700000000 + n from generate_series(1001, 1003) n;
insert into chain.log select 1000 + n, n, decode(lpad(to_hex(n), 64, '1'), 'hex'), 0, ${bytes(MARKET)}, ${zero}, null, null, null, '\\x01', 'JobLocked',
  jsonb_build_object('jobId', ${id}::text, 'feeBps', 100), ${id} from generate_series(1, 2) n;
insert into chain.log values (1003, 5, ${zero}, 0, ${bytes(BOX)}, ${zero}, null, null, null, '\\x02', null, null, null);
insert into chain.contest select ${id}, ${bytes(BOX)}, false, 1010, 5, ${zero}, 1011, 6, ${zero}, ${at('1011')} from generate_series(2, 2) n;
insert into chain.ruling select ${id}, 1011, 3, ${bytes(BOX)}, 'RESUME', 0, 99, ${zero}, 6, ${at('1011')} from generate_series(2, 2) n;
insert into chain.extra select ${id}, i, ${bytes(PROVIDER)}, 100 + i, ${at('1001')} from generate_series(2, 2) n, generate_series(0, 1) i;
insert into chain.record values (${bytes(PROVIDER)}, ${bytes(TOKEN)}, 3, 1, 2, 77, 1000000000000000000000, ${at('1011')});
insert into chain.demand select ${id}, 'OUTPUT', true, true, 1234, 10, ${bytes(TOKEN)}, ${at('1011')} from generate_series(2, 2) n;
insert into chain.delivery select ${id}, 'INPUT', '\\x0102', 1011, 6, ${at('1011')} from generate_series(2, 2) n;
insert into chain.feedback select ${bytes(PROVIDER)}, ${bytes(REQUESTER)}, 1, ${id}, -450, 2, 'quality', '', 'http://node', 'ipfs://x', ${zero}, false, 1013, 8,
  ${at('1013')} from generate_series(2, 2) n;
insert into chain.fee_sweep values (1014, 2, ${bytes(TOKEN)}, ${bytes(REQUESTER)}, 77, 9, ${at('1014')});
insert into chain.timelock_operation values (${zero}, 'SCHEDULED', null, 1700000000, ${at('1015')});
insert into chain.timelock_call values (${zero}, 0, ${bytes(MARKET)}, 0, '\\x010203', ${at('1015')});
insert into chain.complaint select ${id}, ${bytes(REQUESTER)}, 5, 1012, 7, ${at('1012')} from generate_series(2, 2) n;
`;
