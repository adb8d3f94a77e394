import type { RandomChoices } from './random-choices.ts';

/** Longer lists are written as a formula. */
export const LONGEST_SPELLED = 64;

/** Whole numbers from 0 to `most` as an array or a typed array: spelled out (`[1, 2]`), or as a formula. */
export function compactList(count: number, most: number, random: RandomChoices, type = 'Array'): string {
  if (count <= LONGEST_SPELLED) {
    const spelled = `[${Array.from({ length: count }, () => random.whole(0, most)).join(', ')}]`;
    return type === 'Array' ? spelled : `new ${type}(${spelled})`;
  }
  return `${type}.from({ length: ${count} }, (_, i) => ${formula('i', random, most + 1)})`;
}

/** Shares from 0 to 1. */
export function compactShares(count: number, random: RandomChoices, type: string): string {
  if (count <= LONGEST_SPELLED)
    return `new ${type}([${Array.from({ length: count }, () => random.share().toFixed(3)).join(', ')}])`;
  return `${type}.from({ length: ${count} }, (_, i) => (${formula('i', random, 1_000)}) / 1000)`;
}

/** Big whole numbers below 100 as a typed array. */
export function compactBigInts(count: number, random: RandomChoices, type: string): string {
  if (count <= LONGEST_SPELLED)
    return `new ${type}([${Array.from({ length: count }, () => `${random.whole(0, 99)}n`).join(', ')}])`;
  return `${type}.from({ length: ${count} }, (_, i) => BigInt(${formula('i', random, 100)}))`;
}

/** Rows of numbers, all of one length. */
export function compactMatrix(rows: number, columns: number, random: RandomChoices): string {
  if (rows * columns <= LONGEST_SPELLED)
    return `[${Array.from({ length: rows }, () => compactList(columns, 99, random)).join(', ')}]`;
  const [a, b] = [random.whole(11, 97), random.whole(0, 99)];
  return `Array.from({ length: ${rows} }, (_, r) => Array.from({ length: ${columns} }, (_, c) => (r * ${a} + c * 37 + ((r * c) % 13) + ${b}) % 100))`;
}

/** Words with spaces between them. */
export function compactText(words: number, random: RandomChoices): string {
  if (words <= LONGEST_SPELLED) return JSON.stringify(Array.from({ length: words }, () => random.word()).join(' '));
  const some = Array.from({ length: 24 }, () => JSON.stringify(random.word()));
  return `Array.from({ length: ${words} }, (_, i) => [${some.join(', ')}][${formula('i', random, some.length)}]).join(" ")`;
}

/** A text format: rows with a word and a number each. */
export interface TextFormat {
  open: string;
  row: (word: string, number: string) => string;
  between: string;
  close: string;
}

/** Rows of a text format. */
export function compactRows(rows: number, random: RandomChoices, format: TextFormat): string {
  const { open, row, between, close } = format;
  if (rows <= LONGEST_SPELLED) {
    const spelled = Array.from({ length: rows }, () => row(random.word(), String(random.whole(0, 999))));
    return JSON.stringify(open + spelled.join(between) + close);
  }
  const some = Array.from({ length: 24 }, () => JSON.stringify(random.word()));
  const [word, number] = [formula('i', random, some.length), formula('i', random, 1_000)];
  const written = row(`\${[${some.join(', ')}][${word}]}`, `\${${number}}`)
    .replaceAll('`', '\\`')
    .replaceAll('\n', '\\n');
  const list = `Array.from({ length: ${rows} }, (_, i) => \`${written}\`).join(${JSON.stringify(between)})`;
  return `${JSON.stringify(open)} + ${list} + ${JSON.stringify(close)}`;
}

/** A list that repeats some values. Each is created again, because elements must not share objects. */
export function cycled(values: readonly string[], length: number): string {
  return `Array.from({ length: ${length} }, (_, i) => [${values.join(', ')}][i % ${values.length}] as never)`;
}

function formula(index: string, random: RandomChoices, modulus: number): string {
  return `(${index} * ${random.whole(11, 97)} + (${index} >> 4) * ${random.whole(3, 29)} + ${random.whole(0, 99)}) % ${modulus}`;
}
