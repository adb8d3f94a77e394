import ts from 'typescript';
import { apiName } from '../syntax/node-api.ts';
import { findingAt, type Rule } from './rule.ts';

const sizing = /worker|thread|process|pool|concurren|parallel|jobs|cpus?$|cores?$|size|limit/i;
const parallelCode =
  /\b(worker_threads|cluster|child_process|piscina|tinypool|workerpool|poolifier|jest-worker|parallel-profiler)\b/;

/** Reports `os.cpus().length` if it decides the number of workers. */
export const coreCount: Rule = {
  codes: ['core-count-from-cpus'],
  check({ sourceFile, checker }) {
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      if (
        ts.isPropertyAccessExpression(node) &&
        node.name.text === 'length' &&
        ts.isCallExpression(node.expression) &&
        apiName(node.expression.expression, checker) === 'os.cpus' &&
        isForSizing(node, parallelCode.test(sourceFile.text))
      )
        found.push(findingAt(node, 'core-count-from-cpus', {}));
      ts.forEachChild(node, visit);
    };
    if (sourceFile.text.includes('cpus')) visit(sourceFile);
    return found;
  },
};

/** A number of cores that is only displayed, or sent as information about the machine, is fine. */
function isForSizing(node: ts.Expression, inParallelCode: boolean): boolean {
  let value: ts.Node = node;
  while (isArithmetic(value.parent, value)) value = value.parent;
  const { parent } = value;
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyDeclaration(parent)
  ) {
    const name = parent.name.getText();
    return inParallelCode ? sizing.test(name) : /worker|thread|pool|concurren|parallel/i.test(name);
  }
  if (ts.isBinaryExpression(parent)) return inParallelCode && ts.isForStatement(parent.parent);
  if (ts.isNewExpression(parent)) return /Pool|Piscina|Tinypool/.test(parent.expression.getText());
  return ts.isCallExpression(parent) && /pool|limit/i.test(parent.expression.getText());
}

function isArithmetic(parent: ts.Node, value: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent) || ts.isConditionalExpression(parent)) return true;
  if (ts.isBinaryExpression(parent)) return /^(\+|-|\*|\/|\?\?|\|\||&&)$/.test(parent.operatorToken.getText());
  return (
    ts.isCallExpression(parent) &&
    /^(Math\.\w+|Number|String|parseInt)$/.test(parent.expression.getText()) &&
    parent.expression !== value
  );
}
