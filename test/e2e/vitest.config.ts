import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.e2e.ts'],
    // Each test waits for an editor, an engine and a machine that may be busy.
    testTimeout: 300_000,
    hookTimeout: 240_000,
    // One window at a time: the runs measure.
    fileParallelism: false,
  },
});
