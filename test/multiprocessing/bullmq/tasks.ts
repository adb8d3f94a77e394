import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function square(x: number): number {
  return x * x;
}

export function add(a: number, b: number): number {
  return a + b;
}

export function same(value: unknown): unknown {
  return value;
}

/** An error that the caller's program also has as a class. */
export function failAt(limit: number, x: number): number {
  if (x >= limit) throw new RangeError(`${x} is too large`, { cause: new TypeError('the cause') });
  return x;
}

export function makeFunction(): unknown {
  return () => 1;
}

/** Ends the process that runs it. */
export function die(): void {
  process.exit(3);
}

/** Notes its process in a file, and returns once another file exists. */
export async function waitForFile(notes: string, gate: string): Promise<number> {
  appendFileSync(notes, `${process.pid}\n`);
  while (!existsSync(gate)) await sleep(5);
  return readFileSync(notes, 'utf8').trim().split('\n').length;
}

/** Takes that many ms. */
export async function slow(value: number, ms: number): Promise<number> {
  await sleep(ms);
  return value;
}

/** Uses a core for that many ms. */
export function burn(value: number, ms: number): number {
  const until = performance.now() + ms;
  while (performance.now() < until) continue;
  return value;
}
