import { describe, expect, it } from 'vitest';
import { createFarmRunner } from '../../../src/engine/host/farm-runner.ts';
import type { TraceWriter } from '../../../src/engine/host/item-trace.ts';
import type { Farm } from '../../../src/model/farm.ts';

const farm: Farm = {
  ...{ redis: 'redis://127.0.0.1:1', shownRedis: 'redis://127.0.0.1:1', queue: 'q', root: import.meta.dirname },
  ...{ workers: [], started: 2, isLocal: true, redisPid: null, probe: null },
};

describe('createFarmRunner', () => {
  it('refuses a function that its module does not export, before it connects', async () => {
    const runner = createFarmRunner({
      configuration: { strategy: 'bullmq', workers: 2, chunkSize: null },
      farm,
      queueWorker: '',
      module: new URL('../../../src/engine/farm/is-own-address.ts', import.meta.url).href,
      target: () => undefined,
      spread: false,
      trace: { note: () => undefined } as unknown as TraceWriter,
    });
    await expect(runner).rejects.toThrow(
      'Workers of a queue call exports of a module: export the function at the top level of its file to measure it with bullmq.',
    );
  });
});
