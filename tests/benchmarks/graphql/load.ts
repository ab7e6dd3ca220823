// Requests over kept-open connections, one at a time on each, written and read as bytes: the load costs the machine as little as it can.
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Sorted. */
  readonly latenciesMs: readonly number[];
  readonly errors: number;
  readonly answerBytes: number;
}

export type NextBody = () => string;

function requestOf(url: URL, body: string): string {
  return (
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\naccept: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

/** The body of the answer at the start of the buffer; null: not all of it is there. Bodies are told by their length or come in chunks. */
function answerOf(buffer: Buffer): { body: Buffer; status: string } | null {
  const head = buffer.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const headers = buffer.toString('latin1', 0, head).toLowerCase();
  const status = headers.slice(9, 12);
  const length = /\r\ncontent-length: (\d+)/.exec(headers);
  if (length) {
    const end = head + 4 + Number(length[1]);
    return buffer.length < end ? null : { body: buffer.subarray(head + 4, end), status };
  }
  if (!buffer.subarray(-7).equals(Buffer.from('\r\n0\r\n\r\n'))) return null;
  return { body: buffer.subarray(head + 4), status };
}

export async function once(url: URL, body: string): Promise<any> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body });
  return response.json();
}

export async function load(url: URL, connections: number, seconds: number, next: NextBody): Promise<Load> {
  const latenciesMs: number[] = [];
  let errors = 0;
  let answerBytes = 0;
  const begun = performance.now();
  const until = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket: Socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      let parts: Buffer[] = [];
      let arrived: (() => void) | undefined;
      socket.on('data', (part) => (parts.push(part), arrived?.()));
      socket.on('error', () => (errors++, arrived?.()));
      while (performance.now() < until && !socket.destroyed) {
        const sent = performance.now();
        parts = [];
        socket.write(requestOf(url, next()));
        let answer: ReturnType<typeof answerOf> = null;
        while (!answer && !socket.destroyed) {
          await new Promise<void>((resolve) => (arrived = resolve));
          if (parts.length > 1) parts = [Buffer.concat(parts)];
          answer = parts[0] ? answerOf(parts[0]) : null;
        }
        if (!answer) break;
        latenciesMs.push(performance.now() - sent);
        answerBytes = answer.body.length;
        if (answer.status !== '200' || answer.body.includes('"errors"')) errors++;
      }
      socket.destroy();
    }),
  );
  latenciesMs.sort((a, b) => a - b);
  return { requests: latenciesMs.length, seconds: (performance.now() - begun) / 1000, latenciesMs, errors, answerBytes };
}
