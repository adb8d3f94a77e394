import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import type * as Queues from '../../../src/multiprocessing/bullmq/index.ts';
import type * as Library from '../../../src/multiprocessing/index.ts';
import { MissingPackageError } from '../../../src/multiprocessing/bullmq/index.ts';
import { loadPackages } from '../../../src/multiprocessing/bullmq/packages.ts';
import { freePort } from './redis-server.ts';

const dist = pathToFileURL(join(import.meta.dirname, '../../../dist/'));
const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('refuses an old BullMQ, and says what to install', () => {
  const installed = join(folder, 'node_modules/bullmq');
  mkdirSync(join(installed, 'lib'), { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{ "name": "bullmq", "version": "4.9.0", "main": "lib/index.js" }');
  writeFileSync(join(installed, 'lib/index.js'), '');
  expect(() => loadPackages(folder)).toThrow(MissingPackageError);
  expect(() => loadPackages(folder)).toThrow(
    'Expected the package bullmq, version 5 or later, found 4.9.0. Run npm install bullmq@latest.',
  );
});

it('is built with the futures and the errors of the main entry', async () => {
  const library = (await import(new URL('multiprocessing.mjs', dist).href)) as typeof Library;
  const { BullMQExecutor } = (await import(new URL('bullmq.mjs', dist).href)) as typeof Queues;
  const redis = `redis://127.0.0.1:${await freePort()}`;
  await using executor = new BullMQExecutor(new URL('bullmq.mjs', dist), { redis, connectTimeout: 50 });
  const future = executor.submit('BullMQExecutor');
  for await (const done of library.asCompleted([future])) expect(done).toBe(future);
  await expect(future.exception()).resolves.toBeInstanceOf(library.BrokenExecutorError);
});
