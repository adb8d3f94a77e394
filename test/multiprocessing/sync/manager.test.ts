import { describe, expect, test } from 'vitest';
import { ClosedError, KeyNotFoundError, Manager } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { workOnManaged } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('a list has the methods of a Python list', async () => {
  using manager = new Manager();
  const list = await manager.list([3, 1, 2]);
  await list.append(5);
  list.extendSync([4, 1]);
  expect([await list.length(), await list.get(0), list.getSync(-1), await list.slice(1, 3)]).toEqual([6, 3, 1, [1, 2]]);
  expect([await list.index(5), list.countSync(1), await list.pop(), list.popSync(0)]).toEqual([3, 2, 1, 3]);
  await list.insert(0, 9);
  await list.set(1, 7);
  await list.remove(2);
  expect(await list.slice()).toEqual([9, 7, 5, 4]);
  await list.sort();
  expect(list.sliceSync()).toEqual([4, 5, 7, 9]);
  list.reverseSync();
  await list.sort(true);
  expect(list.sliceSync(-2)).toEqual([5, 4]);
  expect(await rejection(list.get(4))).toBeInstanceOf(RangeError);
  expect(() => list.removeSync(77)).toThrow('not in the list');
  await list.clear();
  expect(() => list.popSync()).toThrow('empty list');
});

test('a dict has the methods of a Python dict and keeps the order of insertion', async () => {
  using manager = new Manager();
  const dict = await manager.dict<string | number, unknown>([
    ['a', 1],
    [2, { deep: [1] }],
  ]);
  await dict.set('c', null);
  expect([await dict.keys(), dict.sizeSync(), await dict.has(2), await dict.has('2')]).toEqual([
    ['a', 2, 'c'],
    3,
    true,
    false,
  ]);
  expect([await dict.get(2), await dict.get('none'), dict.itemSync('a')]).toEqual([{ deep: [1] }, undefined, 1]);
  expect([await dict.setDefault('a', 7), dict.setDefaultSync('d', 8), await dict.pop('a')]).toEqual([1, 8, 1]);
  expect([await dict.delete('c'), dict.deleteSync('c')]).toEqual([true, false]);
  await dict.update([['e', 5]]);
  expect(await dict.items()).toEqual([
    [2, { deep: [1] }],
    ['d', 8],
    ['e', 5],
  ]);
  expect(await rejection(dict.item('zz'))).toBeInstanceOf(KeyNotFoundError);
  expect((await rejection(dict.set({} as unknown as string, 1))).message).toContain('expected a string, number');
  expect(await (await manager.dict({ x: 1 })).values()).toEqual([1]);
});

test('a namespace has attributes', async () => {
  using manager = new Manager();
  const namespace = await manager.Namespace<{ x: number; y?: string }>({ x: 10 });
  namespace.attributes.y = 'hello';
  namespace.attributes.x = (namespace.attributes.x ?? 0) + 1;
  expect([await namespace.get('x'), 'y' in namespace.attributes, { ...namespace.attributes }]).toEqual([
    11,
    true,
    { x: 11, y: 'hello' },
  ]);
  delete namespace.attributes.y;
  expect(await namespace.names()).toEqual(['x']);
});

test('after shutdown its objects no longer exist', async () => {
  const manager = new Manager();
  const list = await manager.list([1]);
  manager.shutdown();
  expect(await rejection(list.get(0))).toBeInstanceOf(ClosedError);
  expect(() => list.lengthSync()).toThrow('was shut down');
});

describe.each(kinds)('a manager between this program and %s', (kind) => {
  test('has one list, dict and namespace for all', async () => {
    using manager = new Manager();
    const list = await manager.list<number>();
    const dict = await manager.dict<string, unknown>();
    const namespace = await manager.Namespace<{ x: number; y: string }>({ x: 0, y: '' });
    const children = [1, 2, 3].map((n) => start(kind, workOnManaged, [list, dict, namespace, n]));
    await joinWell(...children);
    expect((await list.slice()).sort()).toEqual([1, 2, 3]);
    expect(new Map(await dict.items())).toEqual(
      new Map([1, 2, 3].map((n): [string, unknown] => [`key ${n}`, new Map([[n, n]])])),
    );
    expect([1, 2, 3]).toContain(await namespace.get('x'));
    expect(namespace.attributes.y).toBe('seen');
  });
});
