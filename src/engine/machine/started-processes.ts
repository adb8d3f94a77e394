import { readFileSync } from 'node:fs';
import { reaperName } from '../../multiprocessing/bound-child.ts';
import { type ProcessTimes, readProcessTimes } from './process-times.ts';
import { ifThere } from './read-if-there.ts';

/** Attempts to end processes that start others meanwhile. */
const MOST_ATTEMPTS = 50;

/**
 * The processes that the hosts of a run have started: their descendants, and on Linux also those whose parent has ended,
 * which have the run's variable in their environment.
 */
export class StartedProcesses {
  readonly #hosts: ReadonlySet<number>;
  readonly #variable: string;
  readonly #read: () => Promise<ProcessTimes[]>;
  /** Alive at the last look, by pid and start. */
  #known = new Map<string, ProcessTimes>();
  /** Processes at the last look that the hosts have not started. */
  #foreign = new Set<string>();
  /** All processes at the last look. */
  #all: readonly ProcessTimes[] = [];

  /**
   * @param hosts living hosts
   * @param variable `name=value` in the environment of the hosts
   * @param read lists all processes, replaced by tests
   */
  constructor(hosts: ReadonlySet<number>, variable: string, read = () => readProcessTimes()) {
    this.#hosts = hosts;
    this.#variable = variable;
    this.#read = read;
  }

  /** Number of living processes at the last look. */
  get count(): number {
    return this.#known.size;
  }

  /** Reads all processes and returns them. */
  async look(): Promise<ProcessTimes[]> {
    const all = await this.#read();
    const byPid = new Map(all.map((one) => [one.pid, one]));
    const before = this.#known;
    const known = new Map<string, ProcessTimes>();
    const foreign = new Set<string>();
    for (const one of all) {
      const key = keyOf(one);
      if (this.#hosts.has(one.pid)) continue;
      // The environment takes longer to read than the parents.
      const isStarted =
        before.has(key) || this.#descends(one, byPid, before) || (!this.#foreign.has(key) && this.#hasVariable(one));
      if (isStarted) known.set(key, one);
      else foreign.add(key);
    }
    this.#known = known;
    this.#foreign = foreign;
    this.#all = all;
    return all;
  }

  /** Returns those of the last look that no host can wait for: in a group of their own, or without a living parent. */
  left(): ProcessTimes[] {
    const pids = new Set([...this.#known.values()].map(({ pid }) => pid));
    const group = this.#all.find(({ pid }) => pid === process.pid)?.group;
    return [...this.#known.values()].filter(
      (one) => (one.group !== group || !(pids.has(one.parent) || this.#hosts.has(one.parent))) && !isReaper(one),
    );
  }

  /** Ends them all, those included that they start meanwhile. */
  async end(): Promise<void> {
    const stopped = new Set<string>();
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      await this.look();
      const fresh = [...this.#known].filter(([key]) => !stopped.has(key));
      if (fresh.length === 0) break;
      for (const [key, { pid }] of fresh) {
        stopped.add(key);
        // A stopped process starts no others while the rest is found.
        signal(pid, process.platform === 'win32' ? 'SIGKILL' : 'SIGSTOP');
      }
    }
    for (const { pid } of this.#known.values()) signal(pid, 'SIGKILL');
  }

  #descends(one: ProcessTimes, byPid: ReadonlyMap<number, ProcessTimes>, known: Map<string, ProcessTimes>): boolean {
    const visited = new Set<number>();
    for (let at = byPid.get(one.parent); at && !visited.has(at.pid); at = byPid.get(at.parent)) {
      if (this.#hosts.has(at.pid) || known.has(keyOf(at))) return true;
      visited.add(at.pid);
    }
    return false;
  }

  #hasVariable({ pid }: ProcessTimes): boolean {
    const environment = process.platform === 'linux' && ifThere(() => readFileSync(`/proc/${pid}/environ`, 'latin1'));
    return typeof environment === 'string' && environment.split('\0').includes(this.#variable);
  }
}

function keyOf({ pid, startedAt }: ProcessTimes): string {
  return `${pid} ${startedAt}`;
}

/** The shell that ends the workers of a host after it. */
function isReaper({ pid, name }: ProcessTimes): boolean {
  if (process.platform !== 'linux' || !/^(?:sh|dash|bash|ash|busybox|sleep)$/.test(name)) return false;
  return ifThere(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1'))?.split('\0')[3] === reaperName;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended, or belongs to another user.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
