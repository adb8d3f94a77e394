import { basename } from 'node:path';
import { closest } from '../report/closest.ts';
import { fileKind } from './file-kinds.ts';
import { LoadError } from './load-error.ts';
import { showLocation } from './message-location.ts';
import { hasWord, readBindings, readCommonjsBindings, type Bindings } from './module-bindings.ts';
import type { ModuleGraph } from './walk-graph.ts';

interface MissingExport {
  importer: string;
  specifier: string;
  name: string;
  path: string;
  exported: string[];
}

const mostNames = 6;

/**
 * Checks that the files export the values that others import from them and use. Transpiled one by one, such a name would
 * silently be `undefined`.
 * @param code modules by path, as esbuild prints them
 * @throws LoadError for the first name that a file certainly does not export
 */
export function checkExports(code: ReadonlyMap<string, string>, graph: ModuleGraph, target: string): void {
  const missing = findMissing(code, graph);
  if (!missing) return;
  const { importer, specifier, name, path, exported } = missing;
  const text = graph.files.get(importer)?.contents ?? '';
  const at = placeOf(text, name, specifier);
  const lines = text.slice(0, at).split('\n');
  const location = { file: importer, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  const lineText = text.split('\n')[lines.length - 1] ?? '';
  const meant = closest(name, exported);
  const isPrivate = hasWord(graph.files.get(path)?.contents ?? '', name);
  const names = exported.slice(0, mostNames).join(', ') + (exported.length > mostNames ? ', ...' : '');
  const file = basename(path);
  const has = exported.length === 0 ? 'exports no values' : `exports ${names}`;
  const advice = isPrivate
    ? `Export ${name} there.`
    : meant === null
      ? 'Correct the import, or export the name.'
      : `Did you mean ${meant}?`;
  throw new LoadError(
    'load',
    `${showLocation(`Cannot load ${target}: "${specifier}" has no export named ${name}`, location, lineText)}\n` +
      `The import leads to ${path}. ${file} ${isPrivate ? `has ${name} but does not export it` : has}. ${advice}`,
    location,
  );
}

function findMissing(code: ReadonlyMap<string, string>, { files, edges }: ModuleGraph): MissingExport | null {
  const bindings = new Map<string, Bindings>();
  for (const [path, text] of code) {
    const read = readCommonjsBindings(text) ?? (/^(import|export)\b/m.test(text) ? readBindings(text) : null);
    if (read) bindings.set(path, read);
  }
  const paths = new Map(edges.map(({ importer, specifier, path }) => [`${importer}\n${specifier}`, path]));
  const resolve = (importer: string, specifier: string): string => paths.get(`${importer}\n${specifier}`) ?? '';

  /** Whether a file has no such name at all, not even that of a type, or keeps it to itself. */
  const lacks = (path: string, name: string, seen: Set<string>): boolean => {
    const module = bindings.get(path);
    const source = files.get(path)?.contents;
    if (!module || source === undefined || fileKind(path) !== 'typescript' || module.exports.has(name)) return false;
    if (hasWord(source, name) && !isPrivateValue(source, name)) return false;
    if (seen.has(path)) return true;
    seen.add(path);
    return module.stars.every((specifier) => lacks(resolve(path, specifier), name, seen));
  };
  for (const [importer, { uses }] of bindings)
    for (const { specifier, name } of uses) {
      const path = resolve(importer, specifier);
      if (name === 'default' || !lacks(path, name, new Set())) continue;
      const exported = [...(bindings.get(path)?.exports ?? [])].filter((each) => each !== '$type');
      return { importer, specifier, name, path, exported };
    }
  return null;
}

/** Whether a file declares a value of this name and exports nothing of it, as far as the text shows. */
function isPrivateValue(source: string, name: string): boolean {
  const escaped = name.replaceAll('$', String.raw`\$`);
  const has = (pattern: string): boolean => new RegExp(pattern.replace('NAME', escaped), 'm').test(source);
  return (
    has(String.raw`^(?:async )?(?:function\*?|const|let|var|class|enum)\s+NAME(?![\w$])`) &&
    !has(String.raw`\b(?:type|interface|namespace|module)\s+NAME(?![\w$])`) &&
    !has(
      String.raw`\b(?:export|declare)\s+(?:declare\s+|async\s+|abstract\s+)*\w+\*?\s*(?:[{[][^=]*)?(?<![\w$])NAME(?![\w$])`,
    ) &&
    !has(String.raw`\bexport\s+(?:type\s+)?\{[^}]*(?<![\w$])NAME(?![\w$])`)
  );
}

/** The offset of an imported name; that of the specifier if the text writes the import in another way. */
function placeOf(text: string, name: string, specifier: string): number {
  for (const { 0: statement, index } of text.matchAll(/\bimport\b[^;'"]*?from\s*['"]([^'"\n]+)['"]/g)) {
    if (!statement.slice(0, -1).endsWith(specifier)) continue;
    const at = new RegExp(`(?<![\\w$])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`).exec(statement);
    if (at) return index + at.index;
  }
  return Math.max(0, text.indexOf(specifier));
}
