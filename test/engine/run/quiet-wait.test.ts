import { describe, expect, it } from 'vitest';
import { QuietWait } from '../../../src/engine/run/quiet-wait.ts';

const never = new AbortController().signal;

/** Waits while samples arrive at intervals, the first ones before it begins. */
async function waited(before: number[], during: number[], { mostMs = 10_000, skip = never } = {}) {
  const wait = new QuietWait(mostMs);
  const shown: (number | null)[] = [];
  for (const sample of before) wait.note(sample);
  const done = wait.wait(skip, (cores) => shown.push(cores));
  for (const sample of during) {
    await new Promise((resolve) => setImmediate(resolve));
    wait.note(sample);
  }
  return { waits: await done, shown };
}

describe('QuietWait', () => {
  it('does not wait on a quiet machine', async () => {
    expect(await waited([0.1], [])).toEqual({ waits: false, shown: [] });
  });

  it('does not wait because of one sample', async () => {
    expect(await waited([1.5], [0.1, 0.1], { mostMs: 30 })).toMatchObject({ waits: true });
    expect(await waited([0.9], [0])).toEqual({ waits: false, shown: [] });
  });

  it('waits for the first sample if there is none', async () => {
    expect(await waited([], [0])).toEqual({ waits: false, shown: [] });
  });

  it('waits while other programs use the cores, says how many, and goes on when they are quiet', async () => {
    const { waits, shown } = await waited([2, 2], [2, 0.2, 0.2, 0.2]);
    expect(waits).toBe(true);
    expect(shown.slice(0, 2)).toEqual([2, 2]);
    expect(shown.at(-1)).toBeNull();
  });

  it('goes on after the time limit', async () => {
    const { waits, shown } = await waited([2, 2], [2, 2], { mostMs: 30 });
    expect(waits).toBe(true);
    expect(shown.at(-1)).toBeNull();
  });

  it('goes on when it is skipped, even before it begins', async () => {
    const skip = new AbortController();
    const wait = new QuietWait(10_000);
    const begun = performance.now();
    wait.note(2);
    wait.note(2);
    const done = wait.wait(skip.signal, () => skip.abort());
    expect(await done).toBe(true);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(await waited([2, 2], [], { skip: skip.signal })).toEqual({ waits: false, shown: [] });
  });
});
