import type { LiveEvent } from '../../../webview/protocol.ts';

/**
 * Interval between two flushes. Drawing uses the measured cores: events posted one by one kept a whole core busy where
 * the page is drawn without a GPU.
 */
const flushMs = 1000;

/** Collects the events of a run and posts them at intervals, without those that newer ones replaced. */
export class LiveBatch {
  readonly #post: (event: LiveEvent) => void;
  readonly #waiting = new Map<string, LiveEvent>();
  #timer: NodeJS.Timeout | null = null;
  #number = 0;

  constructor(post: (event: LiveEvent) => void) {
    this.#post = post;
  }

  add(event: LiveEvent): void {
    const key = this.#keyOf(event);
    // After all earlier events, also when it replaces one.
    this.#waiting.delete(key);
    this.#waiting.set(key, event);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** Drops pending events when something else is shown. */
  clear(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
  }

  #flush(): void {
    const events = [...this.#waiting.values()];
    this.clear();
    for (const event of events) this.#post(event);
  }

  #keyOf(event: LiveEvent): string {
    switch (event.type) {
      case 'cores':
      case 'output':
        return `${event.type} ${++this.#number}`;
      case 'measurement': {
        const { strategy, workers, chunkSize } = event.measurement.configuration;
        return `measurement ${strategy} ${workers} ${chunkSize ?? ''}`;
      }
      case 'machine':
      case 'inputs':
      case 'stage':
      case 'progress':
        return event.type;
    }
  }
}
