import type { LiveEvent } from '../../../webview/protocol.ts';

/**
 * Between two flushes. Drawing takes the cores that are being measured: events passed on one by one kept a whole core
 * busy where the page is drawn without a GPU.
 */
const flushMs = 1000;

/** Gathers what happens in a run, and hands it on once in a while without what was replaced meanwhile. */
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
    // Behind what came before it, also when it replaces something.
    this.#waiting.delete(key);
    this.#waiting.set(key, event);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** Forgets what waits: something else is shown now. */
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
