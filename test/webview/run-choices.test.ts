import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPanelMessage } from '../../src/extension/panel/panel-message.ts';
import { readRunChoices, type WrittenChoices } from '../../webview/run-choices.ts';

const empty: WrittenChoices = { count: '', budget: '', workers: '', strategies: ['threads'] };

describe('the settings of the next run', () => {
  it('are those of the workspace where a field is empty', () => {
    expect(readRunChoices(empty)).toEqual({ choices: { strategies: ['threads'] }, problem: null });
  });

  it('are read from what was typed', () => {
    expect(readRunChoices({ ...empty, count: ' 12 ', budget: '2.5', workers: '1, 2 4,2' }).choices).toEqual({
      count: 12,
      budgetSeconds: 2.5,
      workers: [1, 2, 4],
      strategies: ['threads'],
    });
  });

  it.each([
    [{ count: '0' }, 'Items: expected a whole number from 1 to 9999999, found "0".'],
    [{ budget: 'long' }, 'Time limit: expected 1 to 3600 seconds, found "long".'],
    [{ workers: '2, two' }, 'Workers: expected whole numbers from 1 to 1024, such as 1, 2, 4, found "two".'],
    [{ strategies: [] }, 'Strategies: choose at least one.'],
  ])('are refused with the reason: %o', (written, problem) => {
    expect(readRunChoices({ ...empty, ...written })).toEqual({ choices: null, problem });
  });

  it('that the page accepts, the extension accepts', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer({ min: -2, max: 4000 }).map(String));
    const numbers = fc.array(text, { maxLength: 20 }).map((parts) => parts.join(','));
    const strategies = fc.subarray<WrittenChoices['strategies'][number]>(['async', 'threads', 'processes']);
    fc.assert(
      fc.property(fc.record({ count: text, budget: text, workers: numbers, strategies }), (written) => {
        const { choices } = readRunChoices(written);
        const message = { type: 'profileWith', choices };
        if (choices) expect(readPanelMessage(message)).toEqual(message);
      }),
    );
  });

  it.each([
    { count: 0 },
    { budgetSeconds: 1e9 },
    { workers: [] },
    { workers: [1.5] },
    { strategies: ['serial'] },
    { count: '1; process.exit()' },
  ])('are refused by the extension: %o', (choices) => {
    expect(readPanelMessage({ type: 'profileWith', choices })).toBeNull();
  });
});
