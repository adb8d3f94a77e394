import asyncHooks from 'node:async_hooks';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefined, publishRan, publishSent } from '../../src/multiprocessing/published.ts';
import { bornMs, nowMs } from '../../src/recorder/clock.ts';
import { field, SLOT_NUMBERS } from '../../src/recorder/format/layout.ts';
import { PoolTasks } from '../../src/recorder/pool-tasks.ts';
import { RecordingFiles } from '../../src/recorder/recording-files.ts';
import { TaskFunctions } from '../../src/recorder/task-functions.ts';
import { ThreadLog } from '../../src/recorder/thread-log.ts';

const log = new ThreadLog(new Float64Array(SLOT_NUMBERS), 1, null, nowMs(), true);
const pools = new PoolTasks(log);
const { AsyncResource } = asyncHooks;
const folder = mkdtempSync(join(tmpdir(), 'pool-tasks-'));
const functions = new TaskFunctions(new RecordingFiles(folder, 'process'));

beforeAll(() => pools.watch());
afterAll(() => {
  asyncHooks.AsyncResource = AsyncResource;
  rmSync(folder, { recursive: true });
});

/** Tasks since the last call, and how long they waited. */
function queued(): { tasks: number; waitedMs: number } {
  const [tasks, waitedMs] = [log.get(field.queued), log.get(field.queuedMs)];
  log.add(field.queued, -tasks);
  log.add(field.queuedMs, -waitedMs);
  return { tasks, waitedMs };
}

describe('the time that tasks wait in queues', () => {
  it.each(['Piscina.Task', 'Tinypool.Task'])('is known for a %s from its creation', (type) => {
    class Task extends asyncHooks.AsyncResource {
      readonly taskId = 7;
    }
    const before = nowMs();
    const task = new Task(type);
    expect(task).toBeInstanceOf(AsyncResource);
    pools.sent({ taskId: 7 }, before + 50);
    const { tasks, waitedMs } = queued();
    expect(tasks).toBe(1);
    expect(waitedMs).toBeGreaterThan(0);
    expect(waitedMs).toBeLessThanOrEqual(50);
    // It is sent once.
    pools.sent({ taskId: 7 }, before + 60);
    expect(queued().tasks).toBe(0);
  });

  it('is known from the timestamp in a request of Poolifier', () => {
    pools.sent({ name: 'default', taskId: 'a-b', timestamp: 100 }, bornMs + 130);
    expect(queued()).toEqual({ tasks: 1, waitedMs: expect.closeTo(30) as number });
  });

  it('is what our own pool publishes', () => {
    publishSent(4, 25);
    expect(queued()).toEqual({ tasks: 4, waitedMs: 100 });
  });

  it.each([[{ id: 1 }], ['text'], [null], [{ taskId: 99 }], [[1, 2]]])('is unknown for the message %j', (message) => {
    pools.sent(message, nowMs());
    expect(queued().tasks).toBe(0);
  });

  it('never runs an accessor of a message', () => {
    const message = Object.defineProperty({}, 'taskId', {
      enumerable: true,
      get: () => {
        throw new Error('The accessor ran.');
      },
    });
    expect(() => pools.sent(message, nowMs())).not.toThrow();
  });
});

it('counts the tasks that our own pool publishes instead of pairing messages', () => {
  log.messageIn({ id: 1 }, nowMs());
  log.messageOut({ id: 1 }, nowMs());
  expect(log.get(field.tasks)).toBe(1);
  publishRan(3, nowMs() - 30);
  expect([log.get(field.tasks), log.get(field.keptTasks)]).toEqual([3, 1]);
  expect(log.get(field.longestTaskMs)).toBeGreaterThanOrEqual(10);
  log.messageIn({ id: 2 }, nowMs());
  log.messageOut({ id: 2 }, nowMs());
  expect(log.get(field.tasks)).toBe(3);
});

it('records the functions that requests name, when the number of calls has doubled', () => {
  for (let task = 0; task < 5; task++) functions.see({ taskId: task, task: 1, filename: '/app/a.js', name: 'resize' });
  functions.see({ id: 1, method: 'crop', params: [] });
  functions.see({ id: 2, method: 'run', params: ['() => 1'] });
  functions.see({ filename: '/app/a.js', port: null });
  functions.see({ taskId: 1, filename: 'x'.repeat(2_000), name: 'long' });
  for (const value of [null, 1, 'text', [1]]) functions.see(value);
  publishDefined({ kind: 'named', name: 'double' }, 'file:///app/own.js');
  const events = readFileSync(join(folder, 'process.events'), 'utf8').trim().split('\n');
  const found = events.map((line) => JSON.parse(line) as { file: string | null; name: string; calls: number });
  expect(found.map(({ file, name, calls }) => [file, name, calls])).toEqual([
    ['/app/a.js', 'resize', 1],
    ['/app/a.js', 'resize', 2],
    ['/app/a.js', 'resize', 4],
    [null, 'crop', 1],
    ['file:///app/own.js', 'double', 1],
  ]);
});
