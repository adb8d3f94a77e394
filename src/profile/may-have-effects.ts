import type { ModuleGraph } from './walk-graph.ts';

/** Built-in modules that reach nothing outside of the process. */
const harmless = new Set([
  ...['assert', 'assert/strict', 'async_hooks', 'buffer', 'constants', 'crypto', 'diagnostics_channel', 'events', 'os'],
  ...['path', 'path/posix', 'path/win32', 'perf_hooks', 'punycode', 'querystring', 'stream', 'stream/promises'],
  ...['stream/web', 'string_decoder', 'timers', 'timers/promises', 'url', 'util', 'util/types', 'zlib'],
]);

/** Globals with side effects, and ways to load modules that imports do not show. */
const reaching =
  /\b(?:fetch|WebSocket|EventSource|getBuiltinModule|dlopen|writeReport)\b|\b(?:eval|Function)\s*\(|\bprocess\s*\.\s*(?:binding|kill)\b|\brequire\b(?!\s*\(\s*['"])|\bimport\s*\(\s*(?!['"])/;

/**
 * Returns whether code could write files, start programs or connect: if it imports an installed package, a built-in module
 * that can, or anything by a computed name. Errs towards yes; this is no protection against code that hides it.
 */
export function mayHaveEffects({ files, edges, builtins }: Pick<ModuleGraph, 'files' | 'edges' | 'builtins'>): boolean {
  return (
    [...builtins].some((specifier) => !harmless.has(specifier.replace(/^node:/, ''))) ||
    edges.some(({ path }) => path === null || !(files.has(path) || path.endsWith('.json'))) ||
    [...files.values()].some(({ contents }) => reaching.test(contents))
  );
}
