import { describeValue } from '../describe-value.ts';
import { checkTime } from '../options/option-checks.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { barrierState } from './barrier-operations.ts';
import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { BrokenBarrierError } from './errors.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

const maxParties = 1024;

export interface BarrierOptions {
  /** Default timeout of `wait`, in ms. */
  timeoutMs?: number;
}

const barrierOptions: OptionTable<BarrierOptions> = { checks: { timeoutMs: checkTime }, positional: 'timeoutMs' };

/** A meeting point: each `wait` continues once as many workers as the barrier has parties have called it. */
export class Barrier extends SharedHandle {
  readonly parties: number;
  readonly #cell: Cell<'barrier'>;
  readonly #timeoutMs: number | undefined;

  constructor(parties: number, options?: BarrierOptions, cell?: Cell<'barrier'>) {
    super();
    if (!Number.isInteger(parties) || parties < 1 || parties > maxParties)
      throw new RangeError(`Expected a barrier to have 1 to ${maxParties} parties, found ${describeValue(parties)}.`);
    checkCell('Barrier', cell, ' Pass the action to wait(timeoutMs, action).');
    this.parties = parties;
    this.#timeoutMs = checkTimeout(readOptions('Barrier', options, barrierOptions).timeoutMs);
    this.#cell = cell ?? LocalCell.create('barrier', barrierState(parties));
  }

  static fromTransport(transport: SharedTransport): Barrier {
    const { parties, timeoutMs } = transport.data as { parties: number; timeoutMs?: number };
    const cell = reviveCell(transport, 'barrier', 'barrier');
    return new Barrier(parties, timeoutMs === undefined ? {} : { timeoutMs }, cell);
  }

  /**
   * Waits for the others and returns this worker's index among them, 0 to parties - 1, different for each.
   * @param action run by the last to arrive, before the barrier opens; if it throws, the barrier breaks
   * @throws {BrokenBarrierError} the barrier was aborted or reset, any wait timed out, or a waiting worker died
   */
  async wait(timeoutMs = this.#timeoutMs, action?: () => unknown): Promise<number> {
    const limit = checkTimeout(timeoutMs);
    const arrival = await this.#cell.call('arrive', [], limit);
    if (arrival === timedOut) return this.#expire(await this.#cell.call('abort', [null]));
    const [index, round] = arrival;
    if (index === this.parties - 1) {
      try {
        await action?.();
      } catch (error) {
        await this.abort();
        throw error;
      }
      await this.#cell.call('open', [round]);
    }
    const passed = await this.#cell.call('pass', [round], limit);
    if (passed === timedOut) this.#expire(await this.#cell.call('abort', [round]));
    return index;
  }

  /** Like `wait`, but blocks this thread until the others have arrived. */
  waitSync(timeoutMs = this.#timeoutMs, action?: () => unknown): number {
    const limit = checkTimeout(timeoutMs);
    const arrival = this.#cell.callSync('arrive', [], limit);
    if (arrival === timedOut) return this.#expire(this.#cell.callSync('abort', [null]));
    const [index, round] = arrival;
    if (index === this.parties - 1) {
      try {
        action?.();
      } catch (error) {
        this.abortSync();
        throw error;
      }
      this.#cell.callSync('open', [round]);
    }
    const passed = this.#cell.callSync('pass', [round], limit);
    if (passed === timedOut) this.#expire(this.#cell.callSync('abort', [round]));
    return index;
  }

  /** Breaks the barrier: all current and later waits throw a BrokenBarrierError until it is reset. */
  async abort(): Promise<void> {
    await this.#cell.call('abort', [null]);
  }

  abortSync(): void {
    this.#cell.callSync('abort', [null]);
  }

  /** Returns the barrier to its initial, empty state; current waits throw a BrokenBarrierError. */
  async reset(): Promise<void> {
    await this.#cell.call('reset', []);
  }

  resetSync(): void {
    this.#cell.callSync('reset', []);
  }

  /** Returns how many workers wait at the barrier. */
  async waiting(): Promise<number> {
    return settled(await this.#cell.call('status', [])).waiting;
  }

  waitingSync(): number {
    return settled(this.#cell.callSync('status', [])).waiting;
  }

  async broken(): Promise<boolean> {
    return settled(await this.#cell.call('status', [])).broken;
  }

  brokenSync(): boolean {
    return settled(this.#cell.callSync('status', [])).broken;
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    const data = { parties: this.parties, ...(this.#timeoutMs === undefined ? {} : { timeoutMs: this.#timeoutMs }) };
    return transportOf('Barrier', { barrier: this.#cell.toTransport(destination) }, {}, data);
  }

  /** The round may have passed between the timeout and the attempt to break it; then the wait succeeds. */
  #expire(broke: unknown): never | number {
    if (broke === false) return 0;
    throw new BrokenBarrierError(
      `the other parties did not reach the barrier in time; all ${this.parties} must arrive`,
    );
  }
}
