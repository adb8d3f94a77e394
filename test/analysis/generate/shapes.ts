/** Functions in a module of their own. */
export const tasks = `export interface Options {
  offset: number;
}
export function double(x: number): number {
  return 2 * x;
}
export async function later(x: number): Promise<string> {
  await Promise.resolve();
  return \`later \${x}\`;
}
export function power(base: number, exponent: number): number {
  return base ** exponent;
}
export function shift(x: number, options: Options): number {
  return x + options.offset;
}
`;

/** Every shape, in functions and at the top level, and what comes out. */
export const program = `import { double, later, power as raise, shift, type Options } from './tasks.ts';
import { basename } from 'node:path';

const numbers = [1, 2, 3, 4, 5, 6, 7];
const options: Options = { offset: 3 };
const prefix = 'item';

/** Squares. */
function square(x: number): number {
  return x * x;
}

const describeItem = (x: number, index: number): string => \`\${prefix} \${index} \${basename(\`/a/\${x}\`)}\`;

export function all(xs: readonly number[]): number[] {
  return xs.map(double);
}

const sumOf = (xs: readonly number[]): number => xs.map((x) => double(x)).reduce((a, b) => a + b, 0);

function onlyIf(condition: boolean): number[] {
  if (condition) return numbers.map(double);
  return [];
}

async function rows(): Promise<number[][]> {
  const found: number[][] = [];
  for (const offset of [1, 2]) {
    const row = numbers.map((x) => shift(x, { offset }));
    found.push(row);
  }
  return found;
}

const words = await Promise.all(numbers.map(later));
const squares = numbers.map(square);
const labels = numbers.map(describeItem);
const powers = numbers.map((x) => raise(x, 2));
const shifted: number[] = [];
for (const x of new Set(numbers)) {
  shifted.push(shift(x, options));
}
const doubled = [0];
for (const x of numbers.filter((x) => x > 2)) doubled.push(double(x));
const report = { all: all(numbers), sum: sumOf(numbers), onlyIf: [onlyIf(true), onlyIf(false)], rows: await rows() };
console.log(JSON.stringify({ words, squares, labels, powers, shifted, doubled, ...report }));
`;
