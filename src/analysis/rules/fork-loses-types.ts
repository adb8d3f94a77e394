import ts from 'typescript';
import { withArticle } from '../../model/with-article.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { findingAt, type Rule } from './rule.ts';

/** Types that JSON does not preserve. */
const lost = new Set(['Map', 'Set', 'Date', 'RegExp', 'ArrayBuffer', 'BigInt', 'Error']);
const deepest = 4;

/** Reports values sent to a forked process as JSON that arrive changed. */
export const forkLosesTypes: Rule = {
  codes: ['fork-loses-types'],
  check({ sourceFile, checker }) {
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === 'send'
      ) {
        const [message] = node.arguments;
        const fork = jsonFork(node.expression.expression, checker);
        const what = message && fork ? lostIn(checker.getTypeAtLocation(unwrap(message)), message, checker, 0) : null;
        if (message && fork && what !== null)
          found.push(
            findingAt(
              message,
              'fork-loses-types',
              { what },
              { related: [{ node: fork, note: 'the process is forked here' }] },
            ),
          );
      }
      ts.forEachChild(node, visit);
    };
    if (/\bfork\b/.test(sourceFile.text)) visit(sourceFile);
    return found;
  },
};

/** Returns the `fork(...)` that created a variable if its serialization is JSON. */
function jsonFork(child: ts.Expression, checker: ts.TypeChecker): ts.CallExpression | null {
  const made = forkOf(child, checker);
  if (!made) return null;
  const { arguments: args } = made;
  // Options defined elsewhere may set `advanced`.
  const isKnown = args.every(
    (argument) =>
      ts.isObjectLiteralExpression(argument) || ts.isArrayLiteralExpression(argument) || argument === args[0],
  );
  return isKnown && !args.some((argument) => /serialization|\.\.\./.test(argument.getText())) ? made : null;
}

/** The `fork(...)` itself, or the one that a variable or a field holds. */
function forkOf(child: ts.Expression, checker: ts.TypeChecker): ts.CallExpression | null {
  const value = unwrap(child);
  if (ts.isCallExpression(value) && apiName(value.expression, checker) === 'child_process.fork') return value;
  const name = ts.isPropertyAccessExpression(value) ? value.name : value;
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration))) return null;
  return declaration.initializer ? forkOf(declaration.initializer, checker) : null;
}

function lostIn(type: ts.Type, at: ts.Node, checker: ts.TypeChecker, depth: number): string | null {
  if (depth > deepest) return null;
  if (type.flags & ts.TypeFlags.BigIntLike) return 'a bigint';
  if (type.flags & ts.TypeFlags.ESSymbolLike) return 'a symbol';
  if (type.isUnion()) return first(type.types, (member) => lostIn(member, at, checker, depth));
  if (!(type.flags & ts.TypeFlags.Object)) return null;
  const name = type.getSymbol()?.name ?? '';
  if (lost.has(name)) return withArticle(name);
  if (/^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name)) return withArticle(name);
  if (checker.isArrayType(type) || checker.isTupleType(type))
    return first(checker.getTypeArguments(type as ts.TypeReference), (element) =>
      lostIn(element, at, checker, depth + 1),
    );
  if (type.getCallSignatures().length > 0) return 'a function';
  if (type.isClass()) return null;
  return first(type.getProperties(), (property) =>
    lostIn(checker.getTypeOfSymbolAtLocation(property, at), at, checker, depth + 1),
  );
}

function first<T>(items: readonly T[], find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
