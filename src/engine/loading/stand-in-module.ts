import { extname } from 'node:path';

/** The exports of a file that can be read from its text. */
interface ExportNames {
  names: string[];
  /** Specifiers whose names are re-exported. */
  from: string[];
}

const ownNames = new Set(['default', '__esModule']);

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const styles = new Set(['.css', '.scss', '.sass', '.less', '.styl', '.pcss']);
const pictures = new Set(
  ['.svg', '.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif', '.ico'].concat([
    '.woff',
    '.woff2',
    '.ttf',
    '.otf',
    '.eot',
  ]),
);

/**
 * Returns an ES module that re-exports a CommonJS module. Node would read the export names from the file on disk, which
 * fails for TypeScript. If given the code, Node would pass the module a `require` without `require.cache`.
 */
export function standInForCommonjs(path: string, exports: readonly string[]): string {
  const lines = [
    `import { createRequire as $createRequire } from 'node:module';`,
    `const $module = $createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default $module;`,
    ...exports.flatMap((name, index) => [
      `const $${index} = $module[${JSON.stringify(name)}];`,
      `export { $${index} as ${name} };`,
    ]),
  ];
  return lines.join('\n');
}

/**
 * Returns a module that runs a CommonJS file as the program, so that `require.main === module` is true in that file
 * only.
 */
export function standInForProgram(path: string): string {
  return `import Module from 'node:module';\nModule._load(${JSON.stringify(path)}, null, true);`;
}

/** Returns a module for a JSON file imported without `with { type: 'json' }`, which bundlers allow. */
export function standInForJson(text: string): string {
  const value: unknown = JSON.parse(text);
  const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const lines = names
    .filter((name) => identifier.test(name) && name !== 'default')
    .flatMap((name, index) => [
      `const $${index} = $json[${JSON.stringify(name)}];`,
      `export { $${index} as ${name} };`,
    ]);
  // A string, because in an object literal `__proto__` would set the prototype.
  return [`const $json = JSON.parse(${JSON.stringify(text)});`, 'export default $json;', ...lines].join('\n');
}

/** Returns the module that bundlers generate for a style sheet or an image; `null` for other files. */
export function assetOf(path: string): unknown {
  const extension = extname(path);
  if (styles.has(extension)) return {};
  return pictures.has(extension) ? path : null;
}

/**
 * Reads a module's export names from its JavaScript as printed by esbuild; handwritten CommonJS commonly looks the
 * same. Node would read the file on disk, which is TypeScript here.
 */
export function readExportNames(code: string): ExportNames {
  const names = new Set<string>();
  const lists = /^\s*(?:(?:0 && \()?module\.exports = |export )\{([^{}]*)\}/gm;
  for (const [, list = ''] of code.matchAll(lists)) {
    for (const entry of list.split(',')) names.add(nameOf(entry));
  }
  const single =
    /\b(?:module\.)?exports\.([\p{ID_Start}$_][\p{ID_Continue}$]*) = |defineProperty\(exports, "([^"]+)"/gu;
  for (const [, assigned, defined] of code.matchAll(single)) names.add(assigned ?? defined ?? '');
  const whole = /(?:__reExport\(\w+, |^\s*module\.exports = )require\("([^"]+)"\)|^\s*export \* from "([^"]+)"/gm;
  const from = [...code.matchAll(whole)].map(([, required, exported]) => required ?? exported ?? '');
  return { names: [...names].filter((name) => identifier.test(name) && !ownNames.has(name)), from };
}

/** Returns the name in an entry: `a`, `a: b` in an object, or `b as a` in an export. */
function nameOf(entry: string): string {
  const [, renamed] = entry.split(/\bas\b/);
  return (renamed ?? entry.split(':')[0] ?? '').trim();
}
