// Builds everything that ships into dist/. `--watch` keeps building.
import { build, context } from 'esbuild';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { validatorSource } from './schema/make-validator.mjs';
import { folderOf, noticesFor } from './third-party-notices.mjs';

const watch = process.argv.includes('--watch');
const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const library = 'src/multiprocessing/index.ts';
const typescriptFolder = join(root, 'node_modules/typescript/lib');

/**
 * TypeScript is one file next to the bundles: loaded only by code that analyses, and only once on disk. It is required
 * as it is. A copy of its 2,500 exports for each of the 90 files that import it takes longer than loading it, and so
 * does Node's search for the export names of CommonJS.
 */
const typescriptAt = (path) => ({
  name: 'typescript-at',
  setup(b) {
    b.onResolve({ filter: /^typescript$/ }, () => ({ path, namespace: 'typescript-at' }));
    b.onResolve({ filter: /typescript\.cjs$/, namespace: 'typescript-at' }, () => ({ path, external: true }));
    b.onLoad({ filter: /./, namespace: 'typescript-at' }, () => ({
      contents:
        b.initialOptions.format === 'cjs'
          ? `export default require('${path}');`
          : `import { createRequire } from 'node:module'; export default createRequire(import.meta.url)('${path}');`,
    }));
  },
});
const typescriptBeside = typescriptAt('./typescript.cjs');

const extension = 'src/extension/extension.ts';

/**
 * Lets every lazily imported module import the extension's entry, which is loaded by then. What they share with it is
 * therefore one chunk; esbuild would make one for each combination, and each costs activation 0.4 ms.
 */
const oneSharedChunk = {
  name: 'one-shared-chunk',
  setup(b) {
    b.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import'
        ? { path: relative(root, join(resolveDir, path)).replaceAll('\\', '/'), namespace: 'lazy' }
        : undefined,
    );
    b.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: `import './${extension}';\nexport * from './${path}';`,
      resolveDir: root,
    }));
  },
};

/** Settings that every bundle for Node shares. */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  outdir: join(root, 'dist'),
  sourcemap: true,
  logLevel: 'warning',
  external: ['vscode', 'esbuild', 'vitest'],
  // Of jsonc-parser's two builds, only the ES modules can be bundled.
  mainFields: ['module', 'main'],
  plugins: [typescriptBeside],
  absWorkingDir: root,
};

/** The programs for bundlers leave the library to the bundler, so that a bundle has it once. */
const libraryByName = {
  name: 'library-by-name',
  setup(b) {
    b.onResolve({ filter: /^\.\/index\.ts$/ }, ({ importer }) =>
      importer.endsWith('programs.ts') ? { path: 'parallel-profiler', external: true } : undefined,
    );
  },
};

/**
 * `bullmq.mjs` imports pools, and the classes that users compare by identity, from the library: a future of its executor is
 * one for `asCompleted`, and its errors are those of the main entry.
 */
const sharedClasses = {
  name: 'shared-classes',
  setup(b) {
    b.onResolve({ filter: /\b(future|pool|errors)\.ts$/ }, ({ path, resolveDir }) => {
      const file = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
      return /^src\/multiprocessing\/(pool\/(future|pool)|(wire|sync)\/errors)\.ts$/.test(file)
        ? { path: './multiprocessing.mjs', external: true }
        : undefined;
    });
  },
};

/**
 * `multiprocessing.mjs`: the names of `multiprocessing.cjs` for `import`, so that a program that also has `require` of
 * the package, and the workers of both, share one set of classes.
 */
const namedExports = {
  name: 'named-exports',
  setup(b) {
    b.initialOptions.metafile = true;
    b.onEnd(({ metafile }) => {
      const bundle = Object.values(metafile?.outputs ?? {}).find(({ entryPoint }) => entryPoint === library);
      if (bundle === undefined) return;
      // Through require: for `import` of CommonJS, Node 20 takes 40 ms to look for the names of its exports.
      const lines = [
        "import { createRequire } from 'node:module';",
        "const library = createRequire(import.meta.url)('./multiprocessing.cjs');",
        `export const {\n  ${bundle.exports.join(',\n  ')},\n} = library;`,
      ];
      writeFileSync(join(root, 'dist/multiprocessing.mjs'), `${lines.join('\n')}\n`);
    });
  },
};

const entries = (points) =>
  Object.fromEntries(Object.entries(points).filter(([, file]) => existsSync(join(root, file))));

const builds = [
  {
    ...node,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    // The chunks import it, from their own folder.
    plugins: [typescriptAt('../typescript.cjs')],
    entryPoints: entries({ cli: 'src/cli/main.ts' }),
  },
  {
    ...node,
    format: 'esm',
    splitting: true,
    chunkNames: 'extension/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    plugins: [typescriptBeside, oneSharedChunk],
    entryPoints: entries({ extension }),
  },
  {
    ...node,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [typescriptBeside, namedExports],
    entryPoints: entries({
      engine: 'src/engine/main.ts',
      'strategy-host': 'src/engine/host/strategy-host.ts',
      'module-hooks': 'src/engine/loading/module-hooks.ts',
      'target-module': 'src/engine/host/target-module.ts',
      'inputs-recorder': 'src/engine/recording/inputs-recorder.ts',
      'script-watch': 'src/engine/script/script-watch.ts',
      vitest: 'src/vitest/index.ts',
      'queue-task': 'src/multiprocessing/bullmq/queue-task.ts',
      'queue-probe-task': 'src/engine/farm/probe-task.ts',
      // For bundlers, which can neither follow createRequire nor always turn require into import.
      'multiprocessing.bundle': library,
      'process-child': 'src/multiprocessing/process/entry.ts',
      'parent-watch': 'src/multiprocessing/process/parent-watch.ts',
      'shared-server': 'src/multiprocessing/sync/server-entry.ts',
      'shared-bridge': 'src/multiprocessing/sync/bridge-entry.ts',
      'manager-server': 'src/multiprocessing/sync/manager-entry.ts',
    }),
  },
  {
    ...node,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [sharedClasses],
    entryPoints: entries({
      bullmq: 'src/multiprocessing/bullmq/index.ts',
      'queue-worker': 'src/engine/farm/queue-worker.ts',
    }),
  },
  {
    ...node,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [libraryByName],
    entryPoints: entries({ programs: 'src/multiprocessing/programs.ts' }),
  },
  {
    ...node,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [typescriptBeside],
    // CommonJS has no import.meta; the library finds its programs by its url.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "'use strict'; const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    entryPoints: entries({
      'analysis-server': 'src/analysis/server.ts',
      'analysis-process': 'src/analysis/process-entry.ts',
      // Loaded with --require, which starts earlier than --import.
      'script-recorder': 'src/recorder/main.ts',
      multiprocessing: library,
      // A worker whose program is CommonJS starts several milliseconds earlier.
      'thread-worker': 'src/multiprocessing/worker/thread-entry.ts',
      'process-worker': 'src/multiprocessing/worker/process-entry.ts',
    }),
  },
  {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    sourcemap: false,
    logLevel: 'warning',
    outdir: join(root, 'dist'),
    absWorkingDir: root,
    entryPoints: entries({ panel: 'webview/main.ts' }),
  },
].filter((options) => Object.keys(options.entryPoints).length > 0);

/** The compiler with its library declarations, rebuilt only when it changed. */
async function buildTypescript() {
  const out = join(root, 'dist/typescript.cjs');
  const version = JSON.parse(readFileSync(join(typescriptFolder, '../package.json'), 'utf8')).version;
  if (existsSync(out) && statSync(out).mtimeMs > statSync(join(typescriptFolder, 'typescript.js')).mtimeMs)
    return version;
  await build({
    entryPoints: [join(typescriptFolder, 'typescript.js')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    outfile: out,
    logLevel: 'error',
  });
  for (const file of readdirSync(typescriptFolder)) {
    if (/^lib\..*\.d\.ts$/.test(file) || file === 'lib.d.ts')
      copyFileSync(join(typescriptFolder, file), join(root, 'dist', file));
  }
  return version;
}

/** The program that checks reports. */
async function buildValidator() {
  const schema = JSON.parse(readFileSync(join(root, 'schema/report.schema.json'), 'utf8'));
  return await build({
    metafile: true,
    absWorkingDir: root,
    stdin: { contents: validatorSource(schema), resolveDir: root },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    outfile: join(root, 'dist/report-validator.mjs'),
    logLevel: 'warning',
  });
}

/** The functions that the walkthrough opens, a part of the demo workspace, as a project of their own. */
function copyDemo() {
  const out = join(root, 'dist/demo');
  mkdirSync(out, { recursive: true });
  for (const name of ['mandelbrot', 'monte-carlo', 'word-frequencies', 'module-state', 'range', 'random-numbers'])
    copyFileSync(join(root, 'test/workspace/src', `${name}.ts`), join(out, `${name}.ts`));
  const compilerOptions = { target: 'es2023', module: 'nodenext', allowImportingTsExtensions: true, noEmit: true };
  writeFileSync(
    join(out, 'tsconfig.json'),
    `${JSON.stringify({ compilerOptions: { ...compilerOptions, strict: true } })}\n`,
  );
  writeFileSync(join(out, 'package.json'), '{ "private": true, "type": "module" }\n');
}

mkdirSync(join(root, 'dist'), { recursive: true });
copyDemo();
for (const folder of ['chunks', 'extension']) rmSync(join(root, 'dist', folder), { recursive: true, force: true });
await buildTypescript();
const validator = await buildValidator();
if (watch) {
  for (const options of builds) await (await context(options)).watch();
  console.log('watching');
} else {
  const built = await Promise.all(builds.map((options) => build({ ...options, metafile: true })));
  const bundled = [validator, ...built].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const compiler = 'node_modules/typescript/lib/typescript.js';
  const notices = noticesFor(root, [...bundled, ...vendored(), compiler]);
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices);
}

/** Packages that others contain since they were published, as far as they are installed. */
function vendored() {
  const maps = readdirSync(join(root, 'dist'), { recursive: true }).filter((file) => file.endsWith('.map'));
  return maps
    .flatMap((map) => JSON.parse(readFileSync(join(root, 'dist', map), 'utf8')).sources)
    .map((source) => folderOf(source).replace(/^.*node_modules\//, 'node_modules/'))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}
