import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Esbuild from 'esbuild';
import type { BuildFailure } from 'esbuild';
import { ProfileError } from './profile-error.ts';

export type { BuildOptions, Message, Metafile, Plugin } from 'esbuild';

let loaded: Promise<typeof Esbuild> | undefined;

/** Of an API whose process ended during the call, or before it. */
const STOPPED = /The service (was stopped|is no longer running)(?:: (.*))?/;

/**
 * Calls esbuild's API, which is loaded on first use, because listing and checking functions never need it. If its process
 * ended since the last call, it is started again, which the API does not do by itself.
 * @throws esbuild's BuildFailure for code that it rejects; an error with the code of the operating system, if any, when its
 * process cannot be started or is ended
 */
export async function callEsbuild<Result>(call: (api: typeof Esbuild) => Promise<Result>): Promise<Result> {
  loaded ??= import('esbuild');
  const api = await loaded;
  try {
    return await call(api);
  } catch (error) {
    const [, how, reason] = stoppedIn(error) ?? [];
    if (how === undefined) throw error;
    await api.stop();
    const code = /\bE[A-Z]{3,}$/.exec(reason ?? '')?.[0];
    // In both cases the call has not reached the process.
    if (how === 'is no longer running' || code === 'EPIPE') return await call(api);
    if (reason === undefined)
      throw new ProfileError(
        'load',
        'esbuild, the program that compiles the code, ended before it was done. Either the code nests too deeply for it, or another program or the system killed it. Split the deepest expression or block, or profile again.',
      );
    const message = `esbuild, the program that compiles the code, does not run: ${reason}`;
    throw Object.assign(new Error(message, { cause: error }), code !== undefined && { code, syscall: 'spawn' });
  }
}

function stoppedIn(error: unknown): RegExpExecArray | null {
  if (!(error instanceof Error)) return null;
  return STOPPED.exec(isBuildFailure(error) ? (error.errors[0]?.text ?? '') : error.message);
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
