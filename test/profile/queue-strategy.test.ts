import { Redis } from 'ioredis';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolResult, Report } from '../../src/model/report.ts';
import { describeFarm } from '../../src/report/describe-farm.ts';
import { FarmWorker } from '../multiprocessing/bullmq/farm-worker.ts';
import { freePort, noRedis, RedisServer } from '../multiprocessing/bullmq/redis-server.ts';
import { profileSource, spinSource } from './profile-source.ts';

const file = (source: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-other-checkout-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'subject.ts'), source);
  return folder;
};

/** Fails for two of the items, in the middle of a job too. */
const failing = spinSource.replace(
  'let x = rounds;',
  'let x = rounds;\n  if (rounds % 20 === 1) throw new RangeError(`not ${rounds}`);',
);

function queueResult({ strategies }: Report): PoolResult {
  const [result] = strategies.filter(({ name }) => name === 'bullmq');
  if (result?.kind !== 'pool') throw new Error('the queue was not measured');
  return result;
}

describe('the queue without Redis', () => {
  it('ends the run before it begins, with the address and what to do', async () => {
    const redis = `redis://user:secret@127.0.0.1:${await freePort()}`;
    const run = profileSource(spinSource, 'spin', { inputs: '[1, 2]', settings: { redis, strategies: 'auto' } });
    await expect(run).rejects.toThrow(
      /^There is no connection to Redis at redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\. Start Redis, or correct the address\.$/,
    );
  });
});

describe.skipIf(noRedis !== null)(`the queue${noRedis === null ? '' : ` (skipped: ${noRedis})`}`, () => {
  let redis: RedisServer;
  const settings = (strategies: ('serial' | 'bullmq')[]) => ({ redis: redis.url, strategies });

  beforeAll(async () => {
    redis = await RedisServer.start(false);
  });

  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
  });

  it('runs through workers of its own where none are connected, with the serial results and the costs of its jobs', async () => {
    const { report } = await profileSource(failing, 'spin', {
      inputs: 'range(24).map((i) => 1000 + i)',
      settings: settings(['serial', 'bullmq']),
    });
    expect(report.outcome.status).toBe('completed');
    const result = queueResult(report);
    expect(result.results).toMatchObject({ equal: true });
    expect(result.failedItems).toBe(2);
    expect(result.failures[0]).toMatchObject({ item: 1, error: { name: 'RangeError', message: 'not 1001' } });
    expect(report.farm).toMatchObject({
      queue: 'parallel-profiler',
      redis: redis.url,
      isStartedHere: true,
      machines: [],
    });
    expect(result.rounds.length).toBeGreaterThan(0);
    // The items after a failed one are sent again.
    expect(result.queue?.jobs).toBe(Math.ceil(24 / result.chunkSize) + result.failedItems);
    expect(result.queue?.jobMs).toBeGreaterThan(0);
    expect(result.queue?.costMs).toBeGreaterThan(0);
    expect(result.queue?.sentBytes).toBeGreaterThan(24);
    expect(new Set(result.workerTimeline.map(({ machine }) => machine))).toEqual(new Set([hostname()]));
    expect(report.farm?.probe?.workerPerJobMs.value).toBeGreaterThan(0);
    expect(report.farm?.prediction.map(({ machines }) => machines)).toEqual([1, 2, 4, 8, 16]);
    expect(report.neighbours.filter(({ name }) => name.includes('redis') || name.includes('queue-worker'))).toEqual([]);
    expect(describeFarm(report).map(([name]) => name)).toEqual(
      expect.arrayContaining(['queue', 'workers', 'jobs', 'cost per job', 'through Redis', 'empty job']),
    );
  });

  it.each(['probe', 'run'])('leaves nothing in Redis when the run is cancelled in its %s', async (part) => {
    const client = new Redis(redis.url);
    const keys = async (): Promise<string[]> => await client.keys(`*parallel-profiler-${part}-*`);
    const cancel = new AbortController();
    const run = profileSource(spinSource, 'spin', {
      inputs: 'range(24).map((i) => 2_000 + i)',
      settings: settings(['serial', 'bullmq']),
      signal: cancel.signal,
    });
    const ended = run.then(
      ({ report }) => report.outcome.status,
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
    await expect.poll(keys, { timeout: 30_000, interval: 5 }).not.toEqual([]);
    cancel.abort();
    // A probe belongs to the preparation, which has no report.
    expect(await ended).toBe(part === 'probe' ? 'AbortError' : 'cancelled');
    expect(await keys()).toEqual([]);
    client.disconnect();
  });

  it('is refused by workers that have another version of the file, in a sentence', async () => {
    await using worker = await FarmWorker.start(
      ['--redis', redis.url, '--concurrency', '1'],
      file(spinSource.replace('12345', '12346')),
    );
    expect(worker.log).toContain('ready');
    const { report } = await profileSource(spinSource, 'spin', {
      inputs: '[10, 20, 30, 40]',
      settings: settings(['serial', 'bullmq']),
    });
    expect(report.strategies.map(({ name }) => name)).toEqual(['serial']);
    expect(report.farm).toMatchObject({ isStartedHere: false, machines: [{ name: hostname(), workers: 1 }] });
    const [refused] = report.findings.filter(({ code }) => code === 'strategy-failed');
    expect(refused?.message).toContain(
      `Expected the same subject.ts on ${hostname()} as at the caller, found another version.`,
    );
  });
});
