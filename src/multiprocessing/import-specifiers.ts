const staticImport = /\b(?:from|import)(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(?:'([^'\\\n]+)'|"([^"\\\n]+)")/g;
const typeClause = /^(?:import|export)\s+type\b(?!\s+from\b|\s*,)/;

/**
 * The specifiers of a module's static imports and re-exports. The text is not parsed, so there may be more (from comments,
 * strings), never fewer: what follows from one has to be proven anyway.
 */
export function importSpecifiers(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(staticImport)) {
    const specifier = match[1] ?? match[2];
    const before = text.slice(Math.max(0, match.index - 2000), match.index + 6);
    const clause = before.slice(Math.max(before.lastIndexOf('import'), before.lastIndexOf('export')));
    if (specifier !== undefined && !typeClause.test(clause)) found.add(specifier);
  }
  return [...found];
}
