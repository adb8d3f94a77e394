import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/versions/*.test.ts'],
    globalSetup: ['test/build-once.ts', 'test/install-nodes.ts'],
    testTimeout: 120_000,
    // What is measured has the machine to itself.
    fileParallelism: false,
  },
});
