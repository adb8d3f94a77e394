import ts from 'typescript';
import { apiName } from '../syntax/node-api.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { findingAt, type Rule } from './rule.ts';

const sizeOptions = /^(processes|workers|maxWorkers|minWorkers|maxThreads|minThreads|size|numWorkers|concurrency)$/;
/** More cores than any machine that an ordinary pool runs on. */
const plainlyTooMany = 128;

/** Reports a pool size written as a multiple of the cores, or as an excessive number. */
export const tooManyWorkers: Rule = {
  codes: ['more-workers-than-cores'],
  check({ sourceFile, checker }) {
    return parallelConstructs(sourceFile, checker)
      .filter(({ kind }) => kind === 'pool')
      .flatMap(({ node }) => (node.arguments ?? []).flatMap(sizesIn))
      .filter((size) => isTooMany(size, checker))
      .map((size) => findingAt(size, 'more-workers-than-cores', { size: size.getText() }));
  },
};

function sizesIn(argument: ts.Expression): ts.Expression[] {
  if (!ts.isObjectLiteralExpression(argument)) return [argument];
  return argument.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return [];
    return sizeOptions.test(property.name.getText()) ? [property.initializer] : [];
  });
}

function isTooMany(size: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isNumericLiteral(size)) return Number(size.text) >= plainlyTooMany;
  if (!ts.isBinaryExpression(size) || size.operatorToken.kind !== ts.SyntaxKind.AsteriskToken) return false;
  const [factor, cores] = ts.isNumericLiteral(size.left) ? [size.left, size.right] : [size.right, size.left];
  return ts.isNumericLiteral(factor) && Number(factor.text) > 1 && isCoreCount(cores, checker);
}

function isCoreCount(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isPropertyAccessExpression(expression))
    return expression.name.text === 'length' && isCoreCount(expression.expression, checker);
  if (ts.isCallExpression(expression))
    return /^os\.(availableParallelism|cpus)$/.test(apiName(expression.expression, checker) ?? '');
  if (!ts.isIdentifier(expression)) return false;
  const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration;
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    isCoreCount(declaration.initializer, checker)
  );
}
