// Who asks, and how much of it: requests per second and subscriptions at once, per address. An IPv6 client is its /64, since it has as many addresses as
// it likes there.
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

export interface ClientLimits {
  /** Requests a second in the long run; 0: no limit. */
  readonly rate: number;
  /** Requests at once after a pause. */
  readonly burst: number;
  /** Subscriptions at once. */
  readonly subscriptions: number;
  /** Proxies in front that add to X-Forwarded-For; 0: nobody is believed. */
  readonly proxies: number;
}

export const DEFAULT_CLIENT_LIMITS: ClientLimits = { rate: 50, burst: 200, subscriptions: 20, proxies: 0 };

/** Buckets that are remembered; the ones not used longest are forgotten first, which forgives and never refuses. */
const BUCKETS_MAX = 50_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class Clients {
  private readonly limits: ClientLimits;
  private readonly nowMs: () => number;
  private readonly buckets = new Map<string, Bucket>();
  private readonly subscriptions = new Map<string, number>();

  constructor(limits: ClientLimits, nowMs: () => number = () => performance.now()) {
    this.limits = limits;
    this.nowMs = nowMs;
  }

  of(request: IncomingMessage): string {
    const { proxies } = this.limits;
    const forwarded =
      proxies > 0
        ? String(request.headers['x-forwarded-for'] ?? '')
            .split(',')
            .map((part) => part.trim())
        : [];
    // The last proxy wrote the last entry, the one before it the one before.
    const address = forwarded.at(-proxies) || request.socket.remoteAddress || '';
    const plain = address.replace(/^::ffff:/i, '');
    return isIPv6(plain) ? network(plain) : plain;
  }

  /** 0: go on. Else the seconds until the next request is taken. */
  waitSeconds(client: string): number {
    const { rate, burst } = this.limits;
    if (rate === 0) return 0;
    const now = this.nowMs();
    const bucket = this.buckets.get(client) ?? { tokens: burst, atMs: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.atMs) / 1000) * rate);
    bucket.atMs = now;
    // Deleted and set again: the map's order is the order of last use.
    this.buckets.delete(client);
    this.buckets.set(client, bucket);
    if (this.buckets.size > BUCKETS_MAX) this.buckets.delete(this.buckets.keys().next().value!);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / rate);
    bucket.tokens -= 1;
    return 0;
  }

  /** Returns what ends it; undefined: the client has as many as it may. */
  subscribe(client: string): (() => void) | undefined {
    const held = this.subscriptions.get(client) ?? 0;
    if (held >= this.limits.subscriptions) return undefined;
    this.subscriptions.set(client, held + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = this.subscriptions.get(client)! - 1;
      if (left > 0) this.subscriptions.set(client, left);
      else this.subscriptions.delete(client);
    };
  }
}

/** The first four groups of an address. */
function network(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
