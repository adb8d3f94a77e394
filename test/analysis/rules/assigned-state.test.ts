import { describe, expect, it } from 'vitest';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('assigned-state-');

const found = (file: string): string[] =>
  modules
    .check(file)
    .map(({ code, severity, args }) => `${code} ${'variable' in args ? args.variable : ''} ${severity}`);

describe('state that a task only assigns', () => {
  const [[, last] = ['', ''], [, out] = ['', ''], [, difference] = ['', '']] = modules.tasks([
    ['', 'let last = 0; export const ask = () => last;', 'last = x; return x;'],
    ['', 'const out = new Float64Array(8); export const ask = () => out[0];', 'out[x] = x; return x;'],
    ['', 'let last = 0;', 'const by = x - last; last = x; return by;'],
  ]);
  const [[, shared] = ['', '']] = modules.tasks([['', 'export let last = 0;', 'last = x; return x;']]);
  const reader = modules.module(
    `import { last } from './${shared.replace(/^.*[\\/]/, '')}';\nexport const ask = (): number => last;`,
  );

  it.each([
    ['its module', 'last', last],
    ['the caller, of an array', 'out', out],
    ['the next task', 'last', difference],
  ])('may be missed by %s', (_, name, file) => {
    expect(found(file)).toEqual([`module-state-written ${name} information`]);
  });

  it.each(
    modules.tasks([
      ['a number', 'let last = 0;', 'if (last === x) return 0; last = x; return x;'],
      [
        'an object that is read',
        'let last: object | undefined;',
        'const own = { x }; const before = last; last = own; return before === own;',
      ],
      [
        'an object that other modules see',
        'export let last: object | undefined;',
        'const own = { x }; if (last !== own) last = own; return x;',
      ],
    ]),
  )('may be missed if it is %s', (_, file) => {
    expect(found(file)).toEqual(['module-state-written last information']);
  });

  it('is no cache if it is compared with a value', () => {
    expect(found(scope)).toEqual(['module-state-written current information']);
  });
  const [[, scope] = ['', '']] = modules.tasks([
    [
      '',
      'interface Scope { parent?: Scope } let current: Scope | undefined; export const ask = () => current; function leave(scope: Scope) { if (scope === current) current = scope.parent; }',
      'leave({ parent: {} }); return x;',
    ],
  ]);

  it('may be missed by another module', () => {
    expect(found(reader)).toEqual([]);
    expect(found(shared)).toEqual(['module-state-written last information']);
  });
});
