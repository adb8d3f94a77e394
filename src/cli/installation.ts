import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Programs } from '../profile/profile.ts';

/** Where the parts of the program lie; only `main.ts` knows, from its own place. */
export interface Installation {
  programs: Programs;
  analysisServer: string;
  /** The panel's page, for the HTML report. */
  panel: { script: string; css: string };
  packageFile: string;
  /** JSON Schema of a report. */
  reportSchema: string;
}

/** The programs in the folder of `cli.mjs`. */
export function installationIn(folder: string): Installation {
  return {
    programs: {
      engine: join(folder, 'engine.mjs'),
      strategyHost: join(folder, 'strategy-host.mjs'),
      moduleHooks: join(folder, 'module-hooks.mjs'),
      targetModule: join(folder, 'target-module.mjs'),
      threadWorker: join(folder, 'thread-worker.cjs'),
      processWorker: join(folder, 'process-worker.cjs'),
    },
    analysisServer: join(folder, 'analysis-server.cjs'),
    panel: { script: join(folder, 'panel.js'), css: join(folder, 'panel.css') },
    packageFile: join(folder, '../package.json'),
    reportSchema: join(folder, '../schema/report.schema.json'),
  };
}

/** The version of the package that these parts belong to. */
export function readVersion({ packageFile }: Installation): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return version;
}

/** Where this system keeps what can be made again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = process.env;
  if (process.platform === 'win32') return join(local === '' ? homedir() : local, 'parallel-profiler', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'parallel-profiler');
  return join(xdg === '' ? join(homedir(), '.cache') : xdg, 'parallel-profiler');
}

/** Keeps compiled code for the next start. */
export function compileCache(): string {
  return join(cacheFolder(), 'compiled');
}
