/** A module, the name of its function, and inputs that keep one core busy for a quarter of a second or so. */
export interface RealFunction {
  title: string;
  name: string;
  source: string;
  inputs: string;
}

/** Five functions of different kinds: arithmetic, typed arrays, strings, objects, recursion. */
export const fiveFunctions: readonly RealFunction[] = [
  {
    title: 'count primes',
    name: 'countPrimes',
    source: `export function countPrimes(from) {
  let count = 0;
  for (let n = from; n < from + 20_000; n++) {
    let prime = n > 1;
    for (let d = 2; d * d <= n && prime; d++) if (n % d === 0) prime = false;
    if (prime) count++;
  }
  return count;
}`,
    inputs: 'Array.from({ length: 40 }, (_, i) => 100_000 + i * 20_000)',
  },
  {
    title: 'blur an image tile by tile',
    name: 'blur',
    source: `export function blur(seed) {
  const width = 160;
  const pixels = new Uint8ClampedArray(width * width);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * seed) & 255;
  const out = new Uint8ClampedArray(pixels.length);
  for (let pass = 0; pass < 40; pass++) {
    for (let i = width + 1; i < pixels.length - width - 1; i++) {
      out[i] = (pixels[i - width] + pixels[i - 1] + 4 * pixels[i] + pixels[i + 1] + pixels[i + width]) / 8;
    }
    pixels.set(out);
  }
  return pixels[width * 32];
}`,
    inputs: 'Array.from({ length: 60 }, (_, i) => i + 1)',
  },
  {
    title: 'count words',
    name: 'countWords',
    source: `const words = ['parallel', 'worker', 'clone', 'core', 'chunk', 'queue', 'speedup', 'thread'];
export function countWords(seed) {
  const text = Array.from({ length: 20_000 }, (_, i) => words[(i * seed + (i >> 3)) % words.length]).join(' ');
  const counts = {};
  for (const word of text.split(/\\s+/)) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}`,
    inputs: 'Array.from({ length: 60 }, (_, i) => i + 1)',
  },
  {
    title: 'sort records',
    name: 'sortRecords',
    source: `export function sortRecords(seed) {
  let x = seed;
  const records = Array.from({ length: 20_000 }, (_, id) => ({ id, key: (x = (x * 1103515245 + 12345) % 2147483648) / 2147483648 }));
  records.sort((a, b) => a.key - b.key);
  return records.slice(0, 10);
}`,
    inputs: 'Array.from({ length: 32 }, (_, i) => i + 1)',
  },
  {
    title: 'fibonacci',
    name: 'fibonacci',
    source: `export function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}`,
    inputs: 'Array.from({ length: 200 }, () => 25)',
  },
];
