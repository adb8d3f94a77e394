const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The exports of a file that its text shows. */
export interface ExportNames {
  names: string[];
  /** Specifiers whose names it hands out as well. */
  from: string[];
}

/**
 * Reads the names that a module hands out off its JavaScript as esbuild prints it; common forms of handwritten CommonJS
 * look the same. Node does this for the file on disk, which is TypeScript here.
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

const ownNames = new Set(['default', '__esModule']);

/** `a`, `a: b` in an object, `b as a` in an export. */
function nameOf(entry: string): string {
  const [, renamed] = entry.split(/\bas\b/);
  return (renamed ?? entry.split(':')[0] ?? '').trim();
}
