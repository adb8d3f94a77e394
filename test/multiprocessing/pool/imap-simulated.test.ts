import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referTo } from '../../../src/multiprocessing/functions/function-reference.ts';
import { ImapBuffer } from '../../../src/multiprocessing/pool/imap-buffer.ts';
import { ImapIterator } from '../../../src/multiprocessing/pool/imap-iterator.ts';
import { ImapWork } from '../../../src/multiprocessing/pool/imap-work.ts';
import { packedValues } from '../../../src/multiprocessing/wire/packed-values.ts';
import type { Batch } from '../../../src/multiprocessing/pool/pool-work.ts';

/** One run of a lazy map without workers: the steps of the worker, the input and the reader come in an order that `seed` decides. */
interface Plan {
  size: number;
  chunkSize: number;
  prefetch: number;
  ordered: boolean;
  workers: number;
  asyncInput: boolean;
  /** Results requested at the same time. */
  readers: number;
  parts: boolean;
  inputFailsAt: number | null;
  taskFailsAt: number | null;
  unsendableAt: number | null;
  leaveAfter: number | null;
  abortAfterSteps: number | null;
  closeAfterSteps: number | null;
  seed: number;
}

const never = (max: number): fc.Arbitrary<number | null> => fc.option(fc.nat(max), { freq: 2, nil: null });

const plans: fc.Arbitrary<Plan> = fc.record({
  size: fc.nat(40),
  chunkSize: fc.integer({ min: 1, max: 6 }),
  prefetch: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(Infinity)),
  ordered: fc.boolean(),
  workers: fc.integer({ min: 1, max: 4 }),
  asyncInput: fc.boolean(),
  readers: fc.integer({ min: 1, max: 3 }),
  parts: fc.boolean(),
  inputFailsAt: never(45),
  taskFailsAt: never(45),
  unsendableAt: never(45),
  leaveAfter: never(45),
  abortAfterSteps: never(150),
  closeAfterSteps: never(60),
  seed: fc.integer(),
});

/** A small generator of random numbers (mulberry32), so that a failing plan can be run again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Seen {
  values: number[];
  error: string | null;
  ran: number[];
  ends: number;
  mostAhead: number;
  inputClosed: boolean;
}

const unsendable = (index: number): object =>
  new Proxy([], {
    get(target, key) {
      if (key === 'index') return index;
      if (key === 'transfer') throw new Error(`unsendable ${index}`);
      return Reflect.get(target, key) as unknown;
    },
  });

async function simulate(plan: Plan): Promise<Seen> {
  const next = random(plan.seed);
  const seen: Seen = { values: [], error: null, ran: [], ends: 0, mostAhead: 0, inputClosed: false };
  let read = 0;
  let handedOut = 0;
  let closed = false;
  const step = (): unknown => {
    seen.mostAhead = Math.max(seen.mostAhead, closed ? 0 : read - handedOut);
    if (read === plan.inputFailsAt) throw new Error('input');
    const index = read++;
    return index === plan.unsendableAt ? unsendable(index) : index;
  };
  function* items(): Generator {
    try {
      while (read < plan.size) yield step();
    } finally {
      seen.inputClosed = true;
    }
  }
  async function* asyncItems(): AsyncGenerator {
    for (const item of items()) {
      for (let turns = next(4); turns > 0; turns--) await Promise.resolve();
      yield item;
    }
  }
  const buffer = new ImapBuffer(
    plan.ordered,
    (count) => {
      handedOut += count;
      work.consumed(count);
    },
    () => work.stop(),
  );
  const work = new ImapWork({
    fn: { id: 0, definition: referTo('f', 'file:///module.mjs'), itemMs: null },
    input: plan.asyncInput ? asyncItems() : items(),
    spread: false,
    chunkSize: plan.chunkSize,
    prefetch: plan.prefetch,
    timeoutMs: null,
    exclusive: false,
    kind: 'threads',
    transfer: (item: unknown) => (item instanceof Object ? (Reflect.get(item, 'transfer') as []) : []),
    chunk: (result) => buffer.add(result),
    inputEnded: (count, failure) => buffer.end(count, failure),
    wake: () => undefined,
    ended: () => seen.ends++,
    fail: (error) => buffer.fail(error),
  });
  work.start();
  const results = new ImapIterator<number>(buffer);
  let reading = plan.readers;
  const reader = async (): Promise<void> => {
    try {
      for (;;) {
        if (plan.leaveAfter !== null && seen.values.length >= plan.leaveAfter) {
          await results.return();
          return;
        }
        const result = await results.next();
        if (result.done === true) return;
        seen.values.push(result.value);
        for (let turns = next(5); turns > 0; turns--) await Promise.resolve();
      }
    } catch (error) {
      seen.error = (error as Error).message;
    } finally {
      reading--;
    }
  };
  for (let count = plan.readers; count > 0; count--) void reader();
  const flights: { batch: Batch; told: number }[] = [];
  const answer = (at: number): void => {
    const flight = flights[at];
    if (flight === undefined) return;
    const { batch } = flight;
    const list = packedValues(batch.items);
    const told = flight.told;
    const upTo = plan.parts && told < batch.count ? told + 1 + next(batch.count - told) : batch.count;
    const values: unknown[] = [];
    for (let index = told; index < upTo; index++) {
      const item = list[index] as number;
      seen.ran.push(item);
      values.push(item * 2);
      if (item !== plan.taskFailsAt) continue;
      flights.splice(at, 1);
      const failures = [{ index, error: { name: 'Error', message: 'task' } }];
      work.accept(batch, { values: { list: values }, from: told, failures });
      return;
    }
    flight.told = upTo;
    if (upTo === batch.count) flights.splice(at, 1);
    work.accept(batch, { values: { list: values }, from: told });
  };
  for (let steps = 0; steps < 5000 && (reading > 0 || seen.ends === 0 || flights.length > 0); steps++) {
    if (steps === plan.closeAfterSteps) {
      closed = true;
      work.readOn();
    }
    if (steps === plan.abortAfterSteps) {
      work.abandon(new Error('abort'));
      buffer.fail(new Error('abort'));
    }
    const choice = next(4);
    if (choice === 0 && flights.length < plan.workers) {
      const batch = work.take();
      if (batch !== null) flights.push({ batch, told: 0 });
    } else if (choice === 1 && flights.length > 0) answer(next(flights.length));
    else if (choice === 2 && flights.length > 0 && flights.at(-1)?.told === 0 && next(4) === 0) {
      const back = flights.pop();
      if (back !== undefined) work.giveBack(back.batch);
    } else await Promise.resolve();
  }
  expect({ reading, flights: flights.length }).toEqual({ reading: 0, flights: 0 });
  return seen;
}

/** The results of a plain loop over the same input. */
function plainLoop({ size, chunkSize, inputFailsAt, taskFailsAt, unsendableAt }: Plan): Pick<Seen, 'values' | 'error'> {
  const failsInput = inputFailsAt !== null && inputFailsAt < size;
  // As in CPython, the items before an error of the input run in whole chunks.
  const items = failsInput ? inputFailsAt - (inputFailsAt % chunkSize) : size;
  const values: number[] = [];
  for (let item = 0; item < items; item++) {
    if (item === unsendableAt) {
      return { values, error: `Item ${item} of f cannot be sent to a worker: Error: unsendable ${item}` };
    }
    if (item === taskFailsAt) return { values, error: 'task' };
    values.push(item * 2);
  }
  return { values, error: failsInput ? 'input' : null };
}

/** A thousand and more plans each; the same ones every time. */
const many = { numRuns: 1500, seed: 20_260, endOnFailure: false };

test('an ordered consumer gets the results of a plain loop, in any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (drawn) => {
      const plan = { ...drawn, ordered: true, readers: 1, leaveAfter: null, abortAfterSteps: null };
      const { values, error, ends, mostAhead } = await simulate(plan);
      expect({ values, error }).toEqual(plainLoop(plan));
      expect(ends).toBe(1);
      expect(mostAhead).toBeLessThanOrEqual(Math.max(plan.prefetch, plan.chunkSize));
    }),
    many,
  );
});

test('a reader that stops or is cancelled has seen a prefix of those results', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (drawn) => {
      const plan = { ...drawn, ordered: true, readers: 1 };
      const { values, error, ends, inputClosed } = await simulate(plan);
      const loop = plainLoop(plan);
      expect(values).toEqual(loop.values.slice(0, values.length));
      expect([loop.error, 'abort', null]).toContain(error);
      if (plan.leaveAfter !== null) expect(values.length).toBeLessThanOrEqual(plan.leaveAfter);
      const interrupted = plan.leaveAfter !== null || plan.abortAfterSteps !== null;
      if (!interrupted) expect(values).toEqual(loop.values);
      expect(ends).toBe(1);
      // An asynchronous input with a pending request closes once it has yielded that item.
      if (!plan.asyncInput && plan.size > 0) expect(inputClosed).toBe(true);
    }),
    many,
  );
});

test('several readers in any order get each result once, and all results if nothing fails', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { values, error, ends } = await simulate(plan);
      expect(new Set(values).size).toBe(values.length);
      const loop = plainLoop(plan);
      const fails = loop.error !== null || plan.leaveAfter !== null || plan.abortAfterSteps !== null;
      if (!fails) expect(values.toSorted((a, b) => a - b)).toEqual(loop.values);
      if (!fails) expect(error).toBeNull();
      expect(ends).toBe(1);
    }),
    many,
  );
});

test('once its pool is closed, everything runs without a consumer', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (drawn) => {
      const quiet = {
        inputFailsAt: null,
        taskFailsAt: null,
        unsendableAt: null,
        leaveAfter: null,
        abortAfterSteps: null,
      };
      const plan = { ...drawn, ...quiet, readers: 0, closeAfterSteps: drawn.closeAfterSteps ?? 0 };
      const { ran, ends } = await simulate(plan);
      expect(new Set(ran).size).toBe(plan.size);
      expect(ends).toBe(1);
    }),
    many,
  );
});
