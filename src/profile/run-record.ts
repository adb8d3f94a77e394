import type { FromEngine } from '../engine/protocol.ts';
import type { CeilingReadings, Machine, Measurement } from '../model/measurement.ts';
import type { Configuration } from '../model/plan.ts';

/** Collects the engine's events. Complete at any moment, so that a cancelled run keeps its measurements. */
export class RunRecord {
  machine: Machine | null = null;
  ceiling: CeilingReadings | null = null;
  inputs: { count: number; preview: string[] } | null = null;
  failure: Extract<FromEngine, { type: 'failed' }> | null = null;
  cpuProfiles: string[] = [];
  readonly output = { lines: [] as string[], total: 0 };
  readonly #measurements = new Map<string, Measurement>();
  #unfinishedLine = '';
  readonly #planned: readonly Configuration[];

  constructor(planned: readonly Configuration[]) {
    this.#planned = planned;
  }

  /** In the order of the plan; what was added to it comes last. */
  get measurements(): Measurement[] {
    const planned = this.#planned.map((configuration) => this.#measurements.get(keyOf(configuration)));
    const inPlan = planned.filter((measurement) => measurement !== undefined);
    return [...new Set([...inPlan, ...this.#measurements.values()])];
  }

  take(event: FromEngine): void {
    switch (event.type) {
      case 'machine':
        this.machine = event.machine;
        return;
      case 'ceiling':
        this.ceiling = event.ceiling;
        return;
      case 'inputs':
        this.inputs = { count: event.count, preview: event.preview };
        return;
      case 'measurement':
        this.#measurements.set(keyOf(event.measurement.configuration), event.measurement);
        return;
      case 'round': {
        const measurement = this.#measurements.get(keyOf(event.configuration));
        if (measurement && !measurement.rounds.some(({ index }) => index === event.round.index))
          measurement.rounds.push(event.round);
        return;
      }
      case 'output':
        this.#print(event.text);
        return;
      case 'outputLines':
        this.output.total = Math.max(event.total, this.output.lines.length);
        return;
      case 'cpuProfiles':
        this.cpuProfiles = event.files;
        return;
      case 'failed':
        this.failure = event;
        return;
      case 'stage':
      case 'progress':
      case 'cores':
      case 'done':
    }
  }

  #print(text: string): void {
    const lines = (this.#unfinishedLine + text).split('\n');
    this.#unfinishedLine = lines.pop() ?? '';
    this.output.lines.push(...lines);
    this.output.total = this.output.lines.length;
  }
}

function keyOf({ strategy, workers, chunkSize }: Configuration): string {
  return `${strategy} ${workers} ${chunkSize ?? ''}`;
}
