/** Text that may name a module without importing it. A template is skipped with the code in it. */
const skipped = [
  /\/\*[^]*?\*\//,
  /\/\/[^\n]*/,
  /`(?:\\[^]|[^\\`])*`/,
  /'(?:\\[^]|[^'\\\n])*'/,
  /"(?:\\[^]|[^"\\\n])*"/,
  // A regular expression, which may hold quotes: a slash where no value has ended.
  /(?<=(?:^|[(,=:[!&|?{};+\-*%~^<>\n]|\b(?:return|typeof|case|in|of|void|throw|else|yield|await))[ \t]*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//,
];
const staticImport =
  /\b(?:from|import)(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(?:'(?<single>[^'\\\n]+)'|"(?<double>[^"\\\n]+)")/;
const token = new RegExp([staticImport, ...skipped].map(({ source }) => source).join('|'), 'g');
const typeClause = /^(?:import|export)\s+type\b(?!\s+from\b|\s*,)/;

/**
 * The specifiers of a module's static imports and re-exports. The text is read token by token but not parsed: what follows
 * from a specifier has to be proven anyway.
 */
export function importSpecifiers(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(token)) {
    const specifier = match.groups?.['single'] ?? match.groups?.['double'];
    if (specifier === undefined) continue;
    const before = text.slice(Math.max(0, match.index - 2000), match.index + 6);
    const clause = before.slice(Math.max(before.lastIndexOf('import'), before.lastIndexOf('export')));
    if (!typeClause.test(clause)) found.add(specifier);
  }
  return [...found];
}
