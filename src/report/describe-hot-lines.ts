import type { HotLine, HotLines } from '../model/hot-lines.ts';
import { describeStrategy } from './describe-strategy.ts';
import { fileName } from './file-name.ts';
import { counted, integer, percent, ratio, ratioRange } from './numbers-in-words.ts';

/** `monte-carlo.ts:22` */
export function placeOfLine({ location: { file, line } }: HotLine): string {
  return `${fileName(file)}:${line}`;
}

/** `1.6x as long`, `no clear difference`, `too few samples`; `null` without workers. */
export function describeLineChange({ workers, slowdown, change }: HotLine): string | null {
  if (!workers) return null;
  if (!slowdown) return 'too few samples';
  return change === 'same' ? 'no clear difference' : `${ratio(slowdown.value)} as long`;
}

/** Returns the lines that take longer in workers, those that cost the most time first. */
function slowerLines({ lines }: HotLines): HotLine[] {
  const lostMs = ({ serial, workers }: HotLine): number => (workers?.selfMs ?? 0) - serial.selfMs;
  return lines.filter(({ change }) => change === 'slower').sort((a, b) => lostMs(b) - lostMs(a));
}

/** The result in a sentence: the line that got slower in workers, or that there is none. */
export function describeHotLines(hot: HotLines): string {
  const { pool, serial, workers } = hot;
  if (hot.lines.length === 0)
    return serial.samples + (workers?.samples ?? 0) === 0
      ? 'The CPU profiler took no sample of this function: it is too short, or it only waits.'
      : 'The function spends its time in Node.js and packages, not in lines of your files.';
  if (!pool) return 'No pool was sampled.';
  const [worst, ...others] = slowerLines(hot);
  const inWorkers = `with ${describeStrategy(pool)}`;
  if (!worst?.slowdown) return `No line takes clearly longer ${inWorkers} than serially.`;
  const { value, ci95 } = worst.slowdown;
  const size = `${ratio(value)} as long ${inWorkers} (95% CI ${ratioRange(ci95)})`;
  const more = others.length === 0 ? '' : ` ${counted(others.length, 'other line')} also got slower.`;
  return `${placeOfLine(worst)} takes ${size}.${more}`;
}

/** The basis of the numbers: how many samples there are, and how many of them are in code that has no line in the list. */
export function describeSampling({ pool, serial, workers }: HotLines): string {
  const counts = [
    `${counted(serial.samples, 'sample')} serially`,
    ...(pool && workers ? [`${integer(workers.samples)} with ${describeStrategy(pool)}`] : []),
  ].join(' and ');
  const shares = [serial, ...(workers ? [workers] : [])].map(({ elsewhere }) => elsewhere);
  const most = Math.max(...shares);
  const elsewhere = most < 0.01 ? '' : ` Node.js and packages took ${shares.map(percent).join(' and ')} of them.`;
  return `${counts}.${elsewhere}`;
}
