import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const dist = join(import.meta.dirname, '../../dist');

/** A copy of the command that lacks the package around it. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'internal-error-'));
  cpSync(join(dist, 'cli.mjs'), join(folder, 'dist/cli.mjs'));
  cpSync(join(dist, 'chunks'), join(folder, 'dist/chunks'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function runCopy(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(folder, 'dist/cli.mjs'), ...args], { encoding: 'utf8' });
}

describe('an internal error', () => {
  it('of a command exits with 2 and prints its stack', () => {
    const { status, stdout, stderr } = runCopy('--version');
    expect(stderr).toMatch(/^parallel-profiler: Internal error\..*\nError: ENOENT.*package\.json.*\n +at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('while the program is imported exits with 2', () => {
    const chunks = join(folder, 'dist/chunks');
    const program = readdirSync(chunks).filter((name) => name.startsWith('run-command-line-'));
    expect(program.length).toBeGreaterThan(0);
    for (const name of program) rmSync(join(chunks, name));
    const { status, stderr } = runCopy('--help');
    expect(stderr).toMatch(/^parallel-profiler: Internal error\..*\nError.*chunks/);
    expect(status).toBe(2);
  });
});

it.skipIf(process.platform !== 'linux')('a file that cannot be written is not an internal error', async () => {
  const { code, stderr } = await runCommand(['list', 'test/workspace/src/square.ts', '--out', '/dev/full']);
  expect(stderr).toMatch(/^parallel-profiler: --out expects a file that can be written, found "\/dev\/full": ENOSPC/);
  expect(code).toBe(2);
});
