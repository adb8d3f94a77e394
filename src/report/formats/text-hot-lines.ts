import type { LineTime } from '../../model/hot-lines.ts';
import type { Report } from '../../model/report.ts';
import { describeHotLines, describeLineChange, describeSampling, placeOfLine } from '../describe-hot-lines.ts';
import { describeStrategy } from '../describe-strategy.ts';
import { duration, percent } from '../numbers-in-words.ts';
import { visibleLength, type Paint } from './ansi.ts';
import { heading, table, wrap } from './text-layout.ts';

/** Lines in the text; the report has more. */
const MOST_LINES = 10;
/** With less room, the code of a line is left out. */
const LEAST_CODE = 12;

/** The lines where the time goes, serially and in the workers of the first pool. */
export function writeHotLines({ hotLines }: Report, ink: Paint, width: number): string[] {
  const [hot] = hotLines ?? [];
  if (!hot) return [];
  const { pool, lines } = hot;
  const time = (spent: LineTime | null): string[] => (spent ? [duration(spent.selfMs), percent(spent.share)] : []);
  const header = ['  line', 'serial', '', ...(pool ? [describeStrategy(pool), '', 'in workers'] : [])];
  const shown = lines.slice(0, MOST_LINES);
  const rows = shown.map((line) => {
    const change = describeLineChange(line);
    const colour = line.change === 'slower' ? ink.red : line.change === 'faster' ? ink.green : ink.dim;
    return [
      `  ${placeOfLine(line)}`,
      ...time(line.serial),
      ...time(line.workers),
      ...(change === null ? [] : [colour(change)]),
    ];
  });
  const numbers = table([header.map(ink.dim), ...rows]);
  const longest = Math.max(...numbers.map(visibleLength));
  const room = width - longest - 2;
  const withCode = numbers.map((numbersOfLine, index) => {
    const text = index === 0 ? '' : (shown[index - 1]?.text ?? '');
    if (room < LEAST_CODE || text === '') return numbersOfLine;
    const code = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return `${numbersOfLine}${' '.repeat(longest - visibleLength(numbersOfLine))}  ${code}`;
  });
  return [
    heading(ink, 'Hot lines', 'self time of a pass over all items'),
    ...wrap(describeHotLines(hot), width - 2).map((words) => `  ${words}`),
    ...(shown.length > 0 ? withCode : []),
    ...wrap(describeSampling(hot), width - 2).map((words) => ink.dim(`  ${words}`)),
  ];
}
