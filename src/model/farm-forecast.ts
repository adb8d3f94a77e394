import type { QueueProbe } from './farm.ts';
import type { FarmPoint } from './farm-point.ts';
import type { Report } from './report.ts';

/** Output of `parallel-profiler predict --strategy bullmq --format json`. */
export interface FarmForecast {
  version: 1;
  target: Report['target'];
  /** When the underlying report was measured, ISO 8601. */
  startedAt: string;
  kind: 'bullmq';
  items: number;
  /** Address of Redis without credentials. */
  redis: string;
  probe: QueueProbe;
  /** In the requested order. */
  points: FarmPoint[];
}
