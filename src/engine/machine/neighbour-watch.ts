import { readFileSync, readlinkSync } from 'node:fs';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { Neighbour } from '../../model/measurement.ts';
import { type ProcessTimes, readProcessTimes } from './process-times.ts';
import { ifThere } from './read-if-there.ts';

/**
 * Time between two looks at all processes, in ms. A process that starts and ends in between is seen through its parent
 * only.
 */
const INTERVAL_MS = 1_000;
/** Processes that use fewer cores than this are not named. */
const LEAST_CORES = 0.05;
const MOST_NEIGHBOURS = 8;
/** Programs that run a script, whose name is more useful than theirs. */
const INTERPRETER = /^(?:node|nodejs|deno|bun|python[\d.]*|ruby|perl|php|java|sh|bash|zsh|dash)$/;

/** Options of these programs whose value is the next argument. */
const TAKES_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--title|--env-file|-cp|-classpath|-W|-X|-I)$/;

interface Own {
  /** The engine, including everything it started. */
  engine: number;
  /** The program that requested the run: the command line, or the editor's extension host. */
  client: number;
  /** Workers of the run's queue, each with everything it started, and the queue's Redis. */
  farm?: readonly number[];
}

/** Records which other processes use the cores during a run, by name. */
export class NeighbourWatch {
  private readonly own: Own;
  private readonly read: () => Promise<ProcessTimes[]>;
  private readonly now: () => number;
  private known: Map<string, ProcessTimes> | null = null;
  private readonly used = new Map<string, { name: string; isClient: boolean; cpuMs: number }>();
  private beganAtMs = 0;
  private lastAtMs = Number.NEGATIVE_INFINITY;

  /** @param read,now the list of all processes and the clock, replaced by tests */
  constructor(own: Own = { engine: process.pid, client: process.ppid }, read = () => readProcessTimes(), now = nowMs) {
    this.own = own;
    this.read = read;
    this.now = now;
  }

  /** Whether enough time has passed since the last look. */
  get isDue(): boolean {
    return this.now() - this.lastAtMs >= INTERVAL_MS;
  }

  /** Reads all processes. Nothing may be measured meanwhile. */
  async look(): Promise<void> {
    const processes = await this.read();
    const now = this.now();
    const seen = new Map(processes.map((one) => [keyOf(one), one]));
    if (this.known) this.count(this.known, seen);
    else this.beganAtMs = now;
    this.known = seen;
    this.lastAtMs = now;
  }

  /** Returns the processes that used the cores between the first look and the last, most first. */
  neighbours(): Neighbour[] {
    const wallMs = this.lastAtMs - this.beganAtMs;
    if (!(wallMs > 0)) return [];
    const byName = new Map<string, Neighbour>();
    for (const { name, isClient, cpuMs } of this.used.values()) {
      const key = `${isClient} ${name}`;
      const cores = (byName.get(key)?.cores ?? 0) + cpuMs / wallMs;
      byName.set(key, { name, cores, isClient });
    }
    return [...byName.values()]
      .filter(({ cores }) => cores >= LEAST_CORES)
      .sort((a, b) => b.cores - a.cores)
      .slice(0, MOST_NEIGHBOURS);
  }

  private count(before: ReadonlyMap<string, ProcessTimes>, after: ReadonlyMap<string, ProcessTimes>): void {
    const isOurs = ourTree([...before.values(), ...after.values()], [this.own.engine, ...(this.own.farm ?? [])]);
    const endedMs = creditEnded(before, after);
    for (const [key, one] of after) {
      if (isOurs(one.pid)) continue;
      const earlier = before.get(key);
      const ownMs = one.cpuMs - (earlier?.cpuMs ?? 0);
      const childrenMs = (one.endedChildrenMs ?? 0) - (earlier?.endedChildrenMs ?? 0) - (endedMs.get(one.pid) ?? 0);
      const isClient = one.pid === this.own.client;
      // Short-lived child processes of the client count as its own: a compiler, a version check.
      const cpuMs = Math.max(0, ownMs) + Math.max(0, childrenMs);
      if (cpuMs === 0) continue;
      const known = this.used.get(key);
      // The name is read while the process is alive.
      if (known) known.cpuMs += cpuMs;
      else this.used.set(key, { name: nameOf(one), isClient, cpuMs });
    }
  }
}

/**
 * Returns, by process, the part of its ended children's time that was counted while they were alive. A child's time
 * moves to its parent when it ends, and on to the grandparent when the parent ends.
 */
function creditEnded(
  before: ReadonlyMap<string, ProcessTimes>,
  after: ReadonlyMap<string, ProcessTimes>,
): Map<number, number> {
  const alive = new Set([...after.values()].map(({ pid }) => pid));
  const parents = new Map([...before.values()].map(({ pid, parent }) => [pid, parent]));
  const credit = new Map<number, number>();
  for (const [key, one] of before) {
    if (after.has(key)) continue;
    let heir = one.parent;
    for (let up = 0; up < parents.size && !alive.has(heir); up++) heir = parents.get(heir) ?? 0;
    credit.set(heir, (credit.get(heir) ?? 0) + one.cpuMs + (one.endedChildrenMs ?? 0));
  }
  return credit;
}

/** The parent of kernel threads. */
const KTHREADD = 2;

function keyOf({ pid, startedAt }: ProcessTimes): string {
  return `${pid} ${startedAt}`;
}

/** Returns a test for whether a process is one of `roots` or descends from it. */
function ourTree(processes: readonly ProcessTimes[], roots: readonly number[]): (pid: number) => boolean {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  return (pid) => {
    const visited = new Set<number>();
    for (let at: number | undefined = pid; at !== undefined && !visited.has(at); at = parents.get(at)) {
      if (roots.includes(at)) return true;
      visited.add(at);
    }
    return false;
  };
}

function nameOf({ pid, parent, name }: ProcessTimes): string {
  if (process.platform !== 'linux') return name;
  if (parent === KTHREADD) return 'kernel';
  // A thread may have renamed itself, as Node's does, and Linux truncates names.
  const file = ifThere(() => readlinkSync(`/proc/${pid}/exe`))
    ?.replace(/^.*\//, '')
    .replace(/ \(deleted\)$/, '');
  const program = file && (name === 'MainThread' || file.startsWith(name)) ? file : name;
  return INTERPRETER.test(program) ? withScript(program, pid) : program;
}

/** Returns the name of the program and its script, such as `node server.js`. */
function withScript(program: string, pid: number): string {
  const script = ifThere(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    ?.split('\0')
    .slice(1)
    .find((argument, at, all) => argument !== '' && !argument.startsWith('-') && !TAKES_VALUE.test(all[at - 1] ?? ''));
  // Code on the command line is not a name, and may be private.
  return script && /^[\w@.+/~-]*[a-z][\w@.+~-]*$/i.test(script) ? `${program} ${script.replace(/^.*\//, '')}` : program;
}
