import type { LongItem, SkippedItem } from '../../model/run-event.ts';
import { positionAmongAll } from '../../math/position-among-all.ts';
import type { RunEvent } from '../../model/run-event.ts';

/** Once long items are skipped, those that still run after this time are, too. */
const SKIPPED_FROM_MS = 2_000;

/** Items of the first serial pass whose calls last: reports the running one, and skips such items on request. */
export class LongItems {
  readonly #emit: (event: RunEvent) => void;
  readonly #skip: AbortSignal;
  /** Kills the process in which the item runs. */
  readonly #kill: () => void;
  readonly #skipped: SkippedItem[] = [];
  #labels: readonly string[] = [];
  #running: LongItem | null = null;
  #isKilled = false;

  constructor(emit: (event: RunEvent) => void, skip: AbortSignal, kill: () => void) {
    this.#emit = emit;
    this.#skip = skip;
    this.#kill = kill;
    skip.addEventListener('abort', () => this.#killIfLong(0));
  }

  /** Positions of the skipped items among all, in ascending order. */
  get positions(): number[] {
    return this.#skipped.map(({ item }) => item).toSorted((a, b) => a - b);
  }

  /** @param labels texts of the first items, without those that were skipped */
  begin(labels: readonly string[]): void {
    this.#labels = labels;
  }

  /** Takes the item whose call lasts, `null` when it returned. */
  note(running: { item: number; forMs: number } | null): void {
    if (this.#isKilled) return;
    const input = running && (this.#labels[running.item] ?? null);
    this.#running = running && { item: positionAmongAll(running.item, this.positions), input, forMs: running.forMs };
    this.#emit({ type: 'longItem', longItem: this.#running });
    if (this.#skip.aborted) this.#killIfLong(SKIPPED_FROM_MS);
  }

  /** Whether the process ended because its item is skipped. The next one runs without it. */
  takeSkipped(): boolean {
    const running = this.#running;
    if (!this.#isKilled || !running) return false;
    this.#isKilled = false;
    this.#running = null;
    this.#skipped.push(running);
    this.#emit({ type: 'longItem', longItem: null });
    this.#emit({ type: 'skippedItems', items: [...this.#skipped] });
    return true;
  }

  #killIfLong(fromMs: number): void {
    if (this.#isKilled || !this.#running || this.#running.forMs < fromMs) return;
    this.#isKilled = true;
    this.#kill();
  }
}
