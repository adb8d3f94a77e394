import { describeValue } from '../describe-value.ts';
import { Acquirable } from './acquirable.ts';
import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import { semaphoreState } from './semaphore-operations.ts';
import { toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

const maxValue = 0x7fffffff;

function cellOf(value: number | Cell<'semaphore'>, bounded: boolean): Cell<'semaphore'> {
  if (typeof value === 'object' && 'callSync' in value) return value;
  if (!Number.isInteger(value) || value < 0 || value > maxValue)
    throw new RangeError(
      `Expected a semaphore's value to be a whole number from 0 to ${maxValue}, found ${describeValue(value)}.`,
    );
  return LocalCell.create('semaphore', semaphoreState(value, bounded ? Math.max(1, value) : 0));
}

/** Base of Semaphore and BoundedSemaphore. */
abstract class SemaphoreBase extends Acquirable {
  readonly #cell: Cell<'semaphore'>;

  constructor(cell: Cell<'semaphore'>) {
    super();
    this.#cell = cell;
  }

  override async acquire(timeoutMs?: number): Promise<boolean> {
    return (await this.#cell.call('acquire', [], checkTimeout(timeoutMs))) !== timedOut;
  }

  override acquireSync(timeoutMs?: number): boolean {
    return this.#cell.callSync('acquire', [], checkTimeout(timeoutMs)) !== timedOut;
  }

  /** Raises the value, by default by one. */
  override async release(times = 1): Promise<void> {
    await this.#cell.call('release', [checkTimes(times)]);
  }

  override releaseSync(times = 1): void {
    this.#cell.callSync('release', [checkTimes(times)]);
  }

  /** Returns how often it can be acquired right now. */
  async getValue(): Promise<number> {
    return settled(await this.#cell.call('value', []));
  }

  getValueSync(): number {
    return settled(this.#cell.callSync('value', []));
  }

  /** Returns units that dead workers had acquired; false if there are none. */
  async recover(): Promise<boolean> {
    return settled(await this.#cell.call('recover', []));
  }

  recoverSync(): boolean {
    return settled(this.#cell.callSync('recover', []));
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    const name = this instanceof BoundedSemaphore ? 'BoundedSemaphore' : 'Semaphore';
    return transportOf(name, { semaphore: this.#cell.toTransport(destination) });
  }
}

function checkTimes(times: number): number {
  if (Number.isInteger(times) && times > 0) return times;
  throw new RangeError(`Expected to release a semaphore 1 time or more, found ${describeValue(times)}.`);
}

/**
 * A counter that `acquire` lowers, waiting while it is 0, and that `release` raises, even beyond its initial value. If
 * a worker that had acquired it dies, waiting throws a HolderDiedError, unless other workers were to release it from
 * the start (a semaphore used as a signal).
 */
export class Semaphore extends SemaphoreBase {
  constructor(value: number | Cell<'semaphore'> = 1) {
    super(cellOf(value, false));
  }

  static fromTransport(transport: SharedTransport): Semaphore {
    return new Semaphore(reviveCell(transport, 'semaphore', 'semaphore'));
  }
}

/** A semaphore that cannot be released beyond its initial value: `release` then throws a ReleasedTooOftenError. */
export class BoundedSemaphore extends SemaphoreBase {
  constructor(value: number | Cell<'semaphore'> = 1) {
    super(cellOf(value, true));
  }

  static fromTransport(transport: SharedTransport): BoundedSemaphore {
    return new BoundedSemaphore(reviveCell(transport, 'semaphore', 'semaphore'));
  }
}
