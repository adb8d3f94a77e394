import { randomNumbers } from './random-numbers.ts';
import { range } from './range.ts';

const vocabulary = 'the a river runs over stones and under old bridges while slow clouds cross its bright water'.split(
  ' ',
);

/** Forty texts of 20,000 words. */
const texts = range(40).map((seed) => makeText(seed, 20_000));

/**
 * Counts how often each word occurs. Each call is given a long text and does little with it, so a good part of a
 * worker's time goes into receiving the text.
 */
export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The counts of all texts together. The call to `map` is where the profiler finds the inputs. */
export function countAllWords(): Map<string, number> {
  const total = new Map<string, number>();
  for (const counts of texts.map(countWords)) {
    for (const [word, count] of counts) total.set(word, (total.get(word) ?? 0) + count);
  }
  return total;
}

function makeText(seed: number, length: number): string {
  const random = randomNumbers(seed);
  return range(length)
    .map(() => vocabulary[Math.floor(random() * vocabulary.length)])
    .join(' ');
}
