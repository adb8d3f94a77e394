import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const fixture = fileURLToPath(new URL('./fixtures/reaped.ts', import.meta.url));

// Windows has no shell, and none is needed there.
test.skipIf(process.platform === 'win32').each([
  ['a SIGKILL', 'SIGKILL', 1],
  ['the Ctrl-C of a terminal, which its whole process group gets', 'SIGINT', -1],
] as const)('after %s, the reaper kills the remaining children and no other process', async (_, signal, reach) => {
  const parent = spawn(process.execPath, [fixture], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe'],
  });
  const [struckOff, left] = [parent.stdio[3] as Readable, parent.stdio[4] as Readable];
  const pids = await Promise.all([firstLine(struckOff), firstLine(left)]);
  onTestFinished(() => {
    for (const pid of [parent.pid ?? 0, ...pids]) kill(pid);
  });
  // The children may be up before the parent has set its reaper.
  await firstLine(parent.stdio.at(5) as Readable);
  process.kill(reach * (parent.pid ?? 0), signal);
  // A pid would also count a child that only waits to be reaped; its output pipe has ended.
  await once(left.resume(), 'end');
  expect(struckOff.readableEnded).toBe(false);
  process.kill(pids[0], 'SIGKILL');
  await once(struckOff.resume(), 'end');
});

async function firstLine(stream: Readable): Promise<number> {
  const [line] = (await once(stream, 'data')) as [Buffer];
  stream.pause();
  return Number(line.toString());
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}
