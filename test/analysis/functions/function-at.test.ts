import { describe, expect, it } from 'vitest';
import { functionAt, functionNamed } from '../../../src/analysis/functions/function-at.ts';
import { listFunctions } from '../../../src/analysis/functions/list-functions.ts';

/** The place of `|` in a text, and the functions of the text without it. */
function select(marked: string) {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const list = listFunctions(marked.replace('|', ''), '/project/file.ts');
  return functionAt(list, before.length, (before.at(-1)?.length ?? 0) + 1);
}

describe('the function at the cursor', () => {
  it.each([
    ['its name', 'function sq|uare(x) { return x; }'],
    ['its keyword', '|function square(x) { return x; }'],
    ['its body', 'function square(x) {\n  return x|;\n}'],
    ['its last brace', 'function square(x) {\n  return x;\n}|'],
    ['its JSDoc', '/**\n * Squ|ares.\n */\nfunction square(x) {}'],
    ['the name of its constant', 'export const squ|are = (x) => x;'],
    ['a callback inside it', 'function square(x) { return [x].map((y) => y| * y); }'],
    ['an overload signature', 'function square(x: string): string|;\nfunction square(x: any) { return x; }'],
  ])('is found in %s', (_, text) => {
    expect(select(text)).toMatchObject({ target: { name: 'square' }, note: null });
  });

  it('is the innermost profilable one', () => {
    expect(select('const api = { square(x) { return x|; } };')).toMatchObject({ target: { name: 'api.square' } });
  });

  it('is the one around a nested function, with a note', () => {
    const selection = select('function outer() {\n  function inner() { return 1|; }\n}');
    expect(selection).toMatchObject({ target: { name: 'outer' } });
    expect(selection.target && selection.note).toMatch(/inner cannot be profiled.*Profiling outer/);
  });

  it('is absent, with a reason, if none can be profiled', () => {
    expect(select('class A { area() { return 1|; } }')).toMatchObject({
      target: null,
      reason: expect.stringMatching(/A\.prototype\.area cannot be profiled: an instance method/) as string,
    });
  });

  it.each(['|', 'const x = 1;|', 'function f() {}\n\n|\nfunction g() {}'])('is absent at %j', (text) => {
    expect(select(text)).toMatchObject({ target: null, reason: expect.stringContaining('no function') as string });
  });
});

describe('the function for a name', () => {
  const list = listFunctions(
    'class Sum { add() {} static of() {} }\nfunction square() { function half() {} }\nexport default () => 1;\nfunction quarter() {}\nfunction f() { function quarter() {} }',
    '/project/file.ts',
  );

  it.each(['square', 'Sum.of', 'default', 'quarter'])('is found for %s', (name) => {
    expect(functionNamed(list, name)).toMatchObject({ target: { name, profilable: true } });
  });

  it.each([
    ['half', /half \(line 2\) cannot be profiled: defined inside square/],
    ['Sum.add', /Sum\.prototype\.add \(line 1\) cannot be profiled: an instance method/],
    ['Sum.prototype.add', /instance method/],
    ['SQUARE', /no function named SQUARE. Did you mean square\?/],
    ['cube', /no function named cube. The file has Sum\.of, square, default, quarter/],
  ])('is absent for %s, with a reason', (name, reason) => {
    expect(functionNamed(list, name)).toMatchObject({ target: null, reason: expect.stringMatching(reason) as string });
  });
});
