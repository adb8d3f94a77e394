import { describe, expect, test } from 'vitest';
import { toErrorData } from '../../../src/engine/values/error-data.ts';
import { preview } from '../../../src/engine/values/preview.ts';

function raise(): never {
  throw new Error('hostile');
}

const traps = Object.fromEntries(
  ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [trap, raise]),
);

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
  revoke();
  return proxy;
}

function withGetters(...keys: string[]): Error {
  const error = new Error('plain');
  for (const key of keys) Object.defineProperty(error, key, { get: raise });
  return error;
}

function cyclic(): Error {
  const error = new Error('round');
  error.cause = error;
  return error;
}

function withStack(stack: string): Error {
  return Object.assign(new Error('x'), { stack });
}

const hostile: [string, unknown, string | RegExp][] = [
  ['a revoked proxy', revoked(), /^thrown value is not an Error/],
  ['a proxy whose traps throw', new Proxy({}, traps), /^thrown value is not an Error/],
  ['a proxy of an error whose traps throw', new Proxy(new Error('x'), traps), /^thrown value is not an Error/],
  ['a getter for the message', withGetters('message'), '(the message cannot be read)'],
  ['a getter for all else', withGetters('name', 'stack', 'code', 'cause'), 'plain'],
  [
    'a message that cannot be text',
    Object.assign(new Error(), { message: { toString: raise } }),
    /toString: \[Function/,
  ],
  ['a symbol for a name', Object.assign(new Error('named'), { name: Symbol('s') }), 'named'],
  ['an own inspection that throws', { [Symbol.for('nodejs.util.inspect.custom')]: raise }, /not an Error/],
  ['a cause that is itself', cyclic(), 'round'],
  ['a stack with a URL that is none', withStack('Error: x\n    at f (file://host/%zz:1:2)'), 'x'],
  ['null', null, /not an Error: null/],
  ['undefined', undefined, /not an Error: undefined/],
  ['a symbol', Symbol('s'), /not an Error: Symbol\(s\)/],
  ['a function', raise, /not an Error: \[Function: raise\]/],
];

describe('any thrown value becomes data', () => {
  test.each(hostile)('%s', (_what, thrown, message) => {
    const data = toErrorData(thrown);
    expect(data.message).toMatch(message);
    // Plain: it crosses to another process.
    expect(structuredClone(data)).toEqual(data);
  });

  test('a message of 50 MB is cut, and the frames stay', () => {
    const data = toErrorData(new Error('x'.repeat(50_000_000)));
    expect(data.message).toHaveLength(4_000);
    expect(data.stack).toMatch(/error-data\.test\.ts:\d+/);
    expect(JSON.stringify(data).length).toBeLessThan(20_000);
  });

  test('a chain of causes is bounded', () => {
    const first = toErrorData(cyclic());
    let depth = 0;
    for (let data: typeof first | undefined = first; data; data = data.cause) depth++;
    expect(depth).toBeLessThan(10);
  });
});

test.each(hostile)('a preview shows %s', (_what, value) => {
  expect(preview(value).length).toBeLessThanOrEqual(80);
});
