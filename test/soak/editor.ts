// Part of `npm run soak`: cancels runs at random moments in an extension host, and profiles many times in it.
// `node test/soak/editor.ts --cancels 100 --runs 1000 --seed 7` repeats the choices of seed 7.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTests } from '../host/bundle-tests.ts';
import { findHost } from '../host/find-host.ts';

const { values: asked } = parseArgs({
  options: {
    cancels: { type: 'string', default: '100' },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const cancels = Number(asked.cancels);
const runs = Number(asked.runs);

/** Far more than either takes on a small machine. */
const START_MS = 300_000;
const CANCEL_MS = 15_000;
const RUN_MS = 10_000;

const root = join(import.meta.dirname, '../..');
const testModule = join(root, 'test-artifacts/extension-host/soak.cjs');
await bundleTests(join(root, 'test/soak/in-editor.ts'), testModule);
const folder = mkdtempSync(join(tmpdir(), 'soak-editor-'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
try {
  const host = await findHost();
  process.exitCode = await host.runExtensionTests({
    extensionFolder: root,
    testModule,
    folder,
    editorLog: join(root, 'test-artifacts/extension-host/soak.log'),
    environment: { PARALLEL_PROFILER_SOAK: JSON.stringify({ cancels, runs, seed: Number(asked.seed) }) },
    timeoutMs: START_MS + cancels * CANCEL_MS + runs * RUN_MS,
  });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
