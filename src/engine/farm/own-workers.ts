import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { QueueAddress } from '../../model/farm.ts';
import type { FromQueueWorkers, ToQueueWorkers } from './protocol.ts';

const GRACE_MS = 3_000;

/** Workers of a queue on this machine, in processes of their own. They end with the process that started them. */
export class OwnWorkers {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? -1;
    this.#exited = once(child, 'exit');
  }

  /**
   * Starts them and waits until they take jobs.
   * @param program absolute path of `queue-worker.ts` as built
   * @throws {Error} with the reason why they cannot
   */
  static async start(program: string, address: QueueAddress, processes: number): Promise<OwnWorkers> {
    // The output of the function is part of the output of the run.
    const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const workers = new OwnWorkers(child);
    try {
      const answer = await workers.#ask({ type: 'start', processes, ...address });
      if (answer.type === 'failed') throw new Error(answer.message);
      return workers;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Returns the CPU time of their program so far, without that of the processes that run jobs, in ms. */
  async cpuMs(): Promise<number> {
    const answer = await this.#ask({ type: 'usage' });
    return answer.type === 'usage' ? answer.cpuMs : 0;
  }

  async #ask(message: ToQueueWorkers): Promise<FromQueueWorkers> {
    const answered = new Promise<FromQueueWorkers>((resolve, reject) => {
      this.#child.once('message', (answer: FromQueueWorkers) => resolve(answer));
      this.#child.once('error', reject);
      void this.#exited.then(() => reject(new Error('The workers of the queue ended before they took a job.')));
    });
    this.#child.send(message);
    return await answered;
  }

  /** Ends them, running jobs included. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}
