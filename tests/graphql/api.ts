// The real server as a real process on a free port, and a client of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Answer {
  readonly status: number;
  readonly data?: any;
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
}

export class Api {
  private readonly process: ChildProcess;
  readonly url: string;

  private constructor(process: ChildProcess, url: string) {
    this.process = process;
    this.url = url;
  }

  static async start(databaseUrl: string, args: readonly string[] = []): Promise<Api> {
    const child = spawn(process.execPath, [join(root, 'graphql', 'src', 'server.ts'), '--rate', '0', ...args], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: databaseUrl, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout! })) {
      const url = /listening on (http:\S+)/.exec(line)?.[1];
      if (url) return new Api(child, url);
    }
    throw new Error('the server ended before it listened');
  }

  async ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.send(JSON.stringify({ query, variables }));
  }

  async send(body: string): Promise<Answer> {
    const response = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = await response.text();
    return { status: response.status, ...(text.startsWith('{') ? (JSON.parse(text) as object) : {}) };
  }

  /** Sends SIGTERM and returns the exit code. */
  async stop(): Promise<number> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    this.process.kill('SIGTERM');
    const [code] = (await once(this.process, 'exit')) as [number];
    return code;
  }
}

export const code = (answer: Answer): string | undefined => answer.errors?.[0]?.extensions?.code;
