/** Bundles the tests of test/extension-host and runs them inside a real extension host. */
import { join } from 'node:path';
import { bundleTests } from './host/bundle-tests.ts';
import { findHost } from './host/find-host.ts';

const root = join(import.meta.dirname, '..');
const testModule = join(root, 'test-artifacts/extension-host/index.cjs');

await bundleTests(join(root, 'test/extension-host/index.ts'), testModule, ['mocha']);
const host = await findHost();
process.exitCode = await host.runExtensionTests({
  extensionFolder: root,
  testModule,
  folder: join(root, 'test/workspace'),
  editorLog: join(root, 'test-artifacts/extension-host/editor.log'),
  environment: {
    PARALLEL_PROFILER_RESULTS:
      process.env['PARALLEL_PROFILER_RESULTS'] ?? join(root, 'test-artifacts/results/extension-host.json'),
  },
});
