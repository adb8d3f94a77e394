import type { Measurement } from '../../model/measurement.ts';
import type { ProfileRequest } from '../../profile/profile.ts';
import type { LiveEvent, ToPanel } from '../../../webview/protocol.ts';

/** An event of the engine. */
export type RunEvent = Parameters<NonNullable<ProfileRequest['onEvent']>>[0];

/** Enough for the live view; the report has the rest. */
const keptSamples = 600;
const keptPrints = 200;

/** Records a run as messages, without those that newer ones replaced, for a page that is hidden and reloads. */
export class LiveRecord {
  readonly #started: ToPanel & { type: 'started' };
  readonly #latest = new Map<string, LiveEvent>();
  readonly #measurements = new Map<string, Measurement>();
  readonly #samples: LiveEvent[] = [];
  readonly #prints: LiveEvent[] = [];

  constructor(started: ToPanel & { type: 'started' }) {
    this.#started = started;
  }

  /** Records an event. Returns the event for the page, `null` if it needs none. */
  take(event: RunEvent): LiveEvent | null {
    switch (event.type) {
      case 'round': {
        // A page that joins later cannot assign a single round to its measurement.
        const measurement = this.#measurements.get(keyOf(event.configuration));
        if (!measurement) return null;
        const rounds = [...measurement.rounds.filter(({ index }) => index !== event.round.index), event.round];
        return this.add({ type: 'measurement', measurement: { ...measurement, rounds } });
      }
      // The report shows how a run ended.
      case 'done':
      case 'failed':
      case 'outputLines':
      case 'ceiling':
      case 'cpuProfiles':
        return null;
      case 'stage':
        // The page has no stage for CPU profiles, which are taken during `observe`.
        return this.add({ ...event, stage: event.stage === 'profile' ? 'observe' : event.stage });
      case 'machine':
      case 'inputs':
      case 'progress':
      case 'cores':
      case 'measurement':
      case 'output':
        return this.add(event);
    }
  }

  add(event: LiveEvent): LiveEvent {
    if (event.type === 'cores') keep(this.#samples, event, keptSamples);
    else if (event.type === 'output') keep(this.#prints, event, keptPrints);
    else if (event.type === 'measurement')
      this.#measurements.set(keyOf(event.measurement.configuration), event.measurement);
    else this.#latest.set(event.type, event);
    return event;
  }

  messages(): ToPanel[] {
    const measured = [...this.#measurements.values()].map((measurement): LiveEvent => ({
      type: 'measurement',
      measurement,
    }));
    const events = [...this.#latest.values(), ...measured, ...this.#samples, ...this.#prints];
    return [this.#started, ...events.map((event): ToPanel => ({ type: 'live', event }))];
  }
}

function keyOf({ strategy, workers, chunkSize }: Measurement['configuration']): string {
  return `${strategy} ${workers} ${chunkSize ?? ''}`;
}

function keep(list: LiveEvent[], event: LiveEvent, most: number): void {
  list.push(event);
  if (list.length > most) list.shift();
}
