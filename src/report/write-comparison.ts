import type { Change, Comparison, Judgement } from '../model/comparison.ts';
import type { VerdictPart } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { duration, percent, ratio } from './numbers-in-words.ts';

type Facts = Pick<Comparison, 'strategies' | 'headline'>;

/** `+24%`, `\u22123.1%`, `no change`: a ratio as what was gained or lost. */
export function changeInWords(value: number): string {
  const share = value - 1;
  if (Math.abs(share) < 0.0005) return 'no change';
  return share > 0 ? `+${percent(share)}` : percent(share);
}

/** `+15% to +33%`; after a single round there is none. */
export function intervalInWords({ ci95 }: Change): string {
  return ci95 ? `${changeInWords(ci95[0])} to ${changeInWords(ci95[1])}` : 'no interval';
}

/** Names of the judgements. */
export const judgementWords: Record<Judgement, string> = {
  better: 'better',
  worse: 'worse',
  same: 'no difference',
  unknown: 'unknown',
};

/** Of what the comparison is about: whether it takes less time; where that stayed, whether its speedup changed. */
export function judgeComparison({ strategies, headline }: Facts): Judgement {
  const about = headline === null ? undefined : strategies[headline];
  if (!about) return 'unknown';
  return about.itemMs.judgement === 'same' ? (about.speedup?.judgement ?? 'same') : about.itemMs.judgement;
}

/** The change of the time and of the speedup. */
export function writeComparison({ strategies, headline, isValid }: Facts & { isValid: boolean }): VerdictPart[] {
  const about = headline === null ? undefined : strategies[headline];
  if (!about) return [{ role: 'answer', text: 'The two runs have no strategy in common.' }];
  const serial = strategies.find(({ name }) => name === 'serial');
  const how = about.name === 'serial' ? 'In the serial run' : `With ${describeStrategy(about)}`;
  const time = `${how}, an item takes ${timeInWords(about.itemMs)}.`;
  const parts: VerdictPart[] = isValid
    ? [{ role: 'answer', text: time }]
    : [
        { role: 'doubt', text: 'One of the runs is unreliable, and so is the difference.' },
        { role: 'answer', text: time },
      ];
  if (about.itemMs.judgement === 'unknown')
    parts.push({ role: 'doubt', text: 'A single round does not show whether this is noise.' });
  if (about.speedup) {
    parts.push({ role: 'detail', text: speedupInWords(about.speedup) });
    if (serial) parts.push({ role: 'detail', text: `In the serial run, it takes ${timeInWords(serial.itemMs)}.` });
  }
  return parts;
}

function timeInWords({ before, after, ratio: factor, judgement }: Change): string {
  const times = `${duration(after.value)} instead of ${duration(before.value)}`;
  switch (judgement) {
    case 'better':
    case 'worse':
      return `${percent(Math.abs(factor - 1))} ${judgement === 'better' ? 'less' : 'more'} time: ${times}, beyond the noise`;
    case 'same':
      return `the same time within the noise: ${times}`;
    case 'unknown':
      return times;
  }
}

function speedupInWords(change: Change): string {
  const { before, after, judgement } = change;
  const numbers = `from ${ratio(before.value)} to ${ratio(after.value)}`;
  switch (judgement) {
    case 'better':
      return `The speedup rose ${numbers}, beyond the noise.`;
    case 'worse':
      return `The speedup fell ${numbers}, beyond the noise.`;
    case 'same':
      return `The speedup did not change beyond the noise (${ratio(before.value)} before, ${ratio(after.value)} after).`;
    case 'unknown':
      return `The speedup went ${numbers}.`;
  }
}
