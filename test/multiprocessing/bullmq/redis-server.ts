import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why there is no Redis for the tests; `null` if there is. */
export const noRedis: string | null = hasRedis() ? null : 'redis-server is not installed (Debian package redis-server)';

/** Returns whether `redis-server` is on the PATH. */
export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A Redis on a free port, in a temporary folder. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-redis-'));
  readonly #port: number;
  #process: ChildProcess | null = null;

  readonly #persistence: string[];

  private constructor(port: number, isDurable: boolean) {
    this.#port = port;
    this.#persistence = ['--save', '', ...(isDurable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [])];
  }

  /** @param isDurable whether it keeps every write on disk before it answers, which takes most of its time */
  static async start(isDurable = true): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), isDurable);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Starts it, also after `kill`, with what it had accepted; resolves when it answers. */
  async start(): Promise<void> {
    this.#process = spawn(
      'redis-server',
      ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder, ...this.#persistence],
      { stdio: 'ignore' },
    );
    while (!(await answers(this.#port))) {
      if (this.#process.exitCode !== null) throw new Error(`redis-server ended with code ${this.#process.exitCode}.`);
      await sleep(10);
    }
  }

  /** Ends it without a chance to write anything. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child?.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Returns a port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('error', () => resolve(false));
    // While it loads its data, it answers with an error.
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
  });
}
