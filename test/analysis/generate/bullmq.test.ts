import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noRedis, RedisServer } from '../../multiprocessing/bullmq/redis-server.ts';
import { TestProject } from './project.ts';
import { program, tasks } from './shapes.ts';

/** Starts the program so that events are read long after the jobs have ended. */
const slowProgram = `import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
const { xread } = Redis.prototype;
Redis.prototype.xread = async function (...args) {
  await sleep(100);
  return await xread.apply(this, args);
};
await import('./program.ts');
`;

describe.skipIf(noRedis !== null)(`code for BullMQ${noRedis === null ? '' : ` (skipped: ${noRedis})`}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it('compiles in all shapes at once, and gives equal results', { timeout: 180_000 }, async () => {
    using project = new TestProject({ 'tasks.ts': tasks, 'program.ts': program });
    const expected = project.run('program.ts');
    let rewritten = 0;
    for (; rewritten < 20; rewritten++) {
      const generated = project.rewrite('program.ts', 'bullmq', { chunkSize: 2 });
      if (!generated) break;
      if (generated.status === 'refused') throw new Error(`${generated.reason}\n${project.read('program.ts')}`);
    }
    expect(rewritten).toBe(10);
    const processors = readdirSync(project.folder).filter((file) => file.endsWith('.processor.ts'));
    expect(processors.toSorted()).toEqual(
      ['describe-item', 'double', 'later', 'power', 'shift', 'square'].map((name) => `${name}.processor.ts`),
    );
    // One process for all of them, instead of one for each.
    project.write('processors.ts', processors.map((file) => `import './${file}';\n`).join(''));
    expect([...project.errors('program.ts'), ...project.errors('processors.ts')]).toEqual([]);
    project.write('slow-program.mjs', slowProgram);
    const env = { REDIS_URL: redis.url };
    const running = project.start('processors.ts', env);
    try {
      expect(project.run('slow-program.mjs', env)).toBe(expected);
    } finally {
      running.kill();
      await once(running, 'exit');
    }
  });
});
