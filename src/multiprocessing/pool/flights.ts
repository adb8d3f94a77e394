import type { Flight } from './chunk-record.ts';
import { nowMs } from '../clock.ts';

/** A worker that has more to do than it is at is asked for the rest after so long without an answer. */
export const patienceMs = 20;

/** Batches that a worker was given and has not answered, in execution order. */
export class Flights {
  /** Estimated work in it. */
  loadMs = 0;
  readonly list: Flight[] = [];
  /** The worker was asked to give back what it has not begun, and has not answered anything since. */
  asked = false;
  #heardMs = 0;

  add(flight: Flight): void {
    if (this.list.length === 0) {
      this.#heardMs = flight.postedMs;
      // A previous recall was fully answered; this flight starts fresh.
      this.asked = false;
    }
    this.list.push(flight);
    this.loadMs += flight.estimateMs;
  }

  find(batch: number): Flight | undefined {
    return this.list.find(({ id }) => id === batch);
  }

  /** Something came from the worker. */
  heard(): void {
    this.#heardMs = nowMs();
    this.asked = false;
  }

  /** Counts the time of the next item from now on, where items have a timeout. */
  startTimer(flight: Flight, late: () => void): void {
    const { timeoutMs } = flight.batch.work;
    if (flight.timer !== null) clearTimeout(flight.timer);
    if (timeoutMs !== null) flight.timer = setTimeout(late, timeoutMs);
  }

  /** Counts time only for the next item of that batch or, without one, restarts the timer of the current item. */
  moveTimer(batch: number | null, late: () => void): void {
    const flight = batch === null ? this.list.find(({ timer }) => timer !== null) : this.find(batch);
    for (const other of this.list) {
      if (other.timer !== null) clearTimeout(other.timer);
      other.timer = null;
    }
    if (flight !== undefined) this.startTimer(flight, late);
  }

  /** Takes a flight out that was answered or given back. */
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

  /** Removes and returns all of them, when the worker has ended. */
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

  /** Whether something has waited for long and was not asked for yet. */
  get isStuck(): boolean {
    return !this.asked && this.isQueued && nowMs() - this.#heardMs >= patienceMs;
  }
}
