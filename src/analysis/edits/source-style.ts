import ts from 'typescript';

/** Formatting conventions of a file, which added code follows. */
export interface SourceStyle {
  quote: "'" | '"';
  /** `;`, or empty in files without semicolons. */
  end: ';' | '';
  /** One level of indentation. */
  indent: string;
}

const known = new WeakMap<ts.SourceFile, SourceStyle>();

/** Detects the style of a file. Defaults: single quotes, semicolons and two spaces. */
export function styleOf(sourceFile: ts.SourceFile): SourceStyle {
  const found = known.get(sourceFile);
  if (found) return found;
  const { text, statements } = sourceFile;
  const ending = statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isExpressionStatement(statement),
  );
  const bare = ending.filter((statement) => text[statement.end - 1] !== ';').length;
  const indented = /\n(\t| {2,8})\S/.exec(text)?.[1];
  const style: SourceStyle = {
    quote: (text.match(/"/g)?.length ?? 0) > (text.match(/'/g)?.length ?? 0) ? '"' : "'",
    end: bare > ending.length / 2 ? '' : ';',
    indent: indented ?? '  ',
  };
  known.set(sourceFile, style);
  return style;
}

/** Returns a string literal in the file's quotes. */
export function quoted(text: string, { quote }: SourceStyle): string {
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

/**
 * Returns whether a file is loaded as an ES module: imports are kept, and `import.meta` and top-level `await` are
 * available.
 */
export function isEsModule(sourceFile: ts.SourceFile, options: ts.CompilerOptions): boolean {
  if (/\.c[jt]s$/.test(sourceFile.fileName)) return false;
  if (/\.m[jt]s$/.test(sourceFile.fileName)) return true;
  if (sourceFile.impliedNodeFormat !== undefined)
    return sourceFile.impliedNodeFormat === ts.ModuleKind.ESNext || !hasRequire(sourceFile);
  if (options.module !== undefined && options.module < ts.ModuleKind.ES2015) return false;
  return true;
}

/** Returns whether a file loads other modules with `require`, where an import would be out of place. */
export function hasRequire(sourceFile: ts.SourceFile): boolean {
  if (sourceFile.statements.some((each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each))) return false;
  return /\brequire\s*\(|\bmodule\.exports\b/.test(sourceFile.text);
}

/** Returns the leading white space of the line at an offset. */
export function indentAt(sourceFile: ts.SourceFile, offset: number): string {
  const start = sourceFile.getLineStarts()[sourceFile.getLineAndCharacterOfPosition(offset).line] ?? 0;
  return /^[ \t]*/.exec(sourceFile.text.slice(start, offset))?.[0] ?? '';
}
