import type { Measurement } from '../../model/measurement.ts';
import { mostlyWait } from '../../math/task-share.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { DigestLimit, ItemDigests } from '../values/digest-items.ts';
import type { FromEngine, ModuleRequest } from '../protocol.ts';
import { HostError, StrategyProcess } from './strategy-process.ts';
import { firstPassCounts } from './spend-budget.ts';
import type { StrategyTrack } from './strategy-track.ts';

/** Results of the baseline's track, to which all others are compared. */
export interface Baseline {
  track: StrategyTrack;
  digests: ItemDigests;
  /** Digests of this process's items; an expression may yield other items in each process. */
  inputs: ItemDigests;
  /** Time to start its process and warm it up, in ms. */
  startedInMs: number;
  /** The part of that time spent in the first calls, in ms. */
  coldMs: number;
  /** Items that one thread runs per second, or all of them if that takes less. */
  itemsPerSecond: number;
  /** Whether the items mostly wait, so that workers beyond the cores gain. */
  waits: boolean;
}

/** Returns the process that runs the baseline of a plan by itself, without anyone who follows its items and output. */
export function baselineProcess(request: ModuleRequest, nodeArguments?: readonly string[]): StrategyProcess {
  const [baseline] = request.plan.configurations;
  if (baseline?.strategy !== 'serial') throw new TypeError('a plan begins with the serial baseline');
  const ignore = (): void => undefined;
  return new StrategyProcess(baseline, request, { onAt: ignore, onOutput: ignore }, nodeArguments);
}

/** @throws HostError if every item failed: then there is nothing to measure */
export function refuseIfAllFailed({ failedItems, failures }: Measurement, count: number): void {
  const [first] = failures;
  if (!first || failedItems < count) return;
  const { name, message } = first.error;
  throw new HostError(
    'run',
    `The function threw for every one of the ${count} items; for the first, ${first.input}: ${name}: ${message}`,
    first.error,
  );
}

/**
 * Starts the baseline and makes its first pass, to which the others are compared.
 * @param ready resolves when the calls may begin
 */
export async function measureBaseline(
  serial: StrategyTrack,
  emit: (event: FromEngine) => void,
  counted: (items: number, labels: readonly string[]) => void,
  { digest, leftMs, ready }: { digest: DigestLimit; leftMs: () => number; ready: () => Promise<void> },
): Promise<Baseline> {
  emit({ type: 'stage', stage: 'load', configuration: serial.configuration });
  const beganAtMs = nowMs();
  const { count, preview, labels, inputs } = await serial.begin(digest);
  const loadedInMs = nowMs() - beganAtMs;
  counted(count, labels);
  emit({ type: 'inputs', count, preview });
  await ready();
  emit({ type: 'stage', stage: 'serial', configuration: serial.configuration });
  const startedAtMs = nowMs();
  const itemsPerSecond = await serial.warmUp(null);
  const warmedUpInMs = nowMs() - startedAtMs;
  const startedInMs = loadedInMs + warmedUpInMs;
  const coldMs = Math.min(warmedUpInMs, (1_000 * count) / itemsPerSecond);
  serial.countsFirstPass = firstPassCounts((1_000 * count) / itemsPerSecond, leftMs());
  const digests = await serial.firstPass(0, digest);
  emit({ type: 'measurement', measurement: serial.measurement });
  refuseIfAllFailed(serial.measurement, count);
  const waits = mostlyWait(serial.measurement.observed?.workers ?? []);
  return { track: serial, digests, inputs, itemsPerSecond, waits, startedInMs, coldMs };
}
