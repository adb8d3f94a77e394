import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { bundlerOf } from './bundler-names.ts';
import { fileKind, isInstalled } from './file-kinds.ts';

/** An import that a bundler answers without the code of a file: with a text, a path, or a module of its own. */
export interface StandIn {
  importer: string;
  specifier: string;
  /** The file that the import names; `null` for a marker. */
  path: string | null;
  kind: 'marker' | 'text' | 'path' | 'data' | 'styles' | 'worker' | 'unknown';
}

/** A stand-in as source text, for `import` and for `require`. */
export interface StandInCode {
  module: string;
  commonjs: string;
}

/** Packages without code, which only make a build fail that takes server code into the browser, or the reverse. */
const markers = new Set(['server-only', 'client-only']);

const styles = new Set(['.css', '.scss', '.sass', '.less', '.styl', '.pcss']);
const pictures =
  '.svg .png .jpg .jpeg .gif .webp .avif .ico .bmp .woff .woff2 .ttf .otf .eot .mp3 .mp4 .webm .ogg .wav .pdf';
const assets = new Set(pictures.split(' '));
/** Files that Node loads itself. */
const native = new Set(['', '.json', '.node', '.wasm']);

/** Returns whether an import only marks a file as server or client code. */
export function isMarker(specifier: string): boolean {
  return markers.has(specifier);
}

/**
 * Classifies an import of a file that is not code, or of code with a query that bundlers give a meaning.
 * https://vite.dev/guide/assets, https://webpack.js.org/guides/asset-modules
 * @returns `null` if Node and the module hooks load the file
 */
export function standInKind(specifier: string, path: string): StandIn['kind'] | null {
  const query = new Set((/\?(.*)$/.exec(specifier)?.[1] ?? '').split('&'));
  const extension = extname(path);
  if (query.has('raw')) return 'text';
  if (query.has('worker') || query.has('sharedworker')) return 'worker';
  if (query.has('url')) return 'path';
  if (query.has('inline')) return styles.has(extension) ? 'text' : 'data';
  if (fileKind(path) !== 'other' || native.has(extension)) return null;
  if (styles.has(extension)) return isInstalled(path) ? 'styles' : null;
  return assets.has(extension) ? 'path' : 'unknown';
}

/** Returns the code of a stand-in, which exports what the bundler would, or throws an explanation when it is used. */
export async function standInCode(standIn: StandIn, importerText: string): Promise<StandInCode> {
  const { kind, path } = standIn;
  switch (kind) {
    case 'marker':
      return { module: 'export {};', commonjs: '' };
    case 'styles':
      return asDefault('{}');
    case 'text':
      return asDefault(JSON.stringify(await readFile(path ?? '', 'utf8')));
    case 'path':
      return asDefault(JSON.stringify(path));
    case 'data': {
      const content = await readFile(path ?? '', 'base64');
      return asDefault(JSON.stringify(`data:application/octet-stream;base64,${content}`));
    }
    case 'worker':
    case 'unknown':
      return refusing(explain(standIn), namedImports(importerText, standIn.specifier));
  }
}

function asDefault(expression: string): StandInCode {
  return { module: `export default ${expression};`, commonjs: `module.exports = ${expression};` };
}

function explain({ importer, specifier, path, kind }: StandIn): string {
  const bundler = bundlerOf(importer);
  const away = 'move the function to a file without this import';
  if (kind === 'worker')
    return `"${specifier}" is a worker that ${bundler} builds; Node has no such import. Create it with new Worker(new URL(..., import.meta.url)), or ${away}.`;
  const files = extname(path ?? '');
  return `Node cannot import "${specifier}": ${bundler} turns ${files} files into modules during the build. Read the file with node:fs, or ${away}.`;
}

/** A module whose exports throw when they are used: loading alone must not fail, since the function may not need them. */
function refusing(message: string, names: readonly string[]): StandInCode {
  const lines = [
    'const refuse = (by) => {',
    `  const error = new Error(${JSON.stringify(message)});`,
    '  Error.captureStackTrace(error, by);',
    '  throw error;',
    '};',
    'const handler = {',
    ...['get', 'apply', 'construct', 'set', 'has'].map((trap) => `  ${trap}: () => refuse(handler.${trap}),`),
    '};',
    'const refused = new Proxy(function () {}, handler);',
  ];
  return {
    module: [...lines, 'export default refused;', ...names.map((name) => `export { refused as ${name} };`)].join('\n'),
    commonjs: [
      ...lines,
      `const names = { __esModule: true, ${['default', ...names].map((name) => `${name}: refused`).join(', ')} };`,
      'const ask = (target, key) => (key in target || typeof key === "symbol" ? target[key] : refuse(ask));',
      'module.exports = new Proxy(names, { get: ask });',
    ].join('\n'),
  };
}

/** Returns the names that a file imports from a module; an ES module is not linked without them. */
function namedImports(text: string, specifier: string): string[] {
  const clauses = /\b(?:import|export)\b(?!\s+type\b)([^'"`;]*?\{([^{}]*)\})\s*from\s*(['"])(.*?)\3/g;
  const names = new Set<string>();
  for (const [, , list = '', , from] of text.matchAll(clauses)) {
    if (from !== specifier) continue;
    for (const entry of list.split(',')) {
      const [, name] = /^\s*(?!type\s+[\w$])([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(entry) ?? [];
      if (name !== undefined && name !== 'default') names.add(name);
    }
  }
  return [...names];
}
