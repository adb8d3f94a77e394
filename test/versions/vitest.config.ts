import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/versions/*.test.ts'],
    globalSetup: ['test/build-once.ts', 'test/install-nodes.ts'],
    testTimeout: 120_000,
    // Steps that measure have the machine to themselves.
    fileParallelism: false,
  },
});
