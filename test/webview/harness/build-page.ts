import { build } from 'esbuild';
import { join } from 'node:path';

interface BuiltPage {
  script: string;
  style: string;
}

let built: Promise<BuiltPage> | null = null;

/** The page's script and stylesheet, built once as they ship but kept in memory. */
export function buildPage(): Promise<BuiltPage> {
  return (built ??= bundlePage());
}

async function bundlePage(): Promise<BuiltPage> {
  const result = await build({
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
    const file = result.outputFiles.find(({ path }) => path.endsWith(extension));
    if (!file) throw new Error(`Expected the build of webview/main.ts to give a ${extension} file, found none.`);
    return file.text;
  };
  return { script: find('.js'), style: find('.css') };
}
