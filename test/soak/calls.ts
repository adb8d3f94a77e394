import type { ImapOptions, MapOptions, Pool } from '../../src/multiprocessing/index.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { spread, valueOf, work, type Behaviour, type Item } from './tasks.ts';

/** Disturbances of one episode; each call allows the errors that follow from them. */
export interface Disturbances {
  /** Workers are killed from outside, or by their own tasks. */
  kills: boolean;
}

/** One call of random kind and size. Settles when all of its tasks are accounted for. */
export async function randomCall(pool: Pool, ledger: Ledger, random: Random, disturbed: Disturbances): Promise<void> {
  const call = new Call(pool, ledger, random, disturbed);
  const forms = [
    () => call.apply(),
    () => call.map(),
    () => call.starmap(),
    () => call.mapSettled(),
    () => call.imap(true),
    () => call.imap(true),
    () => call.imap(false),
    () => call.many(),
  ];
  await random.pick(forms)();
}

class Call {
  readonly #pool: Pool;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #disturbed: Disturbances;
  /** Names of errors that this call may end with. */
  readonly #allowed = new Set<string>();

  constructor(pool: Pool, ledger: Ledger, random: Random, disturbed: Disturbances) {
    this.#pool = pool;
    this.#ledger = ledger;
    this.#random = random;
    this.#disturbed = disturbed;
    if (!disturbed.kills) return;
    this.#allowed.add('WorkerLostError');
    // A worker that is killed while it loads the module.
    this.#allowed.add('WorkerStartError');
  }

  async apply(): Promise<void> {
    const [item] = this.#items(1);
    if (item === undefined) return;
    await this.#whole('apply', 1, [item], async (options) => [await this.#pool.apply(work, [item], options)]);
  }

  async many(): Promise<void> {
    const items = this.#items(this.#random.below(60) + 2);
    await this.#each('applyAsync', items, () =>
      Promise.allSettled(items.map((item) => this.#pool.applyAsync(work, [item]))),
    );
  }

  async map(): Promise<void> {
    const items = this.#items(this.#random.below(80));
    await this.#whole('map', items.length, items, (options) => this.#pool.map(work, items, options));
  }

  async starmap(): Promise<void> {
    const items = this.#items(this.#random.below(40));
    const rows = items.map(({ id, behaviour, ms }): [number, Behaviour, number] => [id, behaviour, ms]);
    await this.#whole('starmap', items.length, items, (options) => this.#pool.starmap(spread, rows, options));
  }

  async mapSettled(): Promise<void> {
    const items = this.#items(this.#random.below(60));
    await this.#each('mapSettled', items, () => this.#pool.mapSettled(work, items, this.#chunks()));
  }

  /** Lazily, with few items and short waits among them; the reader is slow, or leaves early, at times. */
  async imap(ordered: boolean): Promise<void> {
    const random = this.#random;
    const items = this.#items(random.below(random.chance(0.7) ? 20 : 200));
    const options: ImapOptions = { ...this.#limits(), ...this.#chunks() };
    if (random.chance(0.5)) options.prefetch = random.below(20) + 1;
    const leaveAt = random.chance(0.1) ? random.below(items.length + 1) : Infinity;
    const slowReader = random.chance(0.2);
    const what = `${ordered ? 'imap' : 'imapUnordered'} of ${items.length} ${JSON.stringify(options.prefetch ?? null)}`;
    const key = this.#ledger.begin(what, items.length);
    const expected = items.map(({ id }) => valueOf(id));
    const seen: number[] = [];
    try {
      const input = random.chance(0.3) ? slowly(items) : items;
      const results = ordered ? this.#pool.imap(work, input, options) : this.#pool.imapUnordered(work, input, options);
      if (leaveAt > 0) {
        for await (const value of results) {
          seen.push(value);
          if (seen.length === leaveAt) break;
          if (slowReader) await wait(1);
        }
      } else await results.return();
    } catch (error) {
      this.#judge(what, error, items.length - seen.length);
      this.#compare(what, ordered, seen, expected);
      this.#ledger.end(key);
      return;
    }
    this.#compare(what, ordered, seen, expected);
    if (seen.length < leaveAt && seen.length !== items.length)
      this.#ledger.fault(`${what}: ${seen.length} results came without an error`);
    else this.#ledger.unread += items.length - seen.length;
    this.#ledger.end(key);
  }

  #compare(what: string, ordered: boolean, seen: readonly number[], expected: readonly number[]): void {
    const rest = new Map<number, number>();
    for (const value of expected) rest.set(value, (rest.get(value) ?? 0) + 1);
    let right = 0;
    for (const [index, value] of seen.entries()) {
      const left = rest.get(value) ?? 0;
      if (ordered ? value === expected[index] : left > 0) right++;
      else this.#ledger.fault(`${what}: result ${index} is ${String(value)}`);
      rest.set(value, left - 1);
    }
    this.#ledger.right += right;
  }

  /** A call with one promise for all of its items. */
  async #whole(
    what: string,
    count: number,
    items: readonly Item[],
    run: (options: MapOptions) => Promise<number[]>,
  ): Promise<void> {
    const key = this.#ledger.begin(`${what} of ${count}`, count);
    try {
      const values = await run({ ...this.#limits(), ...(what === 'apply' ? {} : this.#chunks()) });
      const wrong = values.findIndex((value, index) => value !== valueOf(items[index]?.id ?? NaN));
      if (values.length !== count) this.#ledger.fault(`${what}: ${values.length} results for ${count} items`);
      else if (wrong >= 0) this.#ledger.fault(`${what}: result ${wrong} is ${String(values[wrong])}`);
      else this.#ledger.right += count;
    } catch (error) {
      this.#judge(what, error, count);
    }
    this.#ledger.end(key);
  }

  /** A call in which each item has its own outcome. */
  async #each(
    what: string,
    items: readonly Item[],
    run: () => Promise<readonly PromiseSettledResult<number>[]>,
  ): Promise<void> {
    const key = this.#ledger.begin(`${what} of ${items.length}`, items.length);
    let outcomes: readonly PromiseSettledResult<number>[];
    try {
      outcomes = await run();
    } catch (error) {
      this.#judge(what, error, items.length);
      this.#ledger.end(key);
      return;
    }
    if (outcomes.length !== items.length)
      this.#ledger.fault(`${what}: ${outcomes.length} outcomes for ${items.length} items`);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') this.#judge(what, outcome.reason, 1);
      else if (outcome.value === valueOf(items[index]?.id ?? NaN)) this.#ledger.right++;
      else this.#ledger.fault(`${what}: result ${index} is ${String(outcome.value)}`);
    }
    this.#ledger.end(key);
  }

  #judge(what: string, error: unknown, tasks: number): void {
    const name = error instanceof Error ? error.name : String(error);
    if (this.#allowed.has(name)) this.#ledger.allow(name, tasks);
    else this.#ledger.fault(`${what}: ${error instanceof Error ? (error.stack ?? name) : name}`);
  }

  #items(count: number): Item[] {
    const random = this.#random;
    const throws = random.chance(0.1);
    const kills = this.#disturbed.kills && random.chance(0.15);
    const slow = random.chance(0.3);
    const items = Array.from({ length: count }, (): Item => {
      const id = random.below(1_000_000);
      const draw = random.next();
      if (throws && draw < 0.05) return { id, behaviour: 'throw', ms: 0 };
      if (kills && draw > 0.97) return { id, behaviour: 'die', ms: 0 };
      if (draw > 0.94) return { id, behaviour: 'talk', ms: 0 };
      if (slow && draw < 0.2) return { id, behaviour: random.pick(['spin', 'sleep']), ms: random.below(8) };
      return { id, behaviour: 'plain', ms: 0 };
    });
    if (items.some(({ behaviour }) => behaviour === 'throw')) this.#allowed.add('RangeError');
    const [first] = items;
    // The case in which results behind a slow one wait: few items, the first of them slow.
    if (first !== undefined && random.chance(0.2))
      items[0] = { ...first, behaviour: 'sleep', ms: 20 + random.below(60) };
    return items;
  }

  #chunks(): { chunkSize?: number } {
    return this.#random.chance(0.5) ? { chunkSize: this.#random.below(12) + 1 } : {};
  }

  #limits(): { signal?: AbortSignal; timeout?: number } {
    const random = this.#random;
    if (random.chance(0.1)) {
      this.#allowed.add('AbortError');
      return { signal: AbortSignal.timeout(random.below(60)) };
    }
    if (random.chance(0.1)) {
      this.#allowed.add('TimeoutError');
      return { timeout: 40 + random.below(400) };
    }
    return {};
  }
}

/** A call that its `timeout` or `signal` has to end: an endless loop, or a synchronous call that lasts. */
export async function stuckCall(pool: Pool, ledger: Ledger, random: Random): Promise<void> {
  const item: Item = { id: random.below(1000), behaviour: random.pick(['forever', 'native']), ms: 1500 };
  const byTimeout = random.chance(0.5);
  const limit = 50 + random.below(100);
  const key = ledger.begin(`stuck ${item.behaviour}`, 1);
  const startedMs = performance.now();
  try {
    await pool.apply(work, [item], byTimeout ? { timeout: limit } : { signal: AbortSignal.timeout(limit) });
    ledger.fault(`stuck ${item.behaviour}: it ended without an error`);
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    if (!['TimeoutError', 'AbortError', 'WorkerLostError'].includes(name)) ledger.fault(`stuck: ${String(error)}`);
    else ledger.allow(name, 1);
  }
  // The item may have waited behind others; an item that lasts for a whole second longer was not stopped.
  if (item.behaviour === 'native' && performance.now() - startedMs > 20_000) ledger.fault('stuck: ended far too late');
  ledger.end(key);
}

async function* slowly(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) {
    if (item.id % 3 === 0) await wait(1);
    yield item;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
