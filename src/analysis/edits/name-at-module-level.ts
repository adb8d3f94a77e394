import ts from 'typescript';
import { freeName } from './import-name.ts';
import { wholeLines } from './guard-statements.ts';
import { dedentText } from './indent-text.ts';
import { captures, type Moved } from './move-to-module-level.ts';
import { applyEdits } from './apply-edits.ts';
import { hasRequire, indentAt, styleOf } from './source-style.ts';

/** Gives a function that is written at the place of a call a name and a place at module level, exported. */
export function nameAtModuleLevel(written: ts.ArrowFunction | ts.FunctionExpression, checker: ts.TypeChecker): Moved {
  const sourceFile = written.getSourceFile();
  const captured = captures(written, checker);
  if (captured !== null) return { edits: null, problem: `it uses ${captured} of the function around it` };
  const outermost = ts.findAncestor(written, (each) => ts.isSourceFile(each.parent));
  if (!outermost || hasRequire(sourceFile)) return { edits: null, problem: 'the file is a CommonJS module' };
  const name = freeName(sourceFile, 'task');
  const file = sourceFile.fileName;
  const start = written.getStart(sourceFile);
  const body = dedentText(sourceFile, start, written.end, indentAt(sourceFile, start));
  // Without the call around it, nothing tells the types of the parameters any more; they are on the first line.
  const types = /\.[cm]?jsx?$/.test(file) ? [] : typesFor(written, checker, start);
  const [at] = wholeLines(sourceFile, outermost as ts.Statement);
  const text = `export const ${name} = ${applyEdits(body, types)}${styleOf(sourceFile).end}\n\n`;
  return {
    edits: [
      { file, start: at, end: at, text },
      { file, start, end: written.end, text: name },
    ],
    problem: null,
  };
}

function typesFor(
  written: ts.ArrowFunction | ts.FunctionExpression,
  checker: ts.TypeChecker,
  start: number,
): { start: number; end: number; text: string }[] {
  const [only] = written.parameters;
  const isBare = only && !written.getChildren().some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  return written.parameters.flatMap((parameter) => {
    if (parameter.type || parameter.initializer) return [];
    const type = `: ${checker.typeToString(checker.getTypeAtLocation(parameter), written)}`;
    const from = parameter.getStart() - start;
    const to = parameter.end - start;
    if (isBare) return [{ start: from, end: to, text: `(${parameter.getText()}${type})` }];
    return [{ start: to, end: to, text: type }];
  });
}
