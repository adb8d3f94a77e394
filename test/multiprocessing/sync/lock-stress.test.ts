import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Event, Lock, Process, RLock, Value } from '../../../src/multiprocessing/index.ts';
import { joinWell } from '../children.ts';
import { contend, enterAndSpin, type Arena, type Section } from '../fixtures/contend.ts';

const fixture = new URL('../fixtures/contend.ts', import.meta.url);

const section: fc.Arbitrary<Section> = fc.record({
  sync: fc.boolean(),
  timeout: fc.constantFrom(null, null, 0, 1, 20),
  work: fc.constantFrom(0, 10, 1000),
});

const makers: [string, () => Arena['lock']][] = [
  ['a Lock', () => new Lock()],
  ['an RLock', () => new RLock()],
];

test.each(makers)(
  'threads and processes that share %s are never inside at once in any schedule, even if a holder is killed',
  async (_, make) => {
    const schedules = fc.array(section, { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(schedules, schedules, schedules, schedules),
        fc.constantFrom('threads', 'processes'),
        async (all, doomed) => {
          const value = (): Value<'i'> => new Value('i', 0);
          const arena: Arena = {
            lock: make(),
            inside: value(),
            counter: value(),
            entered: value(),
            violations: value(),
          };
          const kinds = ['threads', 'threads', 'processes'] as const;
          const children = kinds.map(
            (kind, i) =>
              new Process(fixture, {
                target: contend,
                args: [arena, i + 1, [...(all[i] ?? []), ...(all[i] ?? [])]],
                kind,
              }),
          );
          const entered = new Event();
          const victim = new Process(fixture, { target: enterAndSpin, args: [arena, entered], kind: doomed });
          victim.start();
          for (const child of children) child.start();
          await entered.wait();
          victim.kill();
          await contend(arena, 4, all[3]);
          await joinWell(...children);
          await victim.join();
          expect(arena.violations.value).toBe(0);
          expect(arena.counter.value).toBe(arena.entered.value);
          expect(arena.entered.value).toBeGreaterThan(0);
          // The last caller may have found that its holder had died.
          await arena.lock.recover();
          expect(await arena.lock.acquire(0)).toBe(true);
        },
      ),
      { seed: 14, numRuns: 3, endOnFailure: true },
    );
  },
);
