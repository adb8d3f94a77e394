import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory, handles and listeners of this process after a garbage collection. */
export interface Held {
  heapMb: number;
  /** Handles and requests that keep the event loop alive. */
  resources: number;
  /** Open file descriptors; 0 where the system does not list them. */
  files: number;
  /** Listeners of `process`. */
  listeners: number;
}

/** Runs until everything that is kept on purpose has been loaded. */
export const WARM_RUNS = 10;

function takeStock(): Held {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let count = 0; count < 3; count++) collect();
  return {
    heapMb: process.memoryUsage().heapUsed / 1e6,
    resources: process.getActiveResourcesInfo().length,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

const STOCKS = 5;
const STOCK_EVERY_MS = 1_000;

/** Takes stock several times and combines the figures, because files are opened and timers set at any moment. */
export async function takeStockAtRest(combine: (...figures: number[]) => number): Promise<Held> {
  const stocks: Held[] = [];
  for (let count = 0; count < STOCKS; count++) {
    await sleep(STOCK_EVERY_MS);
    stocks.push(takeStock());
  }
  const figure = (key: keyof Held): number => combine(...stocks.map((stock) => stock[key]));
  return {
    // Each collection may free more; what is left is what is held.
    heapMb: Math.min(...stocks.map(({ heapMb }) => heapMb)),
    resources: figure('resources'),
    files: figure('files'),
    listeners: figure('listeners'),
  };
}

/** Returns a line for each figure, and whether none has grown. */
export function compareStock(first: Held, last: Held, runs: number): { lines: string[]; isFlat: boolean } {
  const row = (name: string, key: keyof Held): string => {
    const digits = key === 'heapMb' ? 1 : 0;
    return `  ${name.padEnd(18)} ${first[key].toFixed(digits)} -> ${last[key].toFixed(digits)}`;
  };
  const lines = [
    row('heap in MB', 'heapMb'),
    row('open resources', 'resources'),
    row('open files', 'files'),
    row('listeners', 'listeners'),
  ];
  // A kilobyte a run is what a leak of one closure costs.
  const isFlat =
    last.heapMb - first.heapMb < Math.max(3, runs * 0.001) &&
    last.resources <= first.resources &&
    last.files <= first.files &&
    last.listeners <= first.listeners;
  return { lines: [...lines, isFlat ? 'flat' : 'FAULT: not flat'], isFlat };
}
