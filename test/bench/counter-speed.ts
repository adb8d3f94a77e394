import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../../src/math/median.ts';
import { Barrier, Lock, Process, Value } from '../../src/multiprocessing/index.ts';
import type { Claims } from './bench.ts';

const [workers, times, rounds] = [4, 1000, 3];

export interface Counted {
  lock: Lock;
  counter: Value<'i'>;
  /** In microseconds. */
  roundTrip: Value<'d'>;
  barrier: Barrier;
}

/** The work of each process. @public */
export function raiseCounter({ lock, counter, barrier }: Counted): void {
  barrier.waitSync();
  for (let i = 0; i < times; i++) {
    lock.acquireSync();
    counter.value += 1;
    lock.releaseSync();
  }
  barrier.waitSync();
}

/** Reads the counter alone, without a lock. @public */
export function measureRoundTrip({ counter, roundTrip }: Counted): void {
  const each: number[] = [];
  for (let i = 0; i < 200; i++) {
    const startedMs = performance.now();
    counter.getSync();
    each.push((performance.now() - startedMs) * 1000);
  }
  roundTrip.value = median(each);
}

/** The counter of the documentation: processes that raise a Value under a Lock, against CPython's `multiprocessing`. */
export async function counterSpeed(claims: Claims): Promise<void> {
  const [ours, theirs, trips]: [number[], number[], number[]] = [[], [], []];
  let isExact = true;
  for (let round = 0; round < rounds; round++) {
    const { tookMs, count, roundTripUs } = await countHere();
    isExact &&= count === workers * times;
    ours.push(tookMs);
    trips.push(roundTripUs);
    const pythonMs = countInPython();
    if (pythonMs !== null) theirs.push(pythonMs);
  }
  const perIncrement = (median(ours) * 1000) / (workers * times);
  console.log(`  ${median(ours).toFixed(0)} ms, ${perIncrement.toFixed(0)} us an increment`);
  console.log(`  a round trip to the owner: ${median(trips).toFixed(0)} us (Value.getSync, one process)`);
  if (theirs.length === 0) console.log('  python3 not found: not compared');
  else
    console.log(
      `  CPython ${median(theirs).toFixed(0)} ms: ${(median(ours) / median(theirs)).toFixed(1)} times its time here`,
    );
  claims.check('four processes raise the counter to exactly 4000', isExact ? 'always' : 'not always', isExact);
  claims.check(
    'an increment under a lock takes less than one round trip',
    `${(perIncrement / median(trips)).toFixed(2)} of it`,
    perIncrement < median(trips),
  );
}

async function countHere(): Promise<{ tookMs: number; count: number; roundTripUs: number }> {
  const lock = new Lock();
  const counted: Counted = {
    lock,
    counter: new Value('i', 0, { lock }),
    roundTrip: new Value('d'),
    barrier: new Barrier(workers + 1),
  };
  const run = (target: (counted: Counted) => void): Process<[Counted]> => {
    const child = new Process<[Counted]>(import.meta.url, { target, args: [counted] });
    child.start();
    return child;
  };
  const children = Array.from({ length: workers }, () => run(raiseCounter));
  await counted.barrier.wait();
  const startedMs = performance.now();
  await counted.barrier.wait();
  const tookMs = performance.now() - startedMs;
  for (const child of children) await child.join();
  await run(measureRoundTrip).join();
  return { tookMs, count: counted.counter.value, roundTripUs: counted.roundTrip.value };
}

/** Milliseconds; `null` without Python. */
function countInPython(): number | null {
  const script = fileURLToPath(new URL('./workers/counter.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script, String(workers), String(times)], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as { ms: number }).ms : null;
}
