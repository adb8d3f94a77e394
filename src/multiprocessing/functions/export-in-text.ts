/** A function as the text of its module has it. */
export interface WrittenFunction {
  /** Counted from 0; the column is that of the parameters. */
  line: number;
  column: number;
  /** The variables at the top of the module that hold the function. */
  bindings: readonly string[];
}

const exportList = /(?:^|\n)[ \t]*export\s*\{([^{}`'"/*]*)\}[;\s]*(?:\/\/[^\n`*]*\s*)*$/;

/**
 * Reads from a module's text which export a function is. The text is not parsed, so only what can be nothing else counts:
 * an export declaration that ends where the function begins (the word `export` is reserved, and nothing opens or closes a
 * comment or a text in between), and a list of exports that ends the module, as compilers and bundlers write it.
 * @returns `null` if the text does not say it in one of these forms
 */
export function exportInText(text: string, { line, column, bindings }: WrittenFunction): string | null {
  const before = (text.split('\n', line + 1)[line] ?? '').slice(0, column);
  if (/(?:^|[;}\s])export\s+default\s+(?:async\s+)?(?:function\s*\*?\s*)?$/.test(before)) return 'default';
  for (const binding of bindings) {
    const name = binding.replace(/[$]/g, '\\$&');
    const declared = new RegExp(
      `(?:^|[;}\\s])export\\s+(default\\s+)?(?:(?:async\\s+)?function\\s*\\*?\\s*${name}\\s*(?:<[^\`'"/]*)?` +
        `|const\\s+${name}\\s*(?::[^\`'"/]*)?=\\s*(?:async\\s*)?(?:<[^\`'"/]*)?(?:function\\s*\\*?\\s*[\\w$]*\\s*)?)$`,
    ).exec(before);
    if (declared !== null) return declared[1] === undefined ? binding : 'default';
  }
  for (const entry of exportList.exec(text)?.[1]?.split(',') ?? []) {
    const [local, exported] = entry.trim().split(/\s+as\s+/);
    if (local !== undefined && bindings.includes(local)) return exported ?? local;
  }
  return null;
}
