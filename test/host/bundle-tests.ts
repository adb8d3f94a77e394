import { build } from 'esbuild';

/**
 * Bundles a module that runs inside an extension host.
 * @param external packages that are there already, besides the editor's own module
 */
export async function bundleTests(entry: string, outfile: string, external: readonly string[] = []): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', ...external],
    logLevel: 'warning',
  });
}
