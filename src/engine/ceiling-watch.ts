import type { CeilingReadings } from '../model/measurement.ts';
import { CeilingGauge } from './ceiling-gauge.ts';
import type { CoreSampler } from './core-sampler.ts';
import { monotonicMs } from './monotonic.ts';

/** Of the run's time, for readings. */
const SHARE = 0.05;
/** After a reading that came to nothing. */
const SOONER = 0.2;

/** Reads the machine's ceiling now and then between the rounds, while nothing that is measured runs. */
export class CeilingWatch {
  private readonly gauge: CeilingGauge;
  private readonly sampler: CoreSampler;
  private readonly tell: (ceiling: CeilingReadings) => void;
  private readonly speedups: number[] = [];
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

  async readIfDue(): Promise<void> {
    if (monotonicMs() < this.nextAtMs) return;
    this.sampler.disregard();
    const speedup = await this.gauge.read();
    // A sample may have been taken meanwhile; the one after it begins with our loops too.
    this.sampler.disregard();
    this.nextAtMs = monotonicMs() + (this.gauge.readingMs / SHARE) * (speedup === null ? SOONER : 1);
    if (speedup === null) return;
    this.speedups.push(speedup);
    this.tell({ cores: this.gauge.cores, speedups: [...this.speedups] });
  }

  async end(): Promise<void> {
    await this.gauge.end();
  }
}
