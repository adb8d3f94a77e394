import type ts from 'typescript';

/** Makes a reading of a file that several rules ask for happen once: as long as the checker, and so the program, is the same. */
export function perChecker<Answer>(
  read: (sourceFile: ts.SourceFile, checker: ts.TypeChecker) => Answer,
): (sourceFile: ts.SourceFile, checker: ts.TypeChecker) => Answer {
  const known = new WeakMap<ts.TypeChecker, WeakMap<ts.SourceFile, { answer: Answer }>>();
  return (sourceFile, checker) => {
    const byFile = known.get(checker) ?? new WeakMap<ts.SourceFile, { answer: Answer }>();
    known.set(checker, byFile);
    const before = byFile.get(sourceFile);
    if (before) return before.answer;
    const answer = read(sourceFile, checker);
    byFile.set(sourceFile, { answer });
    return answer;
  };
}
