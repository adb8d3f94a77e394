import ts from 'typescript';
import { addOption } from '../edits/add-option.ts';
import type { Fixer } from './fixer.ts';

/** Makes a fork clone its messages instead of converting them to JSON. */
export const serializeAdvanced: Fixer = {
  codes: ['fork-loses-types'],
  fix({ sourceFile, checker, node }) {
    const send = ts.findAncestor(node, ts.isCallExpression);
    if (!send || !ts.isPropertyAccessExpression(send.expression)) return [];
    const declaration = checker.getSymbolAtLocation(send.expression.expression)?.valueDeclaration;
    const fork = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    if (!fork || !ts.isCallExpression(fork) || fork.getSourceFile() !== sourceFile) return [];
    const last = fork.arguments.at(-1);
    if (!last) return [];
    const file = sourceFile.fileName;
    const option = "serialization: 'advanced'";
    const title = "Send with serialization: 'advanced'";
    const edit = ts.isObjectLiteralExpression(last)
      ? addOption(last, option)
      : { file, start: last.end, end: last.end, text: `, { ${option} }` };
    return [{ title, edits: [edit], preferred: true }];
  },
};
