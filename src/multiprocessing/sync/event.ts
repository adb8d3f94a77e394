import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { eventState } from './event-operations.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

/** A flag that workers can wait for. */
export class Event extends SharedHandle {
  readonly #cell: Cell<'event'>;

  constructor(cell: Cell<'event'> = LocalCell.create('event', eventState())) {
    super();
    checkCell('Event', cell, ' Call set() to set it.');
    this.#cell = cell;
  }

  static fromTransport(transport: SharedTransport): Event {
    return new Event(reviveCell(transport, 'event', 'event'));
  }

  async isSet(): Promise<boolean> {
    return settled(await this.#cell.call('isSet', []));
  }

  isSetSync(): boolean {
    return settled(this.#cell.callSync('isSet', []));
  }

  /** Sets the flag and wakes all waiters. */
  async set(): Promise<void> {
    await this.#cell.call('set', []);
  }

  setSync(): void {
    this.#cell.callSync('set', []);
  }

  async clear(): Promise<void> {
    await this.#cell.call('clear', []);
  }

  clearSync(): void {
    this.#cell.callSync('clear', []);
  }

  /** Waits for the flag; false if it was not set within `timeoutMs`. */
  async wait(timeoutMs?: number): Promise<boolean> {
    return (await this.#cell.call('wait', [], checkTimeout(timeoutMs))) !== timedOut;
  }

  waitSync(timeoutMs?: number): boolean {
    return this.#cell.callSync('wait', [], checkTimeout(timeoutMs)) !== timedOut;
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    return transportOf('Event', { event: this.#cell.toTransport(destination) });
  }
}
