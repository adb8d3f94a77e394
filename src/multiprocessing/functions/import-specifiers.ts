/** Text that may contain a specifier that is not imported. A template is skipped including its expressions. */
const skipped = [
  /\/\*[^]*?\*\//,
  /\/\/[^\n]*/,
  /`(?:\\[^]|[^\\`])*`/,
  /'(?:\\[^]|[^'\\\n])*'/,
  /"(?:\\[^]|[^"\\\n])*"/,
  // A regular expression, which may contain quotes: a slash that does not follow a value.
  /(?<=(?:^|[(,=:[!&|?{};+\-*%~^<>\n]|\b(?:return|typeof|case|in|of|void|throw|else|yield|await))[ \t]*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//,
];
const staticImport =
  /\b(?:from|import)(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(?:'(?<single>[^'\\\n]+)'|"(?<double>[^"\\\n]+)")/;
const token = new RegExp([staticImport, ...skipped].map(({ source }) => source).join('|'), 'g');
const typeClause = /^(?:import|export)\s+type\b(?!\s+from\b|\s*,)/;

/**
 * Returns the specifiers of a module's static imports and re-exports. The text is tokenized but not parsed: every
 * conclusion drawn from a specifier is verified anyway.
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
