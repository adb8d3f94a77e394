import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kinds } from '../kinds.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url));

describe.each(kinds)('programs with children in %s', (kind) => {
  test('five processes print, are joined, and the program ends', () => {
    const { stdout, status } = spawnSync(process.execPath, [fixture('print-workers'), kind], { encoding: 'utf8' });
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 5).sort()).toEqual(['Worker: 0', 'Worker: 1', 'Worker: 2', 'Worker: 3', 'Worker: 4']);
    expect(lines[5]).toBe('joined 0,0,0,0,0');
    expect(status).toBe(0);
  });

  test('a module that starts a child on load gets an error that names the guard, and no grandchild', () => {
    const { stdout, stderr } = spawnSync(process.execPath, [fixture('unguarded-process'), kind], { encoding: 'utf8' });
    expect(stdout).toBe('exit code 1\n');
    expect(stderr).toContain('if (isMain)');
    expect(stderr.match(/was started while a child was loading/g)).toHaveLength(1);
  });
});

describe('a daemon in an endless loop does not outlive its parent', () => {
  test('that ends', async () => {
    const { stdout, status } = spawnSync(process.execPath, [fixture('daemon-parent'), 'end'], { encoding: 'utf8' });
    expect(status).toBe(0);
    await expectGone(Number(stdout));
  });

  test('that is killed', async () => {
    const parent = spawn(process.execPath, [fixture('daemon-parent'), 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
    // The child's watch runs from the moment it has started.
    await sleep(2000);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expectGone(pid);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process: that is the answer.
    return false;
  }
}

async function expectGone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1);
  const deadline = performance.now() + 5000;
  while (isRunning(pid) && performance.now() < deadline) await sleep(50);
  expect(isRunning(pid)).toBe(false);
}
