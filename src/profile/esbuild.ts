import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Esbuild from 'esbuild';
import type { BuildFailure } from 'esbuild';

export type { BuildOptions, Message, Metafile, Plugin } from 'esbuild';

let loaded: Promise<typeof Esbuild> | undefined;

/** Returns esbuild's API. Loaded on first use, because listing and checking functions never need it. */
export function loadEsbuild(): Promise<typeof Esbuild> {
  loaded ??= import('esbuild');
  return loaded;
}

/** Returns whether esbuild rejected the code, as opposed to a failure of esbuild itself. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/**
 * Returns the absolute path of esbuild's native program, which runs synchronously and without the API. Returns `null`
 * if only the WebAssembly build or a script that starts the program is installed.
 */
export function esbuildProgram(): string | null {
  const override = process.env['ESBUILD_BINARY_PATH'];
  if (override !== undefined && existsSync(override)) return override;
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    // The platform package is a dependency of esbuild, so a strict layout (pnpm) exposes it only to esbuild.
    const esbuild = createRequire(import.meta.url).resolve('esbuild');
    const manifest = createRequire(esbuild).resolve(`@esbuild/${process.platform}-${process.arch}/package.json`);
    const path = join(dirname(manifest), program);
    return existsSync(path) ? path : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
