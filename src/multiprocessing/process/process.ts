import { clearTimeout, setTimeout } from 'node:timers';
import { startChild, type Child } from './spawn.ts';
import { mergeEnvironment } from '../environment.ts';
import { NestedPoolError } from '../wire/errors.ts';
import { referTo, type FunctionReference } from '../functions/function-reference.ts';
import { checkTarget } from '../options/option-checks.ts';
import { readModule } from '../pool/pool-options.ts';
import { identity } from './process-identity.ts';
import { processOptions, type ProcessOptions } from './process-options.ts';
import { readOptions } from '../options/read-options.ts';
import { checkTimeout } from '../sync/cell.ts';
import { perThread } from '../per-thread.ts';
import { libraryUrl, siblingProgram } from '../sibling-program.ts';
import { workerContext } from '../worker-context.ts';

/**
 * One function running in a separate process or thread, like `multiprocessing.Process`. The child loads the module and
 * calls the exported function that was named; an error is printed to stderr and gives exit code 1.
 *
 *     const child = new Process(import.meta.url, { target: worker, args: [1] });
 *     child.start();
 *     await child.join();
 *
 * Not here: a subclass with a `run` of its own (code does not cross, names do), and keyword arguments.
 */
export class Process<A extends readonly unknown[] = readonly unknown[]> {
  readonly name: string;
  readonly daemon: boolean;
  readonly kind: 'threads' | 'processes';
  readonly #module: string;
  readonly #options: ProcessOptions<A>;
  readonly #target: FunctionReference;
  #child: Child | null = null;
  #exitCode: number | null = null;
  #closed = false;
  #ended: Promise<number> | null = null;

  /** @param module the module that has the target: `import.meta.url`, another `file:` URL or an absolute path */
  constructor(module: string | URL, options: ProcessOptions<A>) {
    const url = readModule(module);
    const read = readOptions<Partial<ProcessOptions<A>>>('Process', options, processOptions);
    const { kind = 'processes', daemon = false, target, name } = read;
    checkTarget('target', target);
    const self = identity();
    const prefix = self.current.name === 'MainProcess' ? '' : `${self.current.name}:`;
    this.#module = url;
    this.#options = read as ProcessOptions<A>;
    this.kind = kind;
    this.daemon = daemon;
    this.name = name ?? (prefix === '' ? `Process-${++self.started}` : `${prefix}${++self.started}`);
    // Fail in the parent, where the caller sees the error.
    this.#target = referTo(target, this.#module);
  }

  /**
   * Starts the child and returns immediately.
   * @throws {DataCloneError} an argument cannot be sent
   * @throws {NestedPoolError} the module is being loaded as a child, and would start children itself
   */
  start(): void {
    this.#checkOpen();
    if (this.#child !== null) throw new Error(`${this.name} was started already; a process can be started only once.`);
    const { current } = identity();
    if (current.daemon) throw new Error(`${current.name} is a daemon, and daemons may not start children.`);
    const context = workerContext();
    if (typeof context?.loading === 'string') throw new NestedPoolError(explainGuard(context.loading));
    const { args = [], env, execArgv, resourceLimits } = this.#options;
    const child = startChild(
      {
        kind: this.kind,
        module: this.#module,
        target: this.#target.settled,
        args,
        library: libraryUrl(),
        name: this.name,
        daemon: this.daemon,
        parent: { name: current.name, pid: process.pid, threadId: current.threadId },
        depth: context?.depth ?? 0,
        siblings: context?.siblings ?? 1,
      },
      {
        program: siblingProgram('process-child'),
        env: mergeEnvironment(env),
        execArgv,
        resourceLimits,
        target: this.#target.found,
      },
    );
    this.#child = child;
    const children = livingChildren();
    children.add(this as unknown as Process);
    this.#ended = child.ended.then((code) => {
      children.delete(this as unknown as Process);
      this.#exitCode = code;
      return code;
    });
  }

  /**
   * Waits until the child has ended; resolves with false if that took longer than `timeoutMs`. Read `exitCode` for the
   * outcome.
   */
  async join(timeoutMs?: number): Promise<boolean> {
    this.#checkOpen();
    const ended = this.#started();
    const limit = checkTimeout(timeoutMs);
    if (limit === undefined) {
      await ended;
      return true;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limit)));
    const inTime = await Promise.race([ended.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }

  /**
   * Asks the process to end with SIGTERM; stops a thread at once. A thread inside a native call counts as ended, and ends when
   * the call returns.
   */
  terminate(): void {
    this.#checkOpen();
    this.#running().stop('SIGTERM');
  }

  /** Ends the process with SIGKILL, which cannot be caught; stops a thread as `terminate` does. */
  kill(): void {
    this.#checkOpen();
    this.#running().stop('SIGKILL');
  }

  isAlive(): boolean {
    this.#checkOpen();
    return this.#child !== null && this.#exitCode === null;
  }

  /** `null` until the child has ended; then its exit code, or minus the number of the signal that ended it. */
  get exitCode(): number | null {
    this.#checkOpen();
    return this.#exitCode;
  }

  /** The process's id; for a thread that of the process it is in; `null` before `start`. */
  get pid(): number | null {
    this.#checkOpen();
    return this.#child?.pid ?? null;
  }

  /** The thread's number in its process; `null` for a process and before `start`. */
  get threadId(): number | null {
    this.#checkOpen();
    return this.#child?.threadId ?? null;
  }

  /**
   * Resolves with the exit code when the child has ended. Pass it to `Promise.race` to wait for one of several
   * children.
   */
  get sentinel(): Promise<number> {
    this.#checkOpen();
    return this.#started();
  }

  /**
   * Releases the object; any later use throws. Closing it twice does nothing.
   * @throws {Error} the child is still running
   */
  close(): void {
    if (this.#closed) return;
    if (this.isAlive()) throw new Error(`${this.name} is still running: wait with join(), or end it with terminate().`);
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error(`${this.name} is closed.`);
  }

  #running(): Child {
    if (this.#child === null) throw new Error(`${this.name} was not started: call start() first.`);
    return this.#child;
  }

  #started(): Promise<number> {
    if (this.#ended === null) throw new Error(`${this.name} was not started: call start() first.`);
    return this.#ended;
  }
}

const livingChildren = (): Set<Process> => perThread('children', () => new Set<Process>());

/** Returns the children that this thread started and that are still alive. */
export function activeChildren(): Process[] {
  return [...livingChildren()];
}

function explainGuard(module: string): string {
  return (
    `A Process was started while a child was loading ${module}. Expected that loading the module starts nothing: every child ` +
    `loads it again and would start more children without end. Start processes only in the main program: ` +
    `import { isMain } from 'parallel-profiler' and put the code that starts them inside if (isMain) { ... }.`
  );
}
