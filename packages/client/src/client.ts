// Asks the API and follows its subscriptions, with nothing but fetch: the same in browsers and in Node.
import type { TypedDocument } from './document.ts';

export interface ClientOptions {
  /** Of the API: https://host/graphql. */
  readonly url: string;
  /** Send the ids of operations instead of their text; the server keeps operations.json. */
  readonly persisted?: boolean;
  readonly fetch?: typeof fetch;
}

/** What the API refused, with its code; graphql/README.md lists them. */
export class AetherApiError extends Error {
  readonly code: string;
  /** Seconds to wait for, when the API says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, code: string, retryAfterSeconds?: number) {
    super(message);
    this.name = 'AetherApiError';
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export interface Message {
  readonly kind: 'APPEND' | 'RETRACT';
  readonly cursor: string;
}

const RETRY_MS_MAX = 10_000;

export class AetherClient {
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  async query<Data, Variables>(document: TypedDocument<Data, Variables>, variables: Variables, signal?: AbortSignal): Promise<Data> {
    const response = await this.send(this.options.url, document, variables, 'application/json', signal);
    return dataOf<Data>((await response.json()) as Answer, response);
  }

  /**
   * Messages of a subscription, from `variables.after` or from now on. A lost connection is opened again where it broke: nothing is left out and
   * nothing comes twice. After a RETRACT, what was told of its fromBlock and later is void.
   */
  async *follow<Data extends { readonly message?: Message | null | undefined }, Variables extends { after?: string | null | undefined }>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): AsyncGenerator<NonNullable<Data['message']>> {
    let after = variables.after;
    for (let waitMs = 100; !signal?.aborted; waitMs = Math.min(2 * waitMs, RETRY_MS_MAX)) {
      try {
        const response = await this.send(`${this.options.url}/stream`, document, { ...variables, after }, 'text/event-stream', signal);
        if (!response.headers.get('content-type')?.startsWith('text/event-stream')) dataOf((await response.json()) as Answer, response);
        for await (const { id, answer } of eventsOf(response)) {
          const message = answer && dataOf<Data>(answer, response).message;
          if (!message) {
            // Where the subscription starts, said before its first message.
            after = id ?? after;
            continue;
          }
          waitMs = 100;
          yield message as NonNullable<Data['message']>;
          // Only now: whoever took it and came back for more has handled it.
          after = message.cursor;
        }
      } catch (error) {
        // What the API refuses, it will refuse again.
        if (error instanceof AetherApiError && !['UNAVAILABLE', 'RATE_LIMITED', 'TIMEOUT'].includes(error.code)) throw error;
        if (signal?.aborted) return;
        if (error instanceof AetherApiError && error.retryAfterSeconds) waitMs = Math.max(waitMs, 1000 * error.retryAfterSeconds);
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  private async send(
    url: string,
    { query, id }: Pick<TypedDocument<unknown, never>, 'query' | 'id'>,
    variables: unknown,
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const body = JSON.stringify({ ...(this.options.persisted ? { documentId: id } : { query }), variables });
    const ask = this.options.fetch ?? fetch;
    return ask(url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body, ...(signal ? { signal } : {}) });
  }
}

function dataOf<Data>({ data, errors }: Answer, response: Response): Data {
  const error = errors?.[0];
  if (!error) return data as Data;
  throw new AetherApiError(error.message, error.extensions?.code ?? 'INTERNAL', Number(response.headers.get('retry-after')) || undefined);
}

/** Events with an id, or the payload of a `next`, or both. */
async function* eventsOf(response: Response): AsyncGenerator<{ readonly id: string | undefined; readonly answer: Answer | undefined }> {
  const decoder = new TextDecoder();
  const reader = response.body!.getReader();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const id = /^id: (.*)$/m.exec(event)?.[1];
        const data = /^event: next\ndata: (.*)$/m.exec(event)?.[1];
        if (id || data) yield { id, answer: data ? (JSON.parse(data) as Answer) : undefined };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
