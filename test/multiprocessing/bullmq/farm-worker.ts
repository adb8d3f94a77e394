import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** `parallel-profiler worker` in a process. */
export class FarmWorker {
  readonly #process: ChildProcess;
  log = '';

  private constructor(args: readonly string[], folder: string) {
    this.#process = spawn(process.execPath, [join(root, 'dist/cli.mjs'), 'worker', ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  /** Starts a worker, by default in the root of the repository, and waits until it takes jobs. */
  static async start(args: readonly string[], folder = root): Promise<FarmWorker> {
    const worker = new FarmWorker(args, folder);
    while (!worker.log.includes(' ready:')) {
      if (worker.#process.exitCode !== null) throw new Error(`The worker ended: ${worker.log}`);
      const stream = worker.#process.stderr;
      if (stream !== null) await Promise.race([once(stream, 'data'), once(worker.#process, 'exit')]);
    }
    return worker;
  }

  /** Sends a signal and returns the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
