import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/versions/*.test.ts'],
    globalSetup: ['test/build-once.ts', 'test/install-nodes.ts'],
    testTimeout: 120_000,
    // The command mostly computes, the library mostly waits for processes to start.
    maxWorkers: 2,
  },
});
