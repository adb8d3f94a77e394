import { describe, expect, test } from 'vitest';
import * as library from '../../../src/multiprocessing/index.ts';
import { type How, makeError, throwError, throwNested, throwOwnTimeout } from '../fixtures/wire-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

const tasks = new URL('../fixtures/wire-tasks.ts', import.meta.url);
type Class = new (...args: never[]) => Error;
const classes = Object.entries(library).filter(
  (entry): entry is [string, Class & (typeof entry)[1]] =>
    typeof entry[1] === 'function' && (entry[1] as { prototype?: unknown }).prototype instanceof Error,
) as [string, Class][];

/** The fields that an error of that class has, wherever it was made. */
function fieldsOf(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of Object.getOwnPropertyNames(error)) if (key !== 'stack') fields[key] = Reflect.get(error, key);
  return fields;
}

function part(error: Error & Record<string, unknown>, how: How): unknown {
  if (how === 'cause') return error.cause;
  if (how === 'aggregate') return (error as unknown as AggregateError).errors[0];
  return how === 'property' ? error['inner'] : error;
}

test('the exported error classes are found', () => {
  expect(classes.map(([name]) => name)).toContain('WorkerLostError');
  expect(classes.map(([name]) => name)).toContain('BrokenBarrierError');
});

describe.each(kinds)('errors of exported classes in %s', (kind) => {
  test.each(['alone', 'cause', 'aggregate', 'property'] as const)(
    'are instances of them when thrown: %s',
    async (how) => {
      await using pool = new library.Pool(tasks, { kind, processes: 1 });
      for (const [name, Class] of classes) {
        const error = part(await rejection(pool.apply(throwError, [name, how])), how) as Error;
        expect.soft(error, name).toBeInstanceOf(Class);
        expect.soft(error.constructor, name).toBe(Class);
        expect.soft(fieldsOf(error), name).toEqual(fieldsOf(makeError(name)));
      }
    },
  );

  test('remain instances through two pools', async () => {
    await using pool = new library.Pool(tasks, { kind, processes: 1 });
    for (const name of ['WorkerLostError', 'RemoteError', 'QueueFullError', 'BrokenThreadPool'] as const) {
      const error = await rejection(pool.apply(throwNested, [name, kind]));
      expect.soft(error, name).toBeInstanceOf(library[name]);
      expect.soft(fieldsOf(error), name).toEqual(fieldsOf(makeError(name)));
    }
  });

  test('a user class of the same name is not mistaken for them', async () => {
    await using pool = new library.Pool(tasks, { kind, processes: 1 });
    const error = await rejection(pool.apply(throwOwnTimeout, []));
    expect(error).not.toBeInstanceOf(library.TimeoutError);
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'own' });
  });
});
