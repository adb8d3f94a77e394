import type { PoolResult, Report } from '../../src/model/report.ts';
import { collectionShare, divideCapacity } from '../../src/report/explain-capacity.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { ratio } from '../../src/report/numbers-in-words.ts';
import { crowding } from '../../src/report/prediction/crowding.ts';
import { whatIf } from '../../src/report/prediction/what-if.ts';
import { usableCores } from '../../src/report/usable-cores.ts';
import { coreLanes } from '../../webview/charts/core-lanes.ts';
import { capacityWaterfall } from '../../webview/charts/capacity-waterfall.ts';
import { measuredPoints, speedupSeries } from '../../webview/charts/speedup-series.ts';
import { initialControls, whatIfChange } from '../../webview/charts/what-if-controls.ts';

const ROUNDING = 1e-6;
/** Of the capacity, that the spans of an observed pass may exceed it. */
const CAPACITY = 0.02;

/** Every part that exceeds its whole, and every two pictures of one number that differ. */
export function findPartDisagreements(report: Report): string[] {
  return [
    ...report.strategies.flatMap((result) => (result.kind === 'pool' ? [...parts(result), ...waterfall(result)] : [])),
    ...collection(report),
    ...chart(report),
    ...cores(report),
    ...firstPrediction(report),
  ];
}

function about({ name, workers, chunkSize }: PoolResult): string {
  return `${name} ${workers}/${chunkSize}`;
}

function parts(result: PoolResult): string[] {
  const { timeMs, workerTimeline } = result;
  const found: string[] = [];
  if (timeMs) {
    const shares = divideCapacity(timeMs).map(({ key, share }) => ({ key, share }));
    for (const { key, share } of shares)
      if (share > 1 + CAPACITY || share < -CAPACITY) found.push(`${about(result)}: ${key} is ${share} of the capacity`);
    const sum = shares.reduce((total, { share }) => total + share, 0);
    // Parts below 0.1% are left out.
    if (Math.abs(sum - 1) > 0.01) found.push(`${about(result)}: the parts are ${sum} of the capacity`);
    if (collectionShare(timeMs) > 1 + ROUNDING) found.push(`${about(result)}: more garbage collection than tasks`);
  }
  const wallMs = timeMs ? timeMs.capacity / result.workers / timeMs.scale : Infinity;
  for (const { worker, busyMs } of workerTimeline)
    if (busyMs > wallMs * (1 + CAPACITY))
      found.push(`${about(result)}: worker ${worker} is busy for ${busyMs} of ${wallMs} ms`);
  return found;
}

/** The bars lead from the workers to the speedup of the table, and none leaves the scale. */
function waterfall(result: PoolResult): string[] {
  const { timeMs, workers, speedup } = result;
  if (!timeMs) return [];
  const steps = capacityWaterfall(workers, timeMs, workers);
  const found: string[] = [];
  const last = steps.at(-1);
  if (!last || Math.abs(last.size - speedup.value) > ROUNDING * speedup.value)
    found.push(`${about(result)}: the bars end at ${last?.size}, the speedup is ${speedup.value}`);
  for (const { label, from, meaning, size } of steps) {
    if (from < -CAPACITY * workers) found.push(`${about(result)}: the bar "${label}" begins at ${from}`);
    const waiting = Number(/ ([\d.]+)x of it was waiting/.exec(meaning)?.[1] ?? 0);
    // As they are shown.
    if (waiting > Number.parseFloat(ratio(size))) found.push(`${about(result)}: ${waiting}x of ${size}x was waiting`);
  }
  return found;
}

/** A finding about garbage collection has the share that the chart of its strategy has. */
function collection({ findings, strategies }: Report): string[] {
  return findings.flatMap(({ code, args }) => {
    if (code !== 'garbage-collection' || !('share' in args) || !('strategy' in args)) return [];
    const { strategy, workers, share } = args;
    const shares = strategies.flatMap((result) =>
      result.kind === 'pool' && result.name === strategy && result.workers === workers && result.timeMs
        ? [collectionShare(result.timeMs)]
        : [],
    );
    return shares.some((each) => Math.abs(each - share) <= ROUNDING)
      ? []
      : [`garbage collection is ${share} in the finding and ${shares.join(' or ')} in the account`];
  });
}

/** The chart of speedups: no bound below what is expected or was measured, and the points are those of the table. */
function chart(report: Report): string[] {
  const { amdahl, prediction, strategies } = speedupSeries(
    measuredPoints(report),
    usableCores(report.machine),
    report.prediction,
    report.poolModels[0] ?? null,
  );
  const found: string[] = [];
  const boundAt = (x: number): number => {
    const after = amdahl.findIndex(([at]) => at >= x * (1 - ROUNDING));
    const [to, high] = amdahl[after] ?? [x, Infinity];
    const [from, low] = amdahl[Math.max(0, after - 1)] ?? [to, high];
    return to === from ? high : low + ((high - low) * (x - from)) / (to - from);
  };
  for (const { cores, speedup } of prediction)
    if (amdahl.length > 0 && boundAt(cores) < speedup * (1 - 0.02))
      found.push(`the chart's bound for ${cores} cores is ${boundAt(cores)}, and ${speedup} is expected`);
  for (const { name, points } of strategies)
    for (const { workers, speedup } of points)
      if (
        !report.strategies.some(
          (each) => each.name === name && each.workers === workers && each.speedup.value === speedup,
        )
      )
        found.push(`the chart shows ${speedup}x for ${name} ${workers}, the table does not`);
  return found;
}

/** The cores of every strategy have the same rows, and no core is used more than it is there. */
function cores({ strategies }: Report): string[] {
  const usages = strategies.flatMap((result) =>
    result.coreUsage ? [{ result, lanes: coreLanes(result.coreUsage) }] : [],
  );
  const [first] = usages;
  return usages.flatMap(({ result, lanes }) => [
    ...(lanes.lanes.map(({ core }) => core).join() === first?.lanes.lanes.map(({ core }) => core).join()
      ? []
      : [`${result.name} ${result.workers}: other cores than ${first?.result.name}`]),
    ...lanes.lanes.flatMap(({ core, meanOurs, meanOthers }) =>
      meanOurs + meanOthers > 1 + ROUNDING
        ? [`${result.name}: core ${core} is used ${meanOurs + meanOthers} times`]
        : [],
    ),
  ]);
}

/** "What if" begins with the pool that the report is about, and its measured speedup. */
function firstPrediction(report: Report): string[] {
  const headline = findHeadline(report);
  const available = Math.max(1, Math.floor(usableCores(report.machine)));
  if (headline?.kind !== 'pool' || headline.workers > available) return [];
  const model = report.poolModels.find(({ kind }) => kind === headline.name);
  if (!model) return [];
  // Helper threads had cores that these workers left idle; "what if" is about a machine without those.
  const demand = model.cpuShare + (model.helperShare ?? 0);
  if (
    headline.workers < model.cores &&
    crowding(headline.workers, headline.workers, demand) > 1 &&
    headline.workers > 1
  )
    return [];
  const first = whatIf(report, whatIfChange(initialControls(report, available)));
  if (first?.speedup !== headline.speedup.value)
    return [
      `"what if" begins at ${first?.speedup}x, and the report is about ${headline.speedup.value}x (${about(headline)})`,
    ];
  return first.low <= first.speedup && first.speedup <= first.high ? [] : ['"what if" begins outside its interval'];
}
