import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort, noRedis, RedisServer } from '../multiprocessing/bullmq/redis-server.ts';
import { runCommand } from './run-command.ts';

const root = join(import.meta.dirname, '../..');

/** Sends a command to Redis and waits for its answer. */
async function tell(url: string, command: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(`${command}\r\n`));
  await once(socket, 'data');
  socket.destroy();
}

describe('worker', () => {
  it('says that there is no Redis, waits for it, and ends at a signal', async () => {
    const address = `redis://user:secret@127.0.0.1:${await freePort()}`;
    const args = [join(root, 'dist/cli.mjs'), 'worker', '--redis', address, '--concurrency', '1'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    while (!log.includes('ECONNREFUSED')) await once(child.stderr, 'data');
    expect(log).toMatch(/^worker: error: .*ECONNREFUSED 127\.0\.0\.1:\d+\n/);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(log).toMatch(/worker: ended\n$/);
    expect(log).not.toContain('secret');
  });

  it.skipIf(noRedis !== null)('ends with a sentence and code 2 where Redis wants a password', async () => {
    await using redis = await RedisServer.start(false);
    await tell(redis.url, 'CONFIG SET requirepass secret');
    const { code, stderr } = await runCommand(['worker', '--redis', redis.url, '--concurrency', '1']);
    expect(stderr).toContain(`parallel-profiler: Redis at ${redis.url} refused the connection: NOAUTH `);
    expect(code).toBe(2);
  });
});
