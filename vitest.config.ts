import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * The tests start more than a thousand Node processes and threads, most of which load the library from its sources.
 * Removing the types and compiling them is half of what those cost: all of them share the outcome. Node looks at the
 * source before it uses an entry.
 */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/**
 * Most of these processes end before their young generation has grown, and a machine spends more time on handing out fresh
 * memory than on collecting little of it. The engine, which measures, ignores the variable.
 */
process.env['NODE_OPTIONS'] ??= '--max-semi-space-size=4';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The editor's own module exists only inside of it.
    alias: { vscode: join(import.meta.dirname, 'test/extension/editor.ts') },
    exclude: ['test/{e2e,extension-host,versions,workspace}/**', '**/node_modules/**'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // No file leaves anything behind that another would see, and loading the compiler anew for each takes minutes.
    isolate: false,
    // Many tests wait for processes and threads rather than for a core; far more files than cores would starve those. With
    // four at a time the whole takes as long.
    maxWorkers: 3,
  },
});
