// What the index does, as subscriptions read it. A position is a block by number and hash; `after` says what came after one, reorgs included, in one
// statement and thus of one state. NOTIFY only says when to ask again, on one connection for the whole process, so a lost word loses nothing.
import pg from 'pg';
import { connectionOptions } from './session.ts';

export interface Position {
  readonly number: string;
  readonly hash: string;
}

export interface FeedEvent {
  readonly logIndex: number;
  readonly name: string | null;
  readonly arguments: unknown;
  readonly jobId: string | null;
  readonly contractName: string;
  readonly contractAddress: string;
  readonly transactionHash: string;
}

export interface FeedJob {
  readonly jobId: string;
  readonly status: string;
  readonly requester: string;
  readonly provider: string | null;
}

export interface FeedBlock extends Position {
  readonly time: string;
  readonly events: readonly FeedEvent[] | null;
  readonly jobs: readonly FeedJob[] | null;
}

export interface Delta {
  readonly from: Position;
  /** The last block that still stands, when `from` does not. */
  readonly retract: Position | null;
  /** Those with events, oldest first. */
  readonly blocks: readonly FeedBlock[];
  /** Equal to `from` when nothing came. */
  readonly to: Position & { readonly time: string };
}

const CHANNEL = 'aether_checkpoint';
const BLOCKS_A_READING = 20;
/** JSON that is kept for others who come by the same position. */
const KEPT_CHARACTERS = 32_000_000;
const RETRY_MS_MAX = 5_000;
const PING_MS = 20_000;

export const hasMoved = (delta: Delta): boolean => delta.to.hash !== delta.from.hash;

export class Feed {
  private readonly pool: pg.Pool;
  private readonly databaseUrl: string;
  private readonly links = new Map<string, { delta: Delta; characters: number }>();
  private readonly readings = new Map<string, Promise<Delta>>();
  private readonly waiting = new Set<() => void>();
  private keptCharacters = 0;
  private listening: Promise<void> | undefined;
  private listener: pg.Client | undefined;
  private closed = false;
  /** Counts the words heard, and the times when some may have been missed. */
  version = 0;

  constructor(pool: pg.Pool, databaseUrl: string) {
    this.pool = pool;
    this.databaseUrl = databaseUrl;
  }

  /** Where the index stands; undefined before its first block. */
  async position(): Promise<Position | undefined> {
    const { rows } = await this.pool.query<{ position: Position | null }>({ name: 'position', text: 'select feed.position() as position' });
    return rows[0]?.position ?? undefined;
  }

  /** @throws SQLSTATE AE404: the position is of no block that was ever here. */
  async after(from: Position): Promise<Delta> {
    const key = `${from.number} ${from.hash}`;
    const kept = this.links.get(key);
    if (kept) return kept.delta;
    // Shared by all who ask between the same two words: a later word may be about what this reading does not see.
    const reading = `${this.version} ${key}`;
    let delta = this.readings.get(reading);
    if (!delta) {
      delta = this.read(from, key).finally(() => this.readings.delete(reading));
      this.readings.set(reading, delta);
    }
    return delta;
  }

  private async read(from: Position, key: string): Promise<Delta> {
    const { rows } = await this.pool.query<{ delta: string }>({
      name: 'after',
      text: 'select feed.after($1::bigint, $2::bytea, $3::int)::text as delta',
      values: [from.number, `\\x${from.hash.slice(2)}`, BLOCKS_A_READING],
    });
    const text = rows[0]!.delta;
    const delta: Delta = { from, ...JSON.parse(text) };
    if (!hasMoved(delta)) return delta;
    // What others keep may be of the fork that is gone.
    if (delta.retract) this.forget();
    this.links.set(key, { delta, characters: text.length });
    this.keptCharacters += text.length;
    for (const [oldest, { characters }] of this.links) {
      if (this.keptCharacters <= KEPT_CHARACTERS) break;
      this.links.delete(oldest);
      this.keptCharacters -= characters;
    }
    return delta;
  }

  private forget(): void {
    this.links.clear();
    this.keptCharacters = 0;
  }

  /** Returns when there was a word since `version`, or when the signal says so. */
  async changedSince(version: number, signal: AbortSignal): Promise<void> {
    this.listen();
    if (this.version !== version || signal.aborted || this.closed) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Starts listening; the second call and later ones do nothing. */
  listen(): void {
    this.listening ??= this.keepListening();
  }

  private heard(): void {
    this.version++;
    for (const wake of [...this.waiting]) wake();
  }

  private async keepListening(): Promise<void> {
    for (let waitMs = 50; !this.closed; waitMs = Math.min(2 * waitMs, RETRY_MS_MAX)) {
      const client = new pg.Client({ ...connectionOptions(this.databaseUrl), keepAlive: true, application_name: 'aether-graphql listen' });
      const ended = new Promise<void>((resolve) => {
        client.once('end', resolve);
        client.on('error', () => resolve());
      });
      try {
        await client.connect();
        // Closed while it was connecting: nobody else would end it.
        if (this.closed) break;
        this.listener = client;
        client.on('notification', () => this.heard());
        await client.query(`listen ${CHANNEL}`);
        waitMs = 50;
        // Whatever was said before is in the tables.
        this.heard();
        // A connection that is gone without a word would be waited on for ever.
        const ping = setInterval(() => void client.query('select').catch(() => client.end()), PING_MS);
        ping.unref();
        await ended;
        clearInterval(ping);
      } catch {
        // The next attempt says more than this error.
      } finally {
        this.listener = undefined;
        await client.end().catch(() => undefined);
      }
      if (!this.closed) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.heard();
    await this.listener?.end().catch(() => undefined);
  }
}
