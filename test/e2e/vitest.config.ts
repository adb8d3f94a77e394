import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.e2e.ts'],
    // Each test waits for an editor, an engine and a machine that may be busy.
    testTimeout: 300_000,
    hookTimeout: 240_000,
    // A second is short for a command that loads a part of the extension first.
    expect: { poll: { timeout: 60_000 } },
    // Keys and clicks go to a real editor on a machine that may stall; what fails twice is broken.
    retry: 1,
    // Windows wait most of the time; what they measure is not what is tested here.
    maxWorkers: 2,
  },
});
