import { execFileSync } from 'node:child_process';
import { MOST_WAIT_SECONDS } from '../model/plan.ts';
import { describeWait } from '../report/describe-wait.ts';
import type { RunState } from '../report/run-state.ts';

/** Lets Enter end the wait for other programs. Says so once where the output is not a terminal, which shows no progress. */
export class WaitKey {
  readonly #stdin: NodeJS.ReadStream;
  readonly #stderr: NodeJS.WriteStream;
  readonly #isForeground: () => boolean;
  readonly #skip = new AbortController();
  readonly #press = (): void => this.#skip.abort();
  #isListening = false;
  #isSaid = false;

  /** @param isForeground replaced by tests */
  constructor(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream, isForeground = isInForeground) {
    this.#isForeground = isForeground;
    this.#stdin = stdin;
    this.#stderr = stderr;
  }

  /** Aborted by Enter. */
  get signal(): AbortSignal {
    return this.#skip.signal;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  /** Takes the state of the run after each change of the wait. */
  follow(run: Pick<RunState, 'waitingFor' | 'machine'>): void {
    if (run.waitingFor === null) {
      this.end();
      return;
    }
    if (!this.#stderr.isTTY && !this.#isSaid) {
      this.#stderr.write(`${describeWait(run)}, up to ${MOST_WAIT_SECONDS} s. Skip this with --no-wait.\n`);
      this.#isSaid = true;
    }
    if (this.#isListening || !this.#stdin.isTTY || !this.#isForeground()) return;
    this.#isListening = true;
    this.#stdin.once('data', this.#press).resume();
  }

  /** Stops listening, so that the program can exit. */
  end(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#stdin.off('data', this.#press).pause();
  }
}

/** The terminal stops a background job that reads from it. */
function isInForeground(): boolean {
  if (process.platform === 'win32') return true;
  try {
    const groups = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' });
    const [own, foreground] = groups.trim().split(/\s+/);
    return own === foreground;
  } catch {
    // There is no `ps`.
    return false;
  }
}
