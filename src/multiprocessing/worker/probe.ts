import type { WorkerChannel } from './worker-channel.ts';

/** Finds out which items of a run that could not be read are to blame: the parent sends each again, alone. */
export class Probe {
  readonly #channel: WorkerChannel;
  #batch = 0;
  #left = 0;
  #seen = 0;
  #unread: number[] = [];

  constructor(channel: WorkerChannel) {
    this.#channel = channel;
  }

  /** The next messages are items of the probe. */
  get isOpen(): boolean {
    return this.#left > 0;
  }

  begin(batch: number, count: number): void {
    this.#batch = batch;
    this.#left = count;
    this.#seen = 0;
    this.#unread = [];
  }

  /** The next item has come. */
  add(readable: boolean): void {
    if (!readable) this.#unread.push(this.#seen);
    this.#seen++;
    if (--this.#left > 0) return;
    this.#channel.post({ type: 'probed', batch: this.#batch, unread: this.#unread });
  }
}
