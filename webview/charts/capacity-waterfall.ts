import { capitalize } from '../../src/report/capitalize.ts';
import { percent, ratio } from '../../src/report/numbers-in-words.ts';
import type { CapacityAccount } from '../../src/model/report.ts';
import { explainCapacity } from '../../src/report/explain-capacity.ts';
import type { CapacityPart } from '../../src/report/explain-capacity.ts';

export type LossName = Exclude<CapacityPart['key'], 'useful'>;

/** A step of the waterfall from the ideal speedup down to the measured one, in multiples of serial speed. */
export interface WaterfallStep {
  kind: 'ideal' | 'loss' | 'gain' | 'measured';
  loss: LossName | null;
  label: string;
  /** Explanation, as one sentence. */
  meaning: string;
  /** Advice; `null` if the loss is too small to matter or there is none. */
  remedy: string | null;
  /** Always positive: the speedup that was lost or, for a gain, added. */
  size: number;
  /** Range of its bar, with `from` <= `to`. */
  from: number;
  to: number;
}

const LOSSES: Record<LossName, { meaning: string; remedy: string | null }> = {
  inflated: {
    meaning: 'Running side by side, the tasks shared caches, memory and core clock, or waited for a core.',
    remedy: 'Touch less memory at once, for instance smaller chunks of large arrays.',
  },
  cloneIn: {
    meaning: 'Each argument is cloned into the worker before it can begin.',
    remedy: 'Send less: an index or a file name instead of the data, typed arrays, or transfer and shared memory.',
  },
  cloneOut: {
    meaning: 'Each result is cloned on its way back.',
    remedy: 'Return less: a sum instead of a list, typed arrays, or transfer of their buffers.',
  },
  dispatch: {
    meaning: 'A worker was free and work was left, but it had not arrived yet.',
    remedy: 'Send more items per message (a larger chunk size), so that the main thread has less to do.',
  },
  tail: {
    meaning: 'Some workers had finished while others were still working on their last items.',
    remedy: 'Send fewer items per message (a smaller chunk size), or put the longest items first.',
  },
  unaccounted: {
    meaning: 'Between the measured spans: the overhead of measuring, and gaps between tasks.',
    remedy: null,
  },
};

/** Losses below this share of the ideal get no advice. */
const WORTH_A_REMEDY = 0.02;
/** Smaller steps, in multiples of serial speed, would be displayed as 0.00x. */
const WORTH_A_STEP = 0.005;

const WARMER = 'The workers had warmer code or caches than the serial run.';

/**
 * Returns a phrase for the share of the longer execution spent waiting for a core, if the platform provides it and it
 * matters.
 */
function waitInWords({ runQueueWait = 0, inflated }: CapacityAccount, wallMs: number): string {
  const size = runQueueWait / wallMs;
  return runQueueWait > 0.1 * inflated && size >= WORTH_A_STEP ? ` ${ratio(size)} of it was waiting for a core.` : '';
}

/** Returns the advice for a loss that is worth one. Waiting for a core does not get shorter by touching less memory. */
function remedyFor(loss: LossName, account: CapacityAccount, tooManyWorkers: boolean): string | null {
  if (loss !== 'inflated') return LOSSES[loss].remedy;
  const mostlyWaits = (account.runQueueWait ?? 0) > account.inflated / 2;
  const remedies = [
    tooManyWorkers ? 'Use no more workers than cores.' : null,
    mostlyWaits ? null : LOSSES.inflated.remedy,
  ].filter((remedy) => remedy !== null);
  return remedies.length > 0 ? remedies.join(' ') : null;
}

/**
 * Converts the capacity account to waterfall steps. Dividing by the wall time turns workers x wall time into the ideal
 * speedup, the useful part into the measured speedup, and every other part into a loss.
 *
 * @param cores that the machine runs at once
 */
export function capacityWaterfall(workers: number, account: CapacityAccount, cores: number): WaterfallStep[] {
  const wallMs = account.capacity / workers;
  const steps: WaterfallStep[] = [
    {
      kind: 'ideal',
      loss: null,
      label: workers === 1 ? 'Ideal for 1 worker' : `Ideal for ${workers} workers`,
      meaning: 'Every worker does useful work all the time.',
      remedy: null,
      size: workers,
      from: 0,
      to: workers,
    },
  ];
  let level = workers;
  const losses = explainCapacity(account).flatMap(({ key, label, ms }) =>
    key === 'useful' ? [] : [{ loss: key, label: capitalize(label), size: ms / wallMs }],
  );
  for (const { loss, label, size } of losses.sort((a, b) => b.size - a.size)) {
    if (Math.abs(size) < WORTH_A_STEP) {
      level -= size;
      continue;
    }
    const words = LOSSES[loss];
    const gain = size < 0;
    steps.push({
      kind: gain ? 'gain' : 'loss',
      loss,
      label: gain && loss === 'inflated' ? 'The same work was faster' : label,
      meaning:
        gain && loss === 'inflated'
          ? WARMER
          : words.meaning + (loss === 'inflated' ? waitInWords(account, wallMs) : ''),
      remedy: size > workers * WORTH_A_REMEDY ? remedyFor(loss, account, workers > cores) : null,
      size: Math.abs(size),
      from: Math.min(level, level - size),
      to: Math.max(level, level - size),
    });
    level -= size;
  }
  const measured = account.useful / wallMs;
  steps.push({
    kind: 'measured',
    loss: null,
    label: 'Measured',
    meaning: `${percent(account.useful / account.capacity)} of the workers' time was useful work.`,
    remedy: null,
    size: measured,
    from: 0,
    to: measured,
  });
  return steps;
}
