import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('pools, shared objects and time limits work where the program replaces the timers', async () => {
  const program = join(import.meta.dirname, 'fixtures/replaced-timers.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  expect(stdout).toBe('3 TimeoutError\n3 TimeoutError\n');
});
