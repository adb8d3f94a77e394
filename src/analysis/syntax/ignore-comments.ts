import type ts from 'typescript';

const comment = /\/[/*]\s*parallel-profiler-ignore\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*:\s*\S/;

/** Whether the line, or the line above it, has `// parallel-profiler-ignore <code>: <reason>`. The reason is required. */
export function isIgnored(sourceFile: ts.SourceFile, code: string, line: number): boolean {
  const lines = sourceFile.getLineStarts();
  return [line - 1, line].some((number) => {
    const start = lines[number - 1];
    if (start === undefined) return false;
    const codes = comment.exec(sourceFile.text.slice(start, lines[number] ?? sourceFile.text.length))?.[1];
    return codes?.split(/\s*,\s*/).includes(code) === true;
  });
}
