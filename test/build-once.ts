import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The tests run what ships: the programs in dist/, built once before the first test. */
export default function buildOnce(): void {
  if (process.env['PARALLEL_PROFILER_NO_BUILD'] === '1') return;
  const root = join(import.meta.dirname, '..');
  execFileSync(process.execPath, [join(root, 'esbuild.config.mjs')], { cwd: root, stdio: 'inherit' });
}
