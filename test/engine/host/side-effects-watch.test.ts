import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { SideEffectsWatch } from '../../../src/engine/host/side-effects-watch.ts';

it('reports printed lines and restores the streams', async () => {
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'write');
  const seen = await new SideEffectsWatch().watchPass();
  process.stderr.write('\n  first of ');
  process.stderr.write('two\nsecond\n');
  expect((await seen()).printed).toEqual({ lines: 3, first: 'first of' });
  expect(Object.getOwnPropertyDescriptor(process.stderr, 'write')).toEqual(before);
});

async function listening(): Promise<Server> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  return server;
}

it('counts resources opened since the first call, and since the pass began', async () => {
  const watch = new SideEffectsWatch();
  const early = await listening();
  const passing = await listening();
  setTimeout(() => passing.close(), 20);
  const seen = await watch.watchPass();
  const late = [await listening(), await listening(), await listening()];
  setTimeout(() => late[0]?.close(), 20);
  const { leftOpen } = await seen();
  for (const server of [early, ...late.slice(1)]) server.close();
  // The runner of this test has timers too, which start and end.
  expect(leftOpen).toContainEqual({ kind: 'TCPServerWrap', count: 3, addedInPass: 2 });
});

it('reports nothing without side effects', async () => {
  const seen = await new SideEffectsWatch().watchPass();
  const { printed, leftOpen = [] } = await seen();
  expect(printed).toBeUndefined();
  expect(leftOpen.filter(({ kind }) => kind !== 'Timeout')).toEqual([]);
});
