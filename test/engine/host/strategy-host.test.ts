import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newToken, readWire, toWire } from '../../../src/multiprocessing/wire/process-wire.ts';
import type { ToHost } from '../../../src/engine/host/protocol.ts';

const program = join(import.meta.dirname, '../../../src/engine/host/strategy-host.ts');

it('answers a stop request even if its start failed', async () => {
  const host = fork(program, [], { serialization: 'advanced' });
  const token = newToken();
  const ask = async (message: Partial<ToHost>): Promise<unknown> => {
    host.send(toWire(message, token));
    const [answer] = (await once(host, 'message')) as [unknown];
    return readWire(answer, token);
  };
  const targetModule = 'data:text/javascript,throw new Error("not today")';
  expect(await ask({ type: 'start', targetModule })).toMatchObject({ type: 'failed', stage: 'load' });
  expect(await ask({ type: 'stop' })).toEqual({ type: 'ok' });
  host.kill();
});
