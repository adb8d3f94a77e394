import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { findValueProblems } from '../../../src/engine/values/find-value-problems.ts';

class Account {
  balance = 1;
}

it.each([
  ['a function', { options: { onDone: () => 1 } }, 'not-cloneable', '.options.onDone', 'a function'],
  ['a symbol', [Symbol('s')], 'not-cloneable', '[0]', 'a symbol'],
  ['a promise', { p: Promise.resolve(1) }, 'not-cloneable', '.p', 'a Promise'],
  ['a weak map', new WeakMap(), 'not-cloneable', '', 'a WeakMap'],
  ['a class', Object.assign(new Account(), { constructor: Account }), 'not-cloneable', '.constructor', 'a class'],
  ['a proxy', [{ state: new Proxy({ a: 1 }, {}) }], 'not-cloneable', '[0].state', 'a Proxy'],
  ['a class instance', [{ account: new Account() }], 'loses-prototype', '[0].account', 'Account'],
])('names %s with its path', (_, value, problem, path, what) => {
  expect(findValueProblems(value, 'argument', 3)).toContainEqual({ problem, where: 'argument', item: 3, path, what });
});

it.each([
  ['numbers and strings', [1, 'a', null, undefined, 2n]],
  ['records', { a: { b: 1 } }],
  ['collections', new Map([[1, new Set([new Date()])]])],
  ['bytes', new Uint8Array(3)],
  ['a record without prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  [
    'a cycle',
    (() => {
      const a: { self?: unknown } = {};
      a.self = a;
      return a;
    })(),
  ],
])('reports nothing for %s', (_, value) => {
  expect(findValueProblems(value, 'result', 0)).toEqual([]);
});

it('reports the property of an instance that cannot be cloned, not only its class', () => {
  const found = findValueProblems(Object.assign(new EventEmitter(), { handler: () => 1 }), 'argument', 0);
  expect(found.map(({ problem }) => problem)).toContain('not-cloneable');
});

it('looks at the first parts of a huge value only', () => {
  const sparse = new Array<unknown>(4_000_000_000);
  sparse[50] = Symbol('s');
  expect(findValueProblems({ sparse }, 'result', 0)).toMatchObject([{ path: '.sparse[50]' }]);
});

it('clones one instance of each class', () => {
  let clones = 0;
  class Link {
    next: Link | null = null;
  }
  const links = Array.from({ length: 200 }, () => {
    const link = new Link();
    Object.defineProperty(link, 'content', { enumerable: true, get: () => clones++ });
    return link;
  });
  expect(findValueProblems(links, 'result', 0)).toMatchObject([{ problem: 'loses-prototype', what: 'Link' }]);
  expect(clones).toBeLessThanOrEqual(2);
});
