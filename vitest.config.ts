import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The editor's own module exists only inside of it.
    alias: { vscode: join(import.meta.dirname, 'test/extension/editor.ts') },
    exclude: ['test/e2e/**', 'test/extension-host/**', 'test/workspace/**', '**/node_modules/**'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Engine tests start several processes each; more files at once than cores would only make them wait.
    maxWorkers: 2,
  },
});
