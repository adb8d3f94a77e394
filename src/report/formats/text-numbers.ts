import type { ParallelResult, PoolResult, Report, StrategyResult } from '../../model/report.ts';
import { describeNeighbours } from '../describe-neighbours.ts';
import { describeStrategy, labelStrategy } from '../describe-strategy.ts';
import { isTelling } from '../estimate-ceiling.ts';
import { bytes, counted, duration, integer, intervalCell, percent, ratio, ratioRange } from '../numbers-in-words.ts';
import { mean } from '../../math/median.ts';
import type { Paint } from './ansi.ts';
import { divideCapacity } from '../explain-capacity.ts';
import { bar, heading, table } from './text-layout.ts';

/** A row per strategy with its interval and doubts; the headline is marked. */
export function writeStrategies(report: Report, ink: Paint, headline: ParallelResult | null): string[] {
  if (report.strategies.length === 0) return [];
  const hasChunks = report.strategies.some((result) => result.kind === 'pool');
  const header = [
    'strategy',
    ...(hasChunks ? ['chunk'] : []),
    'time',
    'speedup',
    '95% CI',
    'efficiency',
    'with start-up',
    '',
  ];
  const rows = report.strategies.map((result) => {
    const isBaseline = result.kind === 'baseline';
    const name = `${result === headline ? '▸' : ' '} ${isBaseline ? 'serial' : labelStrategy(result, report.strategies)}`;
    return [
      result === headline ? ink.bold(name) : name,
      ...(hasChunks ? [result.kind === 'pool' ? integer(result.chunkSize) : ''] : []),
      duration(result.wallMs.median),
      isBaseline ? '' : ratio(result.speedup.value),
      isBaseline ? '' : intervalCell(result),
      isBaseline ? '' : percent(result.efficiency),
      result.kind === 'pool' ? ratio(result.speedupWithStartup) : '',
      writeMarks(result, ink),
    ];
  });
  return [...table([['  strategy', ...header.slice(1)].map(ink.dim), ...rows]), ...writeCold(report, ink, headline)];
}

/** The first pass in a fresh process, before anything is compiled. */
function writeCold({ strategies }: Report, ink: Paint, headline: ParallelResult | null): string[] {
  const coldMs = strategies.find((result) => result.name === 'serial')?.coldMs ?? null;
  const parallelMs = headline?.coldMs ?? null;
  if (!headline || parallelMs === null || coldMs === null) return [];
  const [serial, parallel] = [coldMs, parallelMs].map(duration);
  const cold = ratio(coldMs / parallelMs);
  return [ink.dim(`  cold: serial ${serial ?? ''}, ${describeStrategy(headline)} ${parallel ?? ''} (${cold})`)];
}

function writeMarks(result: StrategyResult, ink: Paint): string {
  const isBaseline = result.kind === 'baseline';
  const marks = [
    ...(result.results && !result.results.equal && !isBaseline ? [ink.red('results differ')] : []),
    ...(result.failedItems > 0 ? [ink.red(`${integer(result.failedItems)} failed`)] : []),
    ...(!isBaseline && result.doubts.length > 0 ? [ink.yellow(`! ${result.doubts.slice(0, 2).join(', ')}`)] : []),
  ];
  return marks.join(' ');
}

/** A bar per strategy with a mark at linear speedup. */
export function writeSpeedup(report: Report, ink: Paint, width: number): string[] {
  const parallel = report.strategies.filter((result) => result.kind !== 'baseline');
  if (parallel.length === 0) return [];
  const most = Math.max(...parallel.map((result) => Math.max(result.workers, result.speedup.value)));
  const room = Math.max(10, width - 40);
  const rows = parallel.map((result) => {
    const filled = bar(result.speedup.value / most, room);
    const ideal = Math.round((result.workers / most) * room);
    const gap = Math.max(0, ideal - 1 - filled.length);
    const colour = result.speedup.value < 1 ? ink.red : ink.cyan;
    return [
      `  ${labelStrategy(result, parallel)}`,
      `${colour(filled)}${ink.dim('·'.repeat(gap) + (ideal > filled.length ? '│' : ''))} ${ratio(result.speedup.value)}`,
    ];
  });
  return [heading(ink, 'Speedup', '│ is linear'), ...table(rows, 2), ...writeCeiling(report, ink)];
}

function writeCeiling({ ceiling }: Report, ink: Paint): string[] {
  if (!isTelling(ceiling)) return [];
  const { cores, speedup } = ceiling;
  const what = `${ratio(speedup.value)} for independent loops on ${counted(cores, 'core')}`;
  return [ink.dim(`  machine: ${what} (95% CI ${ratioRange(speedup.ci95)})`)];
}

/** The capacity account of the headline. */
export function writeCapacity(headline: ParallelResult | null, ink: Paint, width: number): string[] {
  if (headline?.kind !== 'pool' || !headline.timeMs) return [];
  const { capacity, runQueueWait: waitMs = 0 } = headline.timeMs;
  const rows = divideCapacity(headline.timeMs).map((part) => [
    `  ${part.label}`,
    percent(part.share),
    duration(part.ms),
    (part.key === 'useful' ? ink.green : ink.yellow)(bar(part.share, Math.max(8, width - 56))),
  ]);
  const title = `Where the time of ${describeStrategy(headline)} went`;
  const waited = waitMs / capacity >= 0.01 ? [ink.dim(`  ${duration(waitMs)} of it waiting for a free core`)] : [];
  return [
    heading(ink, title, `${duration(capacity)} in total`),
    ...alignLastLeft(rows),
    ...waited,
    ...writeMemory(headline, ink),
  ];
}

function writeMemory({ memory }: PoolResult, ink: Paint): string[] {
  if (!memory) return [];
  const each = memory.perWorkerBytes === null ? '' : `, ${bytes(memory.perWorkerBytes)} per worker`;
  return [ink.dim(`  memory: ${bytes(memory.rssBytes)} in total${each}`)];
}

/** The last column is a bar, which grows to the right. */
function alignLastLeft(rows: string[][]): string[] {
  const lines = table(rows.map((row) => row.slice(0, -1)));
  const longest = Math.max(...lines.map((line) => line.length));
  return lines.map((line, index) => `${line.padEnd(longest)}  ${rows[index]?.at(-1) ?? ''}`.trimEnd());
}

/** Usage of each core, by us and by other processes. */
export function writeCores(
  { neighbours }: Report,
  headline: ParallelResult | null,
  ink: Paint,
  width: number,
): string[] {
  const usage = headline?.coreUsage;
  if (!headline || !usage || usage.timesMs.length === 0) return [];
  const room = Math.max(10, width - 44);
  const note = usage.attributed ? '█ ours  ▒ others' : 'all processes';
  return [
    heading(ink, `Cores during ${describeStrategy(headline)}`, note),
    ...usage.cores.map((core) => {
      const ours = mean(core.ours);
      const [others, stolen] = [mean(core.others), mean(core.stolen)];
      const oursColumns = Math.round(ours * room);
      const othersColumns = Math.min(room - oursColumns, Math.round((others + stolen) * room));
      const rest = '·'.repeat(room - oursColumns - othersColumns);
      const taken = stolen < 0.005 ? '' : `, ${percent(stolen)} stolen`;
      const words = usage.attributed ? `${percent(ours)} ours, ${percent(others)} others${taken}` : percent(ours);
      const bars = ink.cyan('█'.repeat(oursColumns)) + ink.yellow('▒'.repeat(othersColumns)) + ink.dim(rest);
      return `  ${String(core.core).padStart(3)} ${bars} ${words}`;
    }),
    ...(neighbours.length > 0 ? [ink.dim(`  others: ${describeNeighbours(neighbours)} (cores, on average)`)] : []),
  ];
}

/** Prediction for other machines. */
export function writePrediction(report: Report, ink: Paint): string[] {
  // More cores do not shorten waiting.
  if (report.prediction.length === 0 || report.recommendation?.strategy === 'async') return [];
  const [model] = report.poolModels;
  const kind = model ? ` with ${model.kind}` : '';
  const wasFaster = report.strategies.some(({ name, speedup }) => name === model?.kind && speedup.value >= 1);
  if (!wasFaster && report.prediction.every((point) => point.speedup < 1)) {
    return [ink.dim(`No number of cores makes it faster than serial${kind} (simulated).`)];
  }
  return [
    heading(ink, `Expected speedup by number of cores${kind}`, 'simulated'),
    ...table([
      ['  cores', 'speedup', '95% CI'].map(ink.dim),
      ...report.prediction.map((point) => [
        `  ${integer(point.cores)}`,
        ratio(point.speedup),
        ratioRange([point.low, point.high]),
      ]),
    ]),
  ];
}
