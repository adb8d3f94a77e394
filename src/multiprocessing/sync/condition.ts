import { describeValue } from '../describe-value.ts';
import { Acquirable } from './acquirable.ts';
import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { conditionState } from './condition-operations.ts';
import { NotHeldError } from './errors.ts';
import { LocalCell } from './local-cell.ts';
import { Lock, LockBase, RLock } from './lock.ts';
import { reviveCell } from './revive-cell.ts';
import { toTransport, transportOf, type SharedTransport } from './shared-handle.ts';

/**
 * A condition variable: workers wait, under a lock, until something changes. The lock is an RLock unless one is given.
 */
export class Condition extends Acquirable {
  readonly lock: LockBase;
  readonly #cell: Cell<'condition'>;

  constructor(lock: LockBase = new RLock(), cell: Cell<'condition'> = LocalCell.create('condition', conditionState())) {
    super();
    if (!(lock instanceof LockBase))
      throw new TypeError(`Expected a Lock or an RLock for the condition, found ${describeValue(lock)}.`);
    checkCell('Condition', cell);
    this.lock = lock;
    this.#cell = cell;
  }

  static fromTransport(transport: SharedTransport): Condition {
    const { lock } = transport.parts;
    if (lock === undefined) throw new TypeError('a Condition arrived without its lock');
    const revived = lock.name === 'RLock' ? RLock.fromTransport(lock) : Lock.fromTransport(lock);
    return new Condition(revived, reviveCell(transport, 'condition', 'condition'));
  }

  override acquire(timeoutMs?: number): Promise<boolean> {
    return this.lock.acquire(timeoutMs);
  }

  override acquireSync(timeoutMs?: number): boolean {
    return this.lock.acquireSync(timeoutMs);
  }

  override release(): Promise<void> {
    return this.lock.release();
  }

  override releaseSync(): void {
    this.lock.releaseSync();
  }

  /**
   * Releases the lock, waits for a notification, and acquires the lock again; false if that took longer than
   * `timeoutMs`.
   * @throws {NotHeldError} the lock is not held by this thread
   */
  async wait(timeoutMs?: number): Promise<boolean> {
    const limit = checkTimeout(timeoutMs);
    checkHeld(await this.lock.held(), 'wait');
    const slot = settled(await this.#cell.call('enlist', []));
    const times = await this.lock.releaseAll();
    try {
      await this.#cell.call('wait', [slot], limit);
    } finally {
      await this.lock.restore(times);
    }
    return settled(await this.#cell.call('leave', [slot]));
  }

  /** Like `wait`, but blocks this thread. */
  waitSync(timeoutMs?: number): boolean {
    const limit = checkTimeout(timeoutMs);
    checkHeld(this.lock.heldSync(), 'wait');
    const slot = settled(this.#cell.callSync('enlist', []));
    const times = this.lock.releaseAllSync();
    try {
      this.#cell.callSync('wait', [slot], limit);
    } finally {
      this.lock.restoreSync(times);
    }
    return settled(this.#cell.callSync('leave', [slot]));
  }

  /** Waits until the predicate is true, evaluating it under the lock after each notification; false on timeout. */
  async waitFor(predicate: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<boolean> {
    const deadline = performance.now() + (checkTimeout(timeoutMs) ?? Infinity);
    for (;;) {
      if (await predicate()) return true;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await this.wait(leftMs);
    }
  }

  waitForSync(predicate: () => boolean, timeoutMs?: number): boolean {
    const deadline = performance.now() + (checkTimeout(timeoutMs) ?? Infinity);
    for (;;) {
      if (predicate()) return true;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      this.waitSync(leftMs);
    }
  }

  /** Wakes up to `count` waiters, the longest waiting first; they continue once the lock is released. */
  async notify(count = 1): Promise<void> {
    checkHeld(await this.lock.held(), 'notify');
    await this.#cell.call('notify', [count]);
  }

  notifySync(count = 1): void {
    checkHeld(this.lock.heldSync(), 'notify');
    this.#cell.callSync('notify', [count]);
  }

  async notifyAll(): Promise<void> {
    await this.notify(Infinity);
  }

  notifyAllSync(): void {
    this.notifySync(Infinity);
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    const cells = { condition: this.#cell.toTransport(destination) };
    return transportOf('Condition', cells, { lock: this.lock[toTransport](destination) });
  }
}

function checkHeld(held: boolean, call: string): void {
  if (!held) throw new NotHeldError(`${call}() of a condition whose lock is not held; acquire it first`);
}
