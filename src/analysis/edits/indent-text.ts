import ts from 'typescript';

/** Indents every line of a part of a file, except line breaks inside template literals. */
export function indentText(sourceFile: ts.SourceFile, start: number, end: number, indent: string): string {
  const inTemplate = templateRanges(sourceFile, start, end);
  const { text } = sourceFile;
  let moved = '';
  let from = start;
  for (
    let newLine = text.indexOf('\n', start);
    newLine >= 0 && newLine < end;
    newLine = text.indexOf('\n', newLine + 1)
  ) {
    moved += text.slice(from, newLine + 1);
    from = newLine + 1;
    const isBlank = /^[ \t]*(\r?\n|$)/.test(text.slice(from, end));
    const isText = inTemplate.some((range) => range.start < from && from < range.end);
    if (!isBlank && !isText) moved += indent;
  }
  return moved + text.slice(from, end);
}

/** Removes the indentation that all lines of a part of a file share, except inside template literals. */
export function dedentText(sourceFile: ts.SourceFile, start: number, end: number, indent: string): string {
  const inTemplate = templateRanges(sourceFile, start, end);
  let offset = start;
  return sourceFile.text
    .slice(start, end)
    .split('\n')
    .map((line, index) => {
      const at = offset;
      offset += line.length + 1;
      const isText = inTemplate.some((range) => range.start < at && at < range.end);
      return index > 0 && !isText && line.startsWith(indent) ? line.slice(indent.length) : line;
    })
    .join('\n');
}

/** Returns whether an offset lies within literal text, where a comment would become part of the text. */
export function isInLiteralText(sourceFile: ts.SourceFile, offset: number): boolean {
  return templateRanges(sourceFile, offset, offset + 1).some((range) => range.start < offset && offset < range.end);
}

/** Returns the template pieces and JSX text that overlap a range. */
function templateRanges(sourceFile: ts.SourceFile, start: number, end: number): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end < start || node.pos > end) return;
    if (ts.isJsxText(node)) ranges.push({ start: node.pos - 1, end: node.end + 1 });
    else if (ts.isTemplateLiteralToken(node) || ts.isStringLiteral(node))
      ranges.push({ start: node.getStart(sourceFile), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return ranges;
}
