import { build } from 'esbuild';
import { join } from 'node:path';

/** The page's script and stylesheet, built as they ship but kept in memory. */
export async function buildPage(): Promise<{ script: string; style: string }> {
  const built = await build({
    entryPoints: { panel: join(import.meta.dirname, '../../../webview/main.ts') },
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    outdir: 'unused',
    write: false,
    logLevel: 'warning',
  });
  const find = (extension: string): string => {
    const file = built.outputFiles.find(({ path }) => path.endsWith(extension));
    if (!file) throw new Error(`Expected the build of webview/main.ts to give a ${extension} file, found none.`);
    return file.text;
  };
  return { script: find('.js'), style: find('.css') };
}
