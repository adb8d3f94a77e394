import { clearTimeout, setTimeout } from 'node:timers';
import type { Flight } from './chunk-record.ts';
import { nowMs } from '../clock.ts';

/** Time without an answer after which a worker is asked to give back the batches behind the running one. */
export const patienceMs = 20;

/** Batches sent to a worker and not yet answered, in execution order. */
export class Flights {
  /** Estimated work in them, in ms. */
  loadMs = 0;
  readonly list: Flight[] = [];
  #asked = false;
  /** Number of the last batch that the worker was asked to give back; later ones it has not been asked for. */
  #askedUpTo = -1;
  #heardMs = 0;

  add(flight: Flight): void {
    if (this.list.length === 0) {
      this.#heardMs = flight.postedMs;
      // A previous recall was fully answered; this flight starts fresh.
      this.#asked = false;
    }
    this.list.push(flight);
    this.loadMs += flight.estimateMs;
  }

  find(batch: number): Flight | undefined {
    return this.list.find(({ id }) => id === batch);
  }

  /** Whether the worker was asked to give back what it has not begun and has not answered since, or waits. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Notes that a message has arrived from the worker. */
  heard(): void {
    this.#heardMs = nowMs();
    this.#asked = false;
  }

  /** Notes that the worker is asked to give back what it has not begun. */
  ask(): void {
    this.#asked = true;
    this.#askedUpTo = this.list.at(-1)?.id ?? -1;
  }

  /** Notes that the worker has given back what it was asked for: it runs a task that waits, so it gets nothing more. */
  returned(): void {
    this.#asked = true;
  }

  /** Starts the timer of the next item, if items have a timeout. */
  startTimer(flight: Flight, late: () => void): void {
    const { timeoutMs } = flight.batch.work;
    if (flight.timer !== null) clearTimeout(flight.timer);
    if (timeoutMs !== null) flight.timer = setTimeout(late, timeoutMs);
  }

  /** Starts the timer of that batch's next item; without a batch, restarts that of the current item. */
  moveTimer(batch: number | null, late: () => void): void {
    const flight = batch === null ? this.list.find(({ timer }) => timer !== null) : this.find(batch);
    for (const other of this.list) {
      if (other.timer !== null) clearTimeout(other.timer);
      other.timer = null;
    }
    if (flight !== undefined) this.startTimer(flight, late);
  }

  /** Removes and returns a flight that was answered or given back. */
  land(batch: number): Flight | null {
    const at = this.list.findIndex(({ id }) => id === batch);
    const flight = this.list[at];
    if (flight === undefined) return null;
    this.list.splice(at, 1);
    if (flight.timer !== null) clearTimeout(flight.timer);
    flight.abandon?.();
    this.loadMs = this.list.length === 0 ? 0 : this.loadMs - flight.estimateMs;
    return flight;
  }

  /** Removes and returns all flights, when the worker has ended. */
  takeAll(): Flight[] {
    this.loadMs = 0;
    const flights = this.list.splice(0);
    for (const { abandon } of flights) abandon?.();
    return flights;
  }

  /** Whether items wait behind the running one, or results were not sent yet. */
  get isQueued(): boolean {
    const [running, next] = this.list;
    return next !== undefined || (running !== undefined && running.batch.work.settle && running.batch.count > 1);
  }

  /**
   * Whether something has waited long and was not asked for yet. A worker may be sent batches after it was asked, if it
   * answers before it hears that.
   */
  get isStuck(): boolean {
    const isAsked = this.#asked && (this.list.at(-1)?.id ?? -1) <= this.#askedUpTo;
    return !isAsked && this.isQueued && nowMs() - this.#heardMs >= patienceMs;
  }
}
