import { describe, expect, it } from 'vitest';
import type { ProfilableFunction } from '../../../src/analysis/functions/function-at.ts';
import { type InputsOffer, listInputs } from '../../../src/extension/inputs/inputs-list.ts';
import { asGiven } from '../../../src/extension/inputs/team-inputs.ts';

function functionWith(...parameters: { name: string; optional: boolean }[]): ProfilableFunction {
  return { name: 'total', file: '/a.ts', parameters: parameters.map((one) => ({ ...one, rest: false })) } as never;
}

const values = { name: 'values', optional: false };
const target = functionWith(values, { name: 'options', optional: true });

function listed(changes: Partial<InputsOffer>) {
  const items = listInputs({
    target,
    remembered: undefined,
    team: null,
    found: [{ expression: '[[[1], {}]]', spread: false, label: 'the tag', calls: 1, source: 'tag' } as never],
    elsewhere: { candidates: [], refused: [] },
    generated: { expression: '[[1]]', reason: null },
    seed: { count: 32, seed: 1 },
    count: undefined,
    spread: undefined,
    ...changes,
  });
  return {
    action: items.find(({ action }) => action === 'spread'),
    found: items.find(({ label }) => label === 'the tag'),
    generated: items.find(({ inputs }) => inputs?.generated),
    remembered: items.find(({ label }) => label === '[kept]'),
  };
}

describe('the list of inputs, for a function with optional arguments', () => {
  it('says that each item is one argument, and offers to spread it', () => {
    const { action, found } = listed({});
    expect(action).toMatchObject({ label: '$(symbol-parameter) Spread Items into Arguments' });
    expect(action?.description).toBe('each item is values');
    expect(found).toMatchObject({ inputs: { spread: false }, isDefault: true });
  });

  it('passes the items of all inputs as chosen, but generated ones whole', () => {
    const { action, found, generated } = listed({ spread: true });
    expect(action).toMatchObject({ label: '$(symbol-parameter) Pass Each Item as One Argument' });
    expect(action?.description).toBe('[values, options] gives values, options');
    // Only a choice that differs from the source is remembered.
    expect(found).toMatchObject({ inputs: { spread: true }, isDefault: false });
    expect(generated?.inputs).not.toHaveProperty('spread');
  });

  it('starts from the remembered choice', () => {
    const remembered = { expression: '[kept]', spread: true };
    expect(listed({ remembered }).action?.description).toBe('[values, options] gives values, options');
    expect(listed({ remembered, spread: false }).remembered?.inputs?.spread).toBe(false);
  });

  it('is not asked where the first parameter cannot be an array', () => {
    const typed = { name: 'width', type: 'number', optional: false, rest: false };
    const of = { ...target, parameters: [typed, { name: 'options', optional: true, rest: false }] } as never;
    expect(listed({ target: of }).action).toBeUndefined();
    expect(asGiven({ expression: '[[2, {}]]', spread: true }, of)).toEqual({ expression: '[[2, {}]]' });
    expect(asGiven({ expression: '[2]', spread: false }, of)).toEqual({ expression: '([2]).map((item) => [item])' });
  });

  it.each([[[values]], [[values, { name: 'more', optional: false }]]])(
    'is not asked of one that leaves no choice',
    (of) => {
      expect(listed({ target: functionWith(...of) }).action).toBeUndefined();
    },
  );
});

it('spread inputs keep their optional arguments as an expression', () => {
  expect(asGiven({ expression: '[[1, 2]]', spread: true }, target)).toEqual({ expression: '...[[1, 2]]' });
  expect(asGiven({ expression: '[1]', spread: false }, target)).toEqual({ expression: '[1]' });
  expect(asGiven({ expression: '[[1]]', spread: true }, functionWith(values)).expression).toContain('.map(');
});
