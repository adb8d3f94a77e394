import ts from 'typescript';
import { isReference } from '../syntax/bind-file.ts';
import { unwrap } from '../syntax/member-path.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a buffer that is read or written after its transfer. */
export const usedAfterTransfer: Rule = {
  codes: ['used-after-transfer'],
  check({ sourceFile, checker }) {
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        for (const transferred of transferredBy(node)) {
          const use = laterUse(transferred, node, checker);
          const related = [{ node: transferred, note: 'it is transferred here' }];
          if (use) found.push(findingAt(use, 'used-after-transfer', { variable: transferred.getText() }, { related }));
        }
      }
      ts.forEachChild(node, visit);
    };
    if (/postMessage|structuredClone|transferList/.test(sourceFile.text)) visit(sourceFile);
    return found;
  },
};

/** Returns the variables in `postMessage(x, [a, b.buffer])`, `{ transfer: [a] }`, or `{ transferList: [a] }` of a pool. */
function transferredBy(call: ts.CallExpression): ts.Identifier[] {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  const isClone = name === 'postMessage' || name === 'structuredClone';
  const second = call.arguments[1];
  if (!second || !(isClone || /^(run|runTask)$/.test(name))) return [];
  const option = ts.isObjectLiteralExpression(second)
    ? second.properties.find((property) => property.name?.getText() === (isClone ? 'transfer' : 'transferList'))
    : undefined;
  const list = option && ts.isPropertyAssignment(option) ? option.initializer : isClone ? second : undefined;
  if (!list) return [];
  if (!ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((element) => {
    const value = unwrap(element);
    const root =
      ts.isPropertyAccessExpression(value) && value.name.text === 'buffer' ? unwrap(value.expression) : value;
    return ts.isIdentifier(root) ? [root] : [];
  });
}

/** Returns the first use in the following statements of the same block, unless the variable is reassigned before. */
function laterUse(variable: ts.Identifier, call: ts.CallExpression, checker: ts.TypeChecker): ts.Node | null {
  const symbol = checker.getSymbolAtLocation(variable);
  const statement = ts.findAncestor(call, ts.isStatement);
  if (!symbol || !statement || !ts.isExpressionStatement(statement)) return null;
  const block = statement.parent;
  if (!ts.isBlock(block) && !ts.isSourceFile(block)) return null;
  for (const next of block.statements.filter(({ pos }) => pos >= statement.end)) {
    const used = firstUse(next, symbol, checker);
    if (used === 'assigned') return null;
    if (used) return used;
  }
  return null;
}

function firstUse(node: ts.Node, symbol: ts.Symbol, checker: ts.TypeChecker): ts.Node | 'assigned' | undefined {
  // A function that is only defined here may run before or after.
  if (ts.isFunctionLike(node)) return undefined;
  if (
    ts.isIdentifier(node) &&
    node.text === symbol.name &&
    isReference(node) &&
    checker.getSymbolAtLocation(node) === symbol
  ) {
    const { parent } = node;
    if (
      ts.isBinaryExpression(parent) &&
      parent.left === node &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    )
      return 'assigned';
    const member = ts.isPropertyAccessExpression(parent) ? parent.name.text : '';
    // Checking whether a buffer is detached does not use its content.
    return /^(byteLength|length|detached)$/.test(member) ? undefined : node;
  }
  return ts.forEachChild(node, (child) => firstUse(child, symbol, checker));
}
