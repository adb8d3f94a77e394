/** Imports and exports of a module, as esbuild prints them. */
export interface Bindings {
  /** Exported names, except through `export * from`. */
  exports: Set<string>;
  /** Specifiers of `export * from`. */
  stars: string[];
  imports: { specifier: string; names: string[] }[];
  /** Imported names whose values the code uses, with their specifiers. */
  uses: { specifier: string; name: string }[];
}

/** Reads the imports and exports of an ES module that esbuild has printed. */
export function readBindings(text: string): Bindings {
  const bindings: Bindings = { exports: new Set(), stars: [], imports: [], uses: [] };
  const statements = /^(import|export) (?:[\w$]+, )?\{([^{}]*)\}(?: from "([^"\n]+)")?/gm;
  const rest = text.replace(statements, '');
  for (const [, keyword, list = '', specifier] of text.matchAll(statements)) {
    const pairs = list.split(',').map((entry) => entry.trim().split(/\s+as\s+/));
    const named = pairs.filter(([name]) => name !== undefined && /^[\p{ID_Start}$_]/u.test(name));
    if (keyword === 'export') for (const pair of named) bindings.exports.add(pair.at(-1) ?? '');
    if (specifier === undefined) continue;
    bindings.imports.push({ specifier, names: named.map(([name = '']) => name) });
    if (keyword === 'import')
      for (const pair of named)
        if (hasWord(rest, pair.at(-1) ?? '')) bindings.uses.push({ specifier, name: pair[0] ?? '' });
  }
  for (const [, name, specifier = ''] of text.matchAll(/^export \* (?:as ([\w$]+) )?from "([^"\n]+)"/gm)) {
    if (name === undefined) bindings.stars.push(specifier);
    else bindings.exports.add(name);
  }
  return bindings;
}

/** Reads the imports and exports of a CommonJS module that esbuild has made of an ES module; `null` for other code. */
export function readCommonjsBindings(text: string): Bindings | null {
  const list = /^__export\(\w+, \{\n([^}]*)\}\);/m.exec(text)?.[1];
  const isMade = text.includes('__toCommonJS(');
  if (!isMade) return null;
  const exports = [...(list ?? '').matchAll(/^\s+"?([^":\s]+)"?: \(\) =>/gm)].map(([, name = '']) => name);
  const stars = [...text.matchAll(/^__reExport\(\w+, require\("([^"\n]+)"\)/gm)].map(([, specifier = '']) => specifier);
  const uses: Bindings['uses'] = [];
  const imported = /^var (import_\w+) = (?:__toESM\()?require\("([^"\n]+)"\)/gm;
  for (const [, variable = '', specifier = ''] of text.matchAll(imported))
    for (const [, name = ''] of text.matchAll(new RegExp(`\\b${variable}\\.([\\w$]+)`, 'g')))
      uses.push({ specifier, name });
  return { exports: new Set(exports), stars, imports: [], uses };
}

/** Returns whether a text has a name as a word. */
export function hasWord(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`).test(text);
}
