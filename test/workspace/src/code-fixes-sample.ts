import os from 'node:os';
import { Pool } from 'parallel-profiler';

export function square(x: number): number {
  return x * x;
}

export const makePool = (): Pool => new Pool(import.meta.url, { processes: os.cpus().length });

export async function all(xs: number[]): Promise<number[]> {
  return xs.map(square);
}
