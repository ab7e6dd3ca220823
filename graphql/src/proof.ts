// `event { proof }`: the indexer has the node that a proof is made from, so it makes it; here it is fetched, a few at a time.
import { extendSchema, gql } from 'postgraphile/utils';
import { lambda, list, SafeError } from 'postgraphile/grafast';

/** Requests to the indexer at once, of this process. */
const AT_ONCE_MAX = 8;
const WAIT_MS_MAX = 20_000;

/** By the indexer's HTTP status. */
const CODES: Readonly<Record<number, string>> = { 404: 'NOT_FOUND', 429: 'RATE_LIMITED', 502: 'PROOF_FAILED' };

export function proofPlugin(indexerUrl: string | undefined): GraphileConfig.Plugin {
  const base = indexerUrl === undefined || indexerUrl === '' ? undefined : new URL(indexerUrl.replace(/\/*$/, '/'));
  const waiting: (() => void)[] = [];
  let running = 0;

  async function prove([block, logIndex]: readonly [string, number]): Promise<unknown> {
    if (!base) throw new SafeError('This API serves no proofs: it was started without AETHER_INDEXER_URL', { code: 'PROOF_UNAVAILABLE' });
    if (running >= AT_ONCE_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await fetchProof(new URL(`proof/${block}/${logIndex}`, base));
    } finally {
      running--;
      waiting.shift()?.();
    }
  }

  return extendSchema({
    typeDefs: gql`
      extend type Event {
        """
        Proves to whoever trusts blockHash that the event is in that block: its header, and the way from the receipts' root to the event. The document that
        aether verify proof and ReceiptProof take.
        """
        proof: JSON
      }
    `,
    objects: {
      Event: {
        plans: { proof: ($event: any) => lambda(list([$event.get('block_number'), $event.get('log_index')]), prove as never) as never },
      },
    },
  });
}

async function fetchProof(url: URL): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS_MAX) });
  } catch {
    throw new SafeError('The indexer cannot be reached; try again', { code: 'UNAVAILABLE' });
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && typeof answer === 'object' && answer !== null) return answer;
  const { error } = (answer ?? {}) as { error?: unknown };
  throw new SafeError(typeof error === 'string' ? `No proof: ${error}` : 'The indexer gave no proof; try again', {
    code: CODES[response.status] ?? 'UNAVAILABLE',
  });
}
