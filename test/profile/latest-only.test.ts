import { describe, expect, it } from 'vitest';
import { LatestOnly, superseded } from '../../src/profile/latest-only.ts';

/** A question that waits for its answer and rejects when it is aborted. */
function question(): {
  ask: (signal: AbortSignal) => Promise<string>;
  aborted: () => boolean;
  answer: (text: string) => void;
  fail: (error: Error) => void;
} {
  let settle: { resolve: (text: string) => void; reject: (error: Error) => void } | undefined;
  let aborted = false;
  return {
    ask: (signal) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      }),
    aborted: () => aborted,
    answer: (text) => settle?.resolve(text),
    fail: (error) => settle?.reject(error),
  };
}

describe('LatestOnly', () => {
  it('aborts the earlier question with the same key', async () => {
    const channel = new LatestOnly();
    const [first, second] = [question(), question()];
    const asked = [channel.ask('a.ts', first.ask), channel.ask('a.ts', second.ask)];
    expect([first.aborted(), second.aborted()]).toEqual([true, false]);
    second.answer('new');
    expect(await Promise.all(asked)).toEqual([superseded, 'new']);
  });

  it('does not abort questions with other keys', async () => {
    const channel = new LatestOnly();
    const [first, second] = [question(), question()];
    const asked = [channel.ask('a.ts', first.ask), channel.ask('b.ts', second.ask)];
    first.answer('a');
    second.answer('b');
    expect(await Promise.all(asked)).toEqual(['a', 'b']);
  });

  it('ignores a late answer to a superseded question', async () => {
    const channel = new LatestOnly();
    const [first, second] = [question(), question()];
    const outdated = channel.ask('a.ts', first.ask);
    first.answer('old');
    const newest = channel.ask('a.ts', second.ask);
    second.answer('new');
    expect(await Promise.all([outdated, newest])).toEqual([superseded, 'new']);
  });

  it('forwards errors, and drops a question on request', async () => {
    const channel = new LatestOnly();
    const [first, second] = [question(), question()];
    const failing = channel.ask('a.ts', first.ask);
    first.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    const dropped = channel.ask('a.ts', second.ask);
    channel.drop('a.ts');
    expect(await dropped).toBe(superseded);
  });
});
