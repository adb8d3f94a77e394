import { build, type Format } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Bundles the fixture of that format with the library in it. @returns the program, where there is no node_modules */
export async function bundleApp(format: Extract<Format, 'cjs' | 'esm'>, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `{ "type": "${format === 'esm' ? 'module' : 'commonjs'}" }\n`);
  await build({
    absWorkingDir: root,
    entryPoints: {
      app: `test/multiprocessing/fixtures/bundled/app.${format === 'esm' ? 'mjs' : 'cjs'}`,
      programs: 'parallel-profiler/programs',
    },
    outdir: folder,
    bundle: true,
    splitting: format === 'esm',
    platform: 'node',
    format,
    logLevel: 'error',
  });
  return join(folder, 'app.js');
}

/** The program's output on every version of Node. */
export const commonJsOutput = ['threads', 'processes'].map((kind) => ({
  kind,
  squares: [1, 4, 9],
  counter: 100,
  exitCode: 0,
}));
