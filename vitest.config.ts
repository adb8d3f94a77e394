import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/extension-host/**', 'test/workspace/**', '**/node_modules/**'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Engine tests start several processes each; more files at once than cores would only make them wait.
    maxWorkers: 2,
  },
});
