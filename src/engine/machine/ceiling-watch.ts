import type { CeilingReading, CeilingReadings } from '../../model/measurement.ts';
import { CeilingGauge } from './ceiling-gauge.ts';
import type { CoreSampler } from './core-sampler.ts';
import { monotonicMs } from './monotonic.ts';

/** Share of the run's time spent on readings. */
const READING_TIME_SHARE = 0.05;
/** After a failed reading, the next one is due after this share of the interval. */
const RETRY_RATIO = 0.2;
/** Readings in a row, where long rounds left several due. */
const MOST_IN_A_ROW = 2;

/** Reads the machine's ceiling now and then between the rounds, while nothing that is measured runs. */
export class CeilingWatch {
  private readonly gauge: CeilingGauge;
  private readonly sampler: CoreSampler;
  private readonly tell: (ceiling: CeilingReadings) => void;
  private readonly readings: CeilingReading[] = [];
  private nextAtMs = 0;

  /**
   * @param cores CPUs that can be used at once
   * @param tell gets all readings so far, after each
   */
  constructor(cores: number, sampler: CoreSampler, tell: (ceiling: CeilingReadings) => void) {
    this.gauge = new CeilingGauge(cores);
    this.sampler = sampler;
    this.tell = tell;
  }

  /** On one core there is nothing to compare, and nothing is started. */
  async start(): Promise<void> {
    if (this.gauge.cores > 1) await this.gauge.start();
    else this.nextAtMs = Number.POSITIVE_INFINITY;
  }

  /** Takes the readings that became due since the last ones. */
  async readIfDue(): Promise<void> {
    const everyMs = this.gauge.readingMs / READING_TIME_SHARE;
    this.nextAtMs = Math.max(this.nextAtMs, monotonicMs() - (MOST_IN_A_ROW - 1) * everyMs);
    for (let left = MOST_IN_A_ROW; left > 0 && monotonicMs() >= this.nextAtMs; left--)
      this.nextAtMs += everyMs * ((await this.read()) ? 1 : RETRY_RATIO);
  }

  /** Tells whether it came to something. */
  private async read(): Promise<boolean> {
    this.sampler.disregard();
    const reading = await this.gauge.read();
    // A sample may have been taken meanwhile; the one after it begins with our loops too.
    this.sampler.disregard();
    if (reading === null) return false;
    this.readings.push(reading);
    this.tell({ cores: this.gauge.cores, readings: [...this.readings] });
    return true;
  }

  async end(): Promise<void> {
    await this.gauge.end();
  }
}
