import { describe, expect, it } from 'vitest';
import type { CallsElsewhere } from '../../src/analysis/protocol.ts';
import type { InputsCandidate } from '../../src/model/inputs.ts';
import type { Parameter, Target } from '../../src/model/target.ts';
import type { TeamProfile } from '../../src/model/team-file.ts';
import { resolveInputs, requiredArguments } from '../../src/profile/resolve-inputs.ts';

const location = { file: '/project/src/a.ts', line: 3, column: 1 };
const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  type: 'number',
  optional: false,
  rest: false,
  ...more,
});
const target = (...parameters: Parameter[]): Target => ({
  file: '/project/src/a.ts',
  name: 'f',
  kind: 'function',
  exported: true,
  async: false,
  parameters,
  location,
  expression: 'f',
});
const tag: InputsCandidate = {
  kind: 'expression',
  source: 'tag',
  expression: '[1]',
  spread: false,
  label: '@inputs [1]',
  calls: 1,
  location,
};
const analysis = (found: InputsCandidate[] = [tag], elsewhere: CallsElsewhere = { candidates: [], refused: [] }) => ({
  inputs: () => Promise.resolve(found),
  callers: () => Promise.resolve(elsewhere),
  generateInputs: (_file: string, _text: string, _target: unknown, { count, seed }: { count: number; seed: number }) =>
    Promise.resolve(
      seed === 0
        ? { expression: null, reason: 'x cannot be generated: it is a function.' }
        : { expression: `[${count}, ${seed}]`, reason: null },
    ),
});
const team = (profile: TeamProfile) => ({ profile, file: '/project/.vscode/parallel-profiler.json', root: '/project' });
const resolved = (asked: object, ofTeam: TeamProfile | null = null, of = target(parameter('x'))) =>
  resolveInputs(analysis(), '', of, { cwd: '/elsewhere', ...asked }, ofTeam && team(ofTeam));

describe('the inputs of a run', () => {
  it.each([
    ['given now', { expression: '[2]' }, { inputs: '[3]' }, { source: 'argument', expression: '[2]' }],
    ['remembered', { expression: '[2]', source: 'remembered' }, { inputs: '[3]' }, { source: 'remembered' }],
    ["the team's", {}, { inputs: '[3]' }, { source: 'team-file', expression: '[3]' }],
    ['found in the source', {}, {}, { source: 'tag', expression: '[1]' }],
    ['a file given', { file: 'a.json' }, null, { kind: 'file', source: 'file', path: '/elsewhere/a.json' }],
    ["the team's file", {}, { inputsFile: 'a.json' }, { kind: 'file', source: 'team-file', path: '/project/a.json' }],
    ['generated', { generated: { count: 5, seed: 2 } }, null, { source: 'generated', expression: '[5, 2]' }],
    ["the team's, generated", {}, { generated: { count: 5 } }, { source: 'generated', expression: '[5, 1]' }],
    ['given to be spread', { expression: '[[2]]', spread: true }, null, { expression: '[[2]]', spread: true }],
    ['given with dots', { expression: ' ...[[2]]' }, null, { expression: '[[2]]', spread: true }],
    ['found, to be spread', { spread: true }, null, { source: 'tag', expression: '[1]', spread: true }],
    ['the first argument', { expression: '[[2]]' }, null, { expression: '[[2]]', spread: false }],
  ])('are %s', async (_, asked, ofTeam, expected) => {
    const options = parameter('options', { optional: true });
    const list = parameter('x', { type: 'number[]' });
    expect(await resolved(asked, ofTeam, target(list, options))).toMatchObject(expected);
  });

  it.each([
    ['number', true],
    ["'a' | 'b' | undefined", true],
    ['number[]', false],
    ['number | number[]', false],
    ['readonly [number, string]', false],
    ['Options', false],
    [undefined, false],
  ])('are spread where the first parameter, %s, cannot be an array: %s', async (type, spread) => {
    const first: Parameter = { name: 'x', optional: false, rest: false, ...(type === undefined ? {} : { type }) };
    const of = target(first, parameter('options', { optional: true }));
    expect(await resolved({ expression: '[[2, {}]]' }, null, of)).toMatchObject({ spread });
    expect(await resolved({ file: 'a.json' }, null, of)).toMatchObject({ spread });
    expect(await resolved({ expression: '[[2, {}]]', spread: !spread }, null, of)).toMatchObject({ spread: !spread });
    expect(await resolved({ generated: { count: 5, seed: 2 } }, null, of)).toMatchObject({ spread: false });
  });

  it('have the requested count, else that of the team file', async () => {
    expect(await resolved({ count: 7 }, { count: 9 })).toMatchObject({ count: 7, source: 'tag' });
    expect(await resolved({}, { count: 9 })).toMatchObject({ count: 9, source: 'tag' });
    expect(await resolved({})).not.toHaveProperty('count');
  });

  it('satisfy the required parameters', async () => {
    const two = target(parameter('base'), parameter('exponent'));
    expect(await resolved({ expression: '[[1, 2]]' }, null, two)).toMatchObject({
      spread: true,
      required: { functionName: 'f', parameters: ['base', 'exponent'] },
    });
  });

  it('report why they cannot be generated, and what to do', async () => {
    await expect(resolved({ generated: { count: 5, seed: 0 } })).rejects.toThrow(
      /no inputs can be generated for f: x cannot be generated: it is a function\. Write them as an expression, such as \[1, 2, 3\]/,
    );
  });

  it('from calls in other files follow those of the file, and name the call', async () => {
    const caller = { place: 'scripts/make.ts:12', call: 'list.map(f)' };
    const elsewhere = {
      candidates: [{ ...tag, source: 'call-site' as const, expression: '[9]', caller }],
      refused: [],
    };
    const of = (found: InputsCandidate[]) =>
      resolveInputs(analysis(found, elsewhere), '', target(parameter('x')), { cwd: '/' });
    expect(await of([])).toMatchObject({ source: 'call-site', expression: '[9]', caller });
    expect(await of([tag])).not.toHaveProperty('caller');
  });

  it('report why no call can be used', async () => {
    const reason = 'it needs the parameter `size` of `main`';
    const refused = [{ label: 'f(size)', location, place: 'scripts/make.ts:12', reason }];
    const found = resolveInputs(analysis([], { candidates: [], refused }), '', target(parameter('x')), { cwd: '/' });
    await expect(found).rejects.toThrow(`Not f(size) (scripts/make.ts:12): ${reason}.`);
  });

  it('report the ways to provide them if there are none', async () => {
    await expect(resolveInputs(analysis([]), '', target(parameter('x')), { cwd: '/' })).rejects.toThrow(
      /--inputs '\[1, 2, 3\]' or --inputs-file items\.json.*--inputs-generated 32.*@inputs/,
    );
  });
});

describe('the required arguments', () => {
  it.each([
    [[parameter('a'), parameter('b')], 'a.ts', ['a', 'b']],
    [[parameter('a'), parameter('b', { optional: true })], 'a.ts', ['a']],
    [[parameter('a', { optional: true }), parameter('b')], 'a.ts', ['a', 'b']],
    [[parameter('a'), parameter('rest', { rest: true })], 'a.ts', ['a']],
    [[], 'a.ts', []],
    [[{ name: 'a', optional: false, rest: false }], 'a.ts', ['a']],
    // JavaScript lets arguments be left out.
    [[{ name: 'a', optional: false, rest: false }], 'a.mjs', []],
    [[parameter('a'), { name: 'b', optional: false, rest: false }], 'a.js', ['a']],
  ])('are %j in %s', (parameters, file, expected) => {
    expect(requiredArguments({ file, name: 'f', parameters }).parameters).toEqual(expected);
  });
});
