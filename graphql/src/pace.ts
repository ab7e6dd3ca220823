// Subscriptions run at the client's pace: a message is made when the one before it was taken, so a slow client holds one message and no queue. And a
// client holds no more of them than it may.
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'postgraphile/graphql';
import type { Clients } from './clients.ts';
import { asGraphQLError, refuse } from './errors.ts';
import type { Pace } from './subscriptions.ts';

/** Of a transport of subscriptions: the request that opened it. */
function requestOf(context: any): IncomingMessage | undefined {
  return context?.ws?.request ?? context?.node?.req;
}

class Steps implements Pace {
  private readonly abort = new AbortController();
  private readonly ended: () => void;
  readonly after: string | undefined;
  readonly signal = this.abort.signal;
  cursor: string | undefined;
  private asked = 0;
  private wake: (() => void) | undefined;

  constructor(after: string | undefined, ended: () => void) {
    this.after = after;
    this.ended = ended;
  }

  async ready(): Promise<void> {
    while (this.asked === 0 && !this.signal.aborted) await new Promise<void>((resolve) => (this.wake = resolve));
    this.asked--;
  }

  ask(): void {
    this.asked++;
    this.wake?.();
  }

  end(): void {
    this.abort.abort();
    this.wake?.();
    this.ended();
  }
}

/** The results with the pace of whoever takes them; an error of the source is the last result. */
function paced(results: AsyncIterator<any>, steps: Steps): AsyncIterableIterator<any> {
  let failed = false;
  const iterator: AsyncIterableIterator<any> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      if (failed) return { done: true, value: undefined };
      steps.ask();
      try {
        const result = await results.next();
        if (result.done) steps.end();
        return result;
      } catch (error) {
        failed = true;
        steps.end();
        return { done: false, value: { errors: [asGraphQLError(error)] } };
      }
    },
    async return(value) {
      steps.end();
      await results.return?.();
      return { done: true, value };
    },
  };
  return iterator;
}

export function pacePlugin(clients: Clients): GraphileConfig.Plugin {
  return {
    name: 'AetherPacePlugin',
    version: '1.0.0',
    grafast: {
      middleware: {
        async subscribe(next, { args }) {
          const request = requestOf(args.requestContext);
          const end = request ? clients.subscribe(clients.of(request)) : () => undefined;
          if (!end) return { errors: [refuse('TOO_MANY_SUBSCRIPTIONS', 'This client has as many subscriptions as it may; end one first')] };
          const steps = new Steps(request?.headers['last-event-id'] as string | undefined, end);
          (args.contextValue as Record<string, unknown>).pace = steps;
          try {
            const results = await next();
            if (Symbol.asyncIterator in results) return paced(results[Symbol.asyncIterator](), steps) as typeof results;
            steps.end();
            return results;
          } catch (error) {
            steps.end();
            throw error instanceof GraphQLError ? error : asGraphQLError(error);
          }
        },
      },
    },
  };
}
