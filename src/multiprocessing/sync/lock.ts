import { Acquirable } from './acquirable.ts';
import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { LocalCell } from './local-cell.ts';
import { lockState } from './lock-operations.ts';
import { reviveCell } from './revive-cell.ts';
import { toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

/** Base of Lock and RLock. */
export abstract class LockBase extends Acquirable {
  readonly #cell: Cell<'lock'>;

  constructor(cell: Cell<'lock'>) {
    super();
    checkCell(new.target.name, cell, ' Create it without arguments: it is not acquired yet.');
    this.#cell = cell;
  }

  override async acquire(timeoutMs?: number): Promise<boolean> {
    return (await this.#cell.call('acquire', [], checkTimeout(timeoutMs))) !== timedOut;
  }

  override acquireSync(timeoutMs?: number): boolean {
    return this.#cell.callSync('acquire', [], checkTimeout(timeoutMs)) !== timedOut;
  }

  /** @throws {NotHeldError} it is not locked, or it is an RLock that another thread holds */
  override async release(): Promise<void> {
    await this.#cell.call('release', []);
  }

  override releaseSync(): void {
    this.#cell.callSync('release', []);
  }

  /** Returns whether it is held by any thread. */
  async locked(): Promise<boolean> {
    return settled(await this.#cell.call('locked', []));
  }

  lockedSync(): boolean {
    return settled(this.#cell.callSync('locked', []));
  }

  /** Returns whether this thread holds it. */
  async held(): Promise<boolean> {
    return settled(await this.#cell.call('held', []));
  }

  heldSync(): boolean {
    return settled(this.#cell.callSync('held', []));
  }

  /** Frees a lock whose holder died, after you have repaired the state it protects; false if the holder is alive. */
  async recover(): Promise<boolean> {
    return settled(await this.#cell.call('recover', []));
  }

  recoverSync(): boolean {
    return settled(this.#cell.callSync('recover', []));
  }

  /** For Condition: releases the lock however often it was acquired, and returns how often that was. */
  async releaseAll(): Promise<number> {
    return settled(await this.#cell.call('releaseAll', []));
  }

  releaseAllSync(): number {
    return settled(this.#cell.callSync('releaseAll', []));
  }

  /** For Condition: undoes `releaseAll`. */
  async restore(times: number): Promise<void> {
    await this.#cell.call('restore', [times]);
  }

  restoreSync(times: number): void {
    this.#cell.callSync('restore', [times]);
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    return transportOf(this instanceof RLock ? 'RLock' : 'Lock', { lock: this.#cell.toTransport(destination) });
  }
}

/**
 * A lock that one worker at a time can hold, across threads and processes. As in Python, acquiring it twice waits for
 * the first release, and any thread may release it. Its holder is a thread: the tasks of one event loop share it.
 */
export class Lock extends LockBase {
  constructor(cell: Cell<'lock'> = LocalCell.create('lock', lockState(false))) {
    super(cell);
  }

  static fromTransport(transport: SharedTransport): Lock {
    return new Lock(reviveCell(transport, 'lock', 'lock'));
  }
}

/**
 * A lock that its holder can acquire again and must release as often. Only the holder can release it. The holder is a
 * thread, not one of its asynchronous tasks, which JavaScript cannot distinguish.
 */
export class RLock extends LockBase {
  constructor(cell: Cell<'lock'> = LocalCell.create('lock', lockState(true))) {
    super(cell);
  }

  static fromTransport(transport: SharedTransport): RLock {
    return new RLock(reviveCell(transport, 'lock', 'lock'));
  }
}
