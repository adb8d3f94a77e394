import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forecast } from '../../src/model/forecast.ts';
import type { Farm, QueueProbe } from '../../src/model/farm.ts';
import type { FarmForecast } from '../../src/model/farm-forecast.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { configurations } from '../report/sample-measurements.ts';
import { failedReport, sampleRun } from '../report/sample-report.ts';
import { runCommand } from './run-command.ts';

const probe: QueueProbe = {
  turnaroundMs: { value: 3, ci95: [2.8, 3.2] },
  workerPerJobMs: { value: 1.5, ci95: [1.4, 1.6] },
  callerPerJobMs: 0.3,
  redisPerJobMs: 0.1,
  workerCpuPerJobMs: 0.6,
  perByteMs: 1e-6,
  jobs: 400,
};
const farm: Farm = {
  ...{ redis: 'redis://u:secret@build:6379', shownRedis: 'redis://build:6379', queue: 'q', root: '/workspace' },
  ...{ workers: [{ machine: 'build-1', pid: 7, processes: 4 }], started: 0, isLocal: false, redisPid: null, probe },
};

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'predict-'));
  // Eight streams would ask for more than the bandwidth, of which the function needs a tenth.
  const memory = {
    cores: 4,
    readings: [1, 1.001, 0.999].map((noise) => ({
      streamAlone: 5000,
      streamsOnAllCores: 10_000,
      streamsWithout: 10_000,
      streamsBeside: 9_200 * noise,
      aloneMs: 20,
      besideMs: 25,
    })),
  };
  const run = { items: 2000, configurations: configurations(['threads'], [1, 2, 4]) };
  for (const [name, report] of Object.entries({
    measured: buildReport(sampleRun(run)),
    streaming: buildReport(sampleRun(run, { memory })),
    failed: failedReport,
    queue: buildReport(sampleRun(run, { farm })),
  }))
    writeFileSync(file(`${name}.json`), JSON.stringify(report));
});
afterAll(() => rmSync(folder, { recursive: true }));

const predict = (name: string, ...options: string[]) => runCommand(['predict', file(`${name}.json`), ...options]);
const asJson = async (name: string, ...options: string[]): Promise<Forecast> =>
  JSON.parse((await predict(name, ...options, '--format', 'json')).stdout) as Forecast;

describe('predict', () => {
  it('prints a table by number of cores', async () => {
    const { code, stdout } = await predict('measured', '--cores', '8,16,64');
    expect(stdout).toMatch(/^Expected speedup of estimatePi with threads\n/);
    expect(stdout).toMatch(/^ {2}cores +8 +16 +64$/m);
    expect(stdout).toMatch(/^ {2}at least( +[\d.]+x){3}$/m);
    expect(stdout).toContain('Measured on 4 cores');
    expect(code).toBe(0);
  });

  it('prints each point with its interval and bound as JSON', async () => {
    const { points, kind, memory } = await asJson('measured', '--cores', '4,16');
    expect(kind).toBe('threads');
    expect(memory).toBeNull();
    expect(points.map(({ cores, workers }) => [cores, workers])).toEqual([
      [4, 4],
      [16, 16],
    ]);
    for (const { speedup, low, high, amdahl } of points) {
      expect(low).toBeLessThanOrEqual(speedup);
      expect(high).toBeGreaterThanOrEqual(speedup);
      expect(amdahl).toBeGreaterThanOrEqual(speedup);
    }
  });

  it('follows --workers, --items and --bandwidth', async () => {
    const [few] = (await asJson('measured', '--cores', '64', '--workers', '8')).points;
    expect(few).toMatchObject({ cores: 64, workers: 8 });
    expect(few?.speedup).toBeLessThanOrEqual(8.2);
    const [short] = (await asJson('measured', '--cores', '64', '--items', '16')).points;
    expect(short?.speedup).toBeLessThanOrEqual(16.5);
    const [here] = (await asJson('streaming', '--cores', '64')).points;
    const [there] = (await asJson('streaming', '--cores', '64', '--bandwidth', '3')).points;
    expect(here?.speedup).toBeLessThan(11);
    expect(there?.speedup).toBeGreaterThan(1.8 * (here?.speedup ?? NaN));
  });

  it('predicts for machines whose workers share a queue, from the probe in the report', async () => {
    const { code, stdout } = await predict('queue', '--machines', '1,4', '--cores', '4');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Expected speedup of estimatePi with workers of a queue\n/);
    expect(stdout).toMatch(/^ {2}machines +1 +4$/m);
    expect(stdout).toMatch(/^ {2}workers +4 +16$/m);
    expect(stdout).toContain("A job costs 1.50 ms of a worker's time at redis://build:6379");
    const json = await predict('queue', '--machines', '1,4', '--chunk-size', '8', '--format', 'json');
    const { points } = JSON.parse(json.stdout) as FarmForecast;
    expect(json.stdout).not.toContain('secret');
    expect(points.map(({ chunkSize }) => chunkSize)).toEqual([8, 8]);
    for (const { speedup, low, high, workers } of points) {
      expect(low).toBeLessThanOrEqual(speedup);
      expect(high).toBeGreaterThanOrEqual(speedup);
      expect(speedup).toBeLessThanOrEqual(workers);
    }
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'machines without a probe',
      () => ['predict', file('measured.json'), '--machines', '2'],
      /Expected --redis <url>, found none, and .*measured\.json has no probe of a queue/,
    ],
    ['no report', () => ['predict', '--cores', '8'], /Expected <report\.json>, found nothing/],
    ['a file that is not there', () => ['predict', file('gone.json'), '--cores', '8'], /gone\.json cannot be read/],
    ['a file that is no report', () => ['predict', 'package.json', '--cores', '8'], /not a report/],
    [
      'a report without a pool',
      () => ['predict', file('failed.json'), '--cores', '8'],
      /Expected a report that measured threads or processes, found no pool .*--strategies serial,threads/,
    ],
    [
      'a kind of pool that was not measured',
      () => ['predict', file('measured.json'), '--cores', '8', '--strategy', 'processes'],
      /Expected a report that measured processes, found threads/,
    ],
    ['no cores', () => ['predict', file('measured.json')], /Expected --cores <list>, found none/],
    [
      'no number of cores',
      () => ['predict', file('measured.json'), '--cores', '8,many'],
      /--cores expects a whole number from 1, found "many"/,
    ],
    [
      'cores beyond any machine',
      () => ['predict', file('measured.json'), '--cores', '1000000000'],
      /--cores expects at most 4096/,
    ],
    [
      'no bandwidth',
      () => ['predict', file('measured.json'), '--cores', '8', '--bandwidth', '0'],
      /--bandwidth expects a number above 0/,
    ],
  ])('rejects %s', async (_what, args, message) => {
    const { code, stderr } = await runCommand(args());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
