import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { isReference, referredSymbol } from '../syntax/bind-file.ts';
import { dispatchedTasks } from '../tasks/dispatched-tasks.ts';
import { remoteCalls } from '../tasks/remote-calls.ts';
import { enclosingIterations } from '../syntax/iterations.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { writeOf } from '../syntax/written-variables.ts';
import { findingAt, type Rule } from './rule.ts';

/** A list literal with at most this many elements counts as small. */
const smallLiteral = 100;

/** Reports a large value that is copied with every task. */
export const constantResent: Rule = {
  codes: ['constant-resent'],
  check({ sourceFile, checker }) {
    const found = new Map<ts.Symbol, Finding>();
    const sent = dispatchedTasks(sourceFile, checker).filter(({ how }) => how !== 'offered');
    for (const { call } of [...sent, ...remoteCalls(sourceFile, checker)]) {
      const isMap = ts.isPropertyAccessExpression(call.expression) && /map/i.test(call.expression.name.text);
      const loops = enclosingIterations(call).map(({ node }) => node);
      for (const argument of call.arguments ?? [])
        for (const { use, within } of isMap ? perItem(argument) : perCall(argument, loops)) {
          const symbol = referredSymbol(use, checker);
          const declaration = symbol?.valueDeclaration;
          if (!symbol || !declaration || found.has(symbol) || !isConstant(declaration, within)) continue;
          if (!isLarge(use, declaration, checker) || isChanged(symbol, within, checker)) continue;
          const variable = use.text;
          const related = [{ node: ts.getNameOfDeclaration(declaration) ?? declaration, note: 'it is made here' }];
          found.set(symbol, findingAt(use, 'constant-resent', { variable }, { related }));
        }
    }
    return [...found.values()];
  },
};

interface Sent {
  use: ts.Identifier;
  /** The collection with one element per task. */
  within: ts.Node;
}

/** `pool.map(f, xs.map((x) => [x, table]))`. */
function perItem(items: ts.Expression): Sent[] {
  const value = unwrap(items);
  if (!ts.isCallExpression(value)) return [];
  const made = value.arguments.find((argument) => isFunction(argument));
  if (!made || !isFunction(made)) return [];
  const item = ts.isBlock(made.body) ? returned(made.body) : made.body;
  return item ? valuesIn(item).map((use) => ({ use, within: made })) : [];
}

/** `for (const x of xs) pool.run({ x, table })`. */
function perCall(argument: ts.Expression, loops: readonly ts.Node[]): Sent[] {
  const [innermost] = loops;
  return innermost ? valuesIn(argument).map((use) => ({ use, within: innermost })) : [];
}

function returned(block: ts.Block): ts.Expression | undefined {
  const last = block.statements.at(-1);
  return last && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** Returns the variables that are sent whole, alone or in a literal. */
function valuesIn(expression: ts.Expression): ts.Identifier[] {
  const value = unwrap(expression);
  if (ts.isIdentifier(value)) return isReference(value) ? [value] : [];
  if (ts.isSpreadElement(value)) return valuesIn(value.expression);
  if (ts.isArrayLiteralExpression(value)) return value.elements.flatMap(valuesIn);
  if (!ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) ? valuesIn(property.initializer) : [];
  });
}

function isConstant(declaration: ts.Declaration, within: ts.Node): boolean {
  if (declaration.getSourceFile() === within.getSourceFile())
    if (declaration.pos >= within.pos && declaration.end <= within.end) return false;
  if (ts.isParameter(declaration)) return true;
  return ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** Whether tasks get other contents: `for (const x of xs) seen.push(await pool.run({ x, seen }))`. */
function isChanged(symbol: ts.Symbol, within: ts.Node, checker: ts.TypeChecker): boolean {
  const changes = (node: ts.Node): boolean =>
    writeOf(node, checker)?.symbol === symbol || (ts.forEachChild(node, changes) ?? false);
  return changes(within);
}

function isLarge(use: ts.Expression, declaration: ts.Declaration, checker: ts.TypeChecker): boolean {
  const made =
    ts.isVariableDeclaration(declaration) && declaration.initializer ? unwrap(declaration.initializer) : undefined;
  if (made && ts.isArrayLiteralExpression(made) && made.elements.length > 0 && made.elements.length < smallLiteral)
    return made.elements.some((element) => ts.isSpreadElement(element));
  const type = checker.getTypeAtLocation(use);
  if (checker.typeToString(type).includes('SharedArrayBuffer')) return false;
  if (checker.isArrayType(type)) return true;
  return /^(Map|Set|ReadonlyMap|ReadonlySet|Buffer|ArrayBuffer|\w+\d+(Clamped)?Array)$/.test(
    type.getSymbol()?.name ?? '',
  );
}
