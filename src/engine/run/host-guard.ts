import { randomUUID } from 'node:crypto';
import { Reaper } from '../../multiprocessing/bound-child.ts';
import { KernelFile } from '../machine/kernel-file.ts';
import type { ProcessTimes } from '../machine/process-times.ts';
import { StartedProcesses } from '../machine/started-processes.ts';
import type { LeftRunning } from '../../model/side-effects.ts';

/** A host, as the guard sees it. */
export interface GuardedHost {
  pid: number;
  /** Worker processes of its pool. */
  workers: number;
  /** Called when the code of the run has too many processes. All of them, hosts included, are killed next. */
  stopFor(message: string): void;
}

/** Living processes that the code of a run may have started. */
const MOST_PROCESSES = 1_000;
/** More threads of the whole machine than this are reason to look. A Node process has about 11. */
const MORE_THREADS = 200;
const LOOK_EVERY_MS = 100;
const MOST_NAMES = 3;

/** Ends the hosts, which may be busy, and every process that their code started, when this process is killed. */
class HostGuard {
  readonly #hosts = new Map<number, GuardedHost>();
  readonly #pids = new Set<number>();
  readonly #variable = `PARALLEL_PROFILER_RUN=${randomUUID()}`;
  readonly #started = new StartedProcesses(this.#pids, this.#variable);
  #reaper: Reaper | null = null;
  #timer: NodeJS.Timeout | null = null;
  #load: KernelFile | null = null;
  #threads = Number.NaN;
  #isLooking = false;

  /** For the environment of every host. */
  get environment(): Record<string, string> {
    const [name = '', value = ''] = this.#variable.split('=');
    return { [name]: value };
  }

  add(host: GuardedHost): void {
    if (host.pid < 0) return;
    this.#hosts.set(host.pid, host);
    this.#pids.add(host.pid);
    if (this.#reaper?.works !== true) this.#reaper = Reaper.start(this.#variable);
    this.#reaper?.setPids([...this.#pids]);
    this.#timer ??= this.#watch();
  }

  remove(pid: number): void {
    this.#hosts.delete(pid);
    if (this.#pids.delete(pid)) this.#reaper?.setPids([...this.#pids]);
    if (this.#pids.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#load?.close();
    this.#load = null;
  }

  /** Reads all processes of this machine and returns them. Stops the run if its code started too many. */
  async look(): Promise<ProcessTimes[]> {
    const all = await this.#started.look();
    const most = [...this.#hosts.values()].reduce((sum, { workers }) => sum + workers, MOST_PROCESSES);
    if (this.#started.count > most) await this.#stopAll();
    return all;
  }

  /** Returns the processes that calls have left running; `null` if there are none. */
  async leftRunning(): Promise<LeftRunning | null> {
    await this.look();
    const left = this.#started.left();
    return left.length === 0 ? null : { count: left.length, names: mostFrequent(left.map(({ name }) => name)) };
  }

  /** Ends the processes that the code of the run has left, after the end of its hosts. */
  async endStarted(): Promise<void> {
    // Listing the processes of other systems takes long.
    if (process.platform === 'linux' || this.#started.count > 0) await this.#started.end();
  }

  /** Looks only after the number of threads on this machine has grown: reading that takes microseconds. */
  #watch(): NodeJS.Timeout {
    this.#load = KernelFile.open('/proc/loadavg');
    this.#threads = Number.NaN;
    return setInterval(() => void this.#lookIfGrown(), LOOK_EVERY_MS).unref();
  }

  async #lookIfGrown(): Promise<void> {
    const threads = this.#countThreads();
    if (threads === null || this.#isLooking) return;
    if (!(threads - this.#threads > MORE_THREADS)) {
      this.#threads = Math.min(threads, Number.isNaN(this.#threads) ? threads : this.#threads);
      return;
    }
    this.#threads = threads;
    this.#isLooking = true;
    await this.look().finally(() => (this.#isLooking = false));
  }

  /** The fourth number of `0.20 0.18 0.12 1/80 11206`, behind the slash. */
  #countThreads(): number | null {
    if (!this.#load?.read()) return null;
    this.#load.skipToLast('/');
    return this.#load.number();
  }

  async #stopAll(): Promise<void> {
    const names = mostFrequent(this.#started.left().map(({ name }) => name)).join(', ');
    const message =
      `The function was stopped because more than ${MOST_PROCESSES.toLocaleString('en')} processes that it started ` +
      `were running at once${names === '' ? '' : ` (${names})`}. Start fewer, and wait for each to end.`;
    for (const host of [...this.#hosts.values()]) host.stopFor(message);
    await this.#started.end();
  }
}

export const hostGuard = new HostGuard();

function mostFrequent(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_NAMES)
    .map(([name]) => name);
}
