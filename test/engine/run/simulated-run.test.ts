import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PassOutcome, ToHost } from '../../../src/engine/host/protocol.ts';
import { digestItems } from '../../../src/engine/values/digest-items.ts';
import type { FromEngine, ModuleRequest } from '../../../src/engine/protocol.ts';
import type { Configuration } from '../../../src/model/plan.ts';
import { seededRandom } from '../../../src/math/seeded-random.ts';
import type * as RunPlan from '../../../src/engine/run/run-plan.ts';

/** A machine whose time passes only when something runs on it, and the function that runs. */
const simulated = { nowMs: 1_000_000, items: 1, itemMs: 1, loadMs: 80, recordMs: 0, hangs: 'none' };
const TIME_LIMIT_MS = 60_000;

class SimulatedHostError extends Error {
  readonly data = { name: 'TimeLimitError', message: 'no task ended' };
}

let runPlan: typeof RunPlan.runPlan;

/** All files share their modules, so that those of the simulation are loaded apart. */
const replaced = [
  'multiprocessing/clock',
  'engine/machine/ceiling-gauge',
  'engine/machine/neighbour-watch',
  'engine/machine/memory-gauge',
  'engine/machine/core-sampler',
  'engine/run/strategy-process',
];

beforeAll(async () => {
  vi.resetModules();
  vi.doMock('../../../src/multiprocessing/clock.ts', () => ({ nowMs: () => simulated.nowMs }));
  vi.doMock('../../../src/engine/machine/ceiling-gauge.ts', () => ({
    CeilingWatch: class {
      start = () => takes(100);
      readIfDue = () => takes(2);
      end = () => takes(0);
    },
  }));
  vi.doMock('../../../src/engine/machine/neighbour-watch.ts', () => ({
    NeighbourWatch: class {
      isDue = false;
      look = () => takes(20);
      neighbours = () => [];
    },
  }));
  vi.doMock('../../../src/engine/machine/memory-gauge.ts', () => ({
    MemoryGauge: class {
      cores = 2;
      totalBytes = 0;
      readingMs = (partMs: number) => 90 + 3 * partMs;
      start = () => takes(200);
      read = async (part: () => Promise<number>) => {
        await takes(90);
        return { aloneMs: await part(), besideMs: await part() };
      };
      end = () => takes(5);
    },
  }));
  vi.doMock('../../../src/engine/machine/core-sampler.ts', () => ({
    INTERVAL_MS: 100,
    CoreSampler: class {
      start = () => undefined;
      stop = () => undefined;
      watch = () => undefined;
      disregard = () => undefined;
      between = (fromMs: number, toMs: number) => ({
        attributed: false,
        timesMs: Array.from({ length: Math.floor((toMs - fromMs) / 100) }),
        cores: [],
      });
    },
  }));
  vi.doMock('../../../src/engine/run/strategy-process.ts', () => ({
    HostError: SimulatedHostError,
    StrategyProcess: class {
      readonly pid = 1;
      readonly configuration: Configuration;
      constructor(configuration: Configuration) {
        this.configuration = configuration;
      }
      get passMs(): number {
        const { strategy, workers } = this.configuration;
        const serialMs = simulated.items * simulated.itemMs;
        return strategy === 'serial' ? serialMs : serialMs / Math.min(workers, 2) + 1;
      }
      async start() {
        const { strategy, workers } = this.configuration;
        await takes(simulated.loadMs + (strategy === 'serial' ? 0 : 20 * workers));
        return {
          startupMs: 50,
          chunkSize: strategy === 'serial' ? null : Math.ceil(simulated.items / 4 / workers),
          count: simulated.items,
          pids: [1],
          ...digested(),
        };
      }
      async pass({ repeats, observe, digest }: Extract<ToHost, { type: 'pass' }>): Promise<PassOutcome> {
        const startedAtMs = simulated.nowMs;
        await this.hang();
        // So far apart that more rounds are always wanted.
        const passMs = this.passMs * (0.9 + 0.2 * random());
        await takes(repeats * passMs + (observe ? simulated.recordMs : 0));
        return outcomeOf(startedAtMs, passMs, digest !== null);
      }
      async ask(message: ToHost) {
        if (message.type === 'retain') await takes(4 * Math.max(60, message.count * simulated.itemMs));
        if (message.type !== 'warm') return {};
        await this.hang();
        const perItemMs = this.passMs / simulated.items;
        const most = this.configuration.strategy === 'serial' ? Math.ceil(message.atMostMs / perItemMs) : Infinity;
        const items = Math.min(message.count, most);
        await takes(Math.max(items * perItemMs, message.atLeastMs));
        return { items, firstMs: items * perItemMs };
      }
      async hang() {
        if (this.configuration.strategy !== simulated.hangs) return;
        await takes(TIME_LIMIT_MS);
        throw new SimulatedHostError();
      }
      end = () => takes(5);
    },
  }));
  ({ runPlan } = await import('../../../src/engine/run/run-plan.ts'));
});

afterAll(() => {
  for (const path of replaced) vi.doUnmock(`../../../src/${path}.ts`);
  vi.resetModules();
});

function takes(ms: number): Promise<void> {
  simulated.nowMs += ms;
  return Promise.resolve();
}

const never = new AbortController().signal;
let random = seededRandom(1);

function digested() {
  return { preview: [], inputs: digestItems([1], { step: 1 }) };
}

function outcomeOf(startedAtMs: number, wallMs: number, digest: boolean): PassOutcome {
  return {
    wallMs,
    startedAtMs,
    endedAtMs: simulated.nowMs,
    digests: digest ? digestItems([1], { step: 1 }) : null,
    failures: [],
    failedItems: 0,
    observed: null,
    pids: [1],
    rssBytes: null,
    mutatedItems: 0,
    problems: [],
  };
}

interface Ended {
  tookMs: number;
  /** By configuration that was measured. */
  rounds: ReadonlyMap<string, number>;
  readMemory: boolean;
}

/** The configurations of a default plan on two cores. */
const configurations: Configuration[] = [
  { strategy: 'serial', workers: 1, chunkSize: null },
  ...(['threads', 'processes'] as const).flatMap((strategy) =>
    [1, 2, 4].map((workers) => ({ strategy, workers, chunkSize: null })),
  ),
];

async function runOf(budgetSeconds: number, of: Partial<typeof simulated>): Promise<Ended> {
  Object.assign(simulated, { items: 64, itemMs: 1, loadMs: 80, recordMs: 0, hangs: 'none' }, of);
  const plan = { configurations, thin: true, budgetSeconds, precision: 0.05, rounds: { min: 5, max: 40 } };
  const rounds = new Map<string, number>();
  let readMemory = false;
  const fromMs = simulated.nowMs;
  const emit = (event: FromEngine): void => {
    if (event.type === 'memory') readMemory = true;
    if (event.type !== 'measurement') return;
    const { strategy, workers } = event.measurement.configuration;
    rounds.set(`${strategy} ${workers}`, event.measurement.rounds.length);
  };
  await runPlan({ plan: { ...plan, hotLines: false, cpuProfileFolder: null } } as ModuleRequest, emit, {
    longItems: never,
    wait: never,
  });
  return { tookMs: simulated.nowMs - fromMs, rounds, readMemory };
}

/** Of the baseline and of the pool that has most. */
function roundsOfAnswer({ rounds }: Ended): number {
  const pools = [...rounds].flatMap(([name, count]) => (name.startsWith('serial') ? [] : [count]));
  return Math.min(rounds.get('serial 1') ?? 0, Math.max(...pools));
}

const functions = fc.record({
  items: fc.integer({ min: 2, max: 5_000 }),
  serialMs: fc.double({ min: 1, max: 8_000, noNaN: true }),
  loadMs: fc.integer({ min: 50, max: 400 }),
  recordMs: fc.integer({ min: 0, max: 100 }),
});
const budgets = fc.integer({ min: 4, max: 30 });
const fewRuns = { numRuns: Number(process.env['FC_RUNS'] ?? 25) };

describe('a run on a simulated clock', () => {
  it('ends within two seconds of its budget, or after the required passes', async () => {
    await fc.assert(
      fc.asyncProperty(functions, budgets, async ({ serialMs, ...of }, budgetSeconds) => {
        const { tookMs } = await runOf(budgetSeconds, { ...of, itemMs: serialMs / of.items });
        // The passes vary by a tenth to both sides.
        const mustMs = 3 * of.loadMs + 1.2 * (2 * serialMs + 2 * (serialMs / 2));
        expect(tookMs).toBeLessThan(Math.max(budgetSeconds * 1_000, mustMs) + 2_000);
      }),
      fewRuns,
    );
  });

  it('gives the answer three rounds if they fit, and uses its budget', async () => {
    await fc.assert(
      fc.asyncProperty(functions, budgets, async ({ serialMs: long, ...of }, budgetSeconds) => {
        const serialMs = Math.max(1, Math.min(long, (budgetSeconds * 1_000) / 18 - of.loadMs - of.recordMs));
        const ended = await runOf(budgetSeconds, { ...of, itemMs: serialMs / of.items });
        expect(roundsOfAnswer(ended)).toBeGreaterThanOrEqual(3);
        const allMs = ended.rounds.size * (of.recordMs + 1.2 * Math.max(50, serialMs));
        const isAtMost = (ended.rounds.get('serial 1') ?? 0) >= 40;
        if (!isAtMost) expect(ended.tookMs).toBeGreaterThan(budgetSeconds * 1_000 - allMs - 1_500);
      }),
      fewRuns,
    );
  });

  it('gives 64 items of 13 ms three rounds within 10 s and reads the memory, unless their passes are unusually slow', async () => {
    const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
    let complete = 0;
    for (const seed of seeds) {
      random = seededRandom(seed);
      const ended = await runOf(10, { items: 64, itemMs: 13 });
      expect(roundsOfAnswer(ended)).toBeGreaterThanOrEqual(2);
      if (roundsOfAnswer(ended) >= 3 && ended.readMemory) complete++;
    }
    // 244 of 300 seeds: at this length, the third round fits with little to spare.
    expect(complete / seeds.length).toBeGreaterThan(0.7);
  });

  it('reaches the time limit once with a strategy whose workers hang', async () => {
    const { tookMs, rounds } = await runOf(10, { items: 64, itemMs: 1, hangs: 'threads' });
    expect(tookMs).toBeLessThan(TIME_LIMIT_MS + 12_000);
    expect([...rounds.keys()]).toContain('processes 2');
    expect(rounds.get('threads 2')).toBe(0);
    expect([...rounds.keys()]).not.toContain('threads 4');
  });
});
