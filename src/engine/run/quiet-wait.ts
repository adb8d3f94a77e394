import { MOST_WAIT_SECONDS } from '../../model/plan.ts';
import { UNRELIABLE_LOAD_CORES } from '../../model/findings/resources.ts';
import { sum } from '../../math/median.ts';
import { nowMs } from '../../multiprocessing/clock.ts';

/** Samples that decide: two show that the machine is busy, three that it is quiet again. */
const BUSY_SAMPLES = 2;
const QUIET_SAMPLES = 3;

/** Waits before the first measurement until other programs leave the cores, for a few seconds at most. */
export class QuietWait {
  readonly #mostMs: number;
  /** Cores that other programs used, newest last. */
  #samples: number[] = [];
  #notify: (() => void) | null = null;

  constructor(mostMs = MOST_WAIT_SECONDS * 1_000) {
    this.#mostMs = mostMs;
  }

  /** Takes a sample of the cores that other programs use. */
  note(othersCores: number): void {
    this.#samples = [...this.#samples, othersCores].slice(-QUIET_SAMPLES);
    this.#notify?.();
  }

  /** Forgets the samples so far. */
  reset(): void {
    this.#samples = [];
  }

  /**
   * Resolves when the machine is quiet, when `skip` is aborted, or after the time limit. A machine that was quiet in the
   * last sample needs no wait.
   * @param onWaiting receives the cores that other programs use while it waits, and `null` at the end
   * @returns whether it waited
   */
  async wait(skip: AbortSignal, onWaiting: (othersCores: number | null) => void): Promise<boolean> {
    const endMs = nowMs() + this.#mostMs;
    let waits = false;
    while (!skip.aborted && nowMs() < endMs && !this.#isQuiet(waits)) {
      if (waits || this.#samples.length >= BUSY_SAMPLES) {
        waits = true;
        onWaiting(this.#meanCores());
      }
      await this.#nextSample(skip, endMs - nowMs());
    }
    if (waits) onWaiting(null);
    return waits;
  }

  #isQuiet(waits: boolean): boolean {
    const { length } = this.#samples;
    return length >= (waits ? QUIET_SAMPLES : 1) && this.#meanCores() <= UNRELIABLE_LOAD_CORES;
  }

  #meanCores(): number {
    return sum(this.#samples) / this.#samples.length;
  }

  async #nextSample(skip: AbortSignal, limitMs: number): Promise<void> {
    if (skip.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        skip.removeEventListener('abort', finish);
        this.#notify = null;
        resolve();
      };
      const timer = setTimeout(finish, Math.max(0, limitMs));
      skip.addEventListener('abort', finish, { once: true });
      this.#notify = finish;
    });
  }
}
