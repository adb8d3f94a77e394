import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { mentions } from '../edits/guard-statements.ts';
import type { Fixer } from './fixer.ts';

/** Transfers a copy, so that the buffer stays usable afterwards. */
export const keepBuffer: Fixer = {
  codes: ['used-after-transfer'],
  fix({ sourceFile, checker, node }) {
    if (!ts.isIdentifier(node)) return [];
    const symbol = referredSymbol(node, checker);
    let list: ts.Expression | undefined;
    const visit = (part: ts.Node): void => {
      if (part.pos >= node.pos) return;
      const transferred = ts.isCallExpression(part) ? transferListOf(part) : undefined;
      if (transferred && symbol && mentions(transferred, new Set([symbol]), checker)) list = transferred;
      ts.forEachChild(part, visit);
    };
    visit(sourceFile);
    const call = list && ts.findAncestor(list, ts.isCallExpression);
    const first = call?.arguments[0];
    // The list may contain other transferables that cannot be copied.
    if (!list || !call || !first || !ts.isArrayLiteralExpression(innerList(list)) || elements(list) !== 1) return [];
    const edits = [
      { file: sourceFile.fileName, start: first.end, end: call.arguments.at(-1)?.end ?? first.end, text: '' },
    ];
    return [{ title: `Copy ${node.text} instead of transferring it`, edits, preferred: true }];
  },
};

function transferListOf(call: ts.CallExpression): ts.Expression | undefined {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  return name === 'postMessage' || name === 'structuredClone' ? call.arguments[1] : undefined;
}

function innerList(list: ts.Expression): ts.Expression {
  if (!ts.isObjectLiteralExpression(list) || list.properties.length !== 1) return list;
  const [option] = list.properties;
  return option && ts.isPropertyAssignment(option) ? option.initializer : list;
}

function elements(list: ts.Expression): number {
  const inner = innerList(list);
  return ts.isArrayLiteralExpression(inner) ? inner.elements.length : 0;
}
