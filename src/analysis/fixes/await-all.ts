import ts from 'typescript';
import { isArray } from '../syntax/array-expressions.ts';
import { symbolsIn } from '../syntax/derived-values.ts';
import { unwrap } from '../syntax/member-path.ts';
import { isInside } from '../syntax/node-at.ts';
import type { Fixer } from './fixer.ts';

/** Sends all tasks of a loop, then awaits them: `for (const x of xs) ys.push(await pool.run(x))`. */
export const awaitAll: Fixer = {
  codes: ['await-in-loop'],
  fix({ sourceFile, checker, node }) {
    const loop = ts.findAncestor(node, ts.isForOfStatement);
    if (!loop || !ts.isVariableDeclarationList(loop.initializer)) return [];
    const item = loop.initializer.declarations[0]?.name.getText();
    if (item === undefined) return [];
    const source = loop.expression.getText();
    const items = isArray(loop.expression) ? source : `[...${source}]`;
    const all = (text: string): string => `await Promise.all(${items}.map(async (${item}) => ${text}))`;
    const statement = onlyStatement(loop.statement);
    const pushed = statement && pushOf(statement.expression);
    let text: string;
    if (pushed) text = `${pushed.array}.push(...(${all(pushed.value.getText())}));`;
    else if (statement && ts.isAwaitExpression(statement.expression)) text = `${all(statement.expression.getText())};`;
    else if (ts.isAwaitExpression(node) && isSentFirst(node, loop, checker)) {
      const result = freshName(loop, ['result', 'answer', 'taskResult']);
      const body = sourceFile.text.slice(loop.statement.getStart(sourceFile), node.getStart(sourceFile));
      const rest = sourceFile.text.slice(node.end, loop.statement.end);
      const pairs = all(`[${item}, ${node.getText()}] as const`);
      text = `for (const [${item}, ${result}] of ${pairs}) ${body}${result}${rest}`;
    } else return [];
    const edit = { file: sourceFile.fileName, start: loop.getStart(sourceFile), end: loop.getEnd(), text };
    return [{ title: 'Send all tasks, then await them', edits: [edit], preferred: true }];
  },
};

/** Whether the task of each item is certain to be sent, whatever the loop does before it, and needs nothing of that. */
function isSentFirst(awaited: ts.AwaitExpression, loop: ts.ForOfStatement, checker: ts.TypeChecker): boolean {
  const body = loop.statement;
  const needsBody = [...symbolsIn([awaited], checker)].some(
    ({ valueDeclaration: made }) => made !== undefined && isInside(made, body),
  );
  if (needsBody) return false;
  for (let node: ts.Node = awaited; node !== body; node = node.parent) if (isChoice(node.parent, body)) return false;
  const before = ts.isBlock(body) ? body.statements.filter(({ end }) => end <= awaited.pos) : [];
  return before.every((statement) => ts.isVariableStatement(statement) || ts.isExpressionStatement(statement));
}

/** Whether a node decides if, or how often, what is in it runs. */
function isChoice(node: ts.Node, body: ts.Statement): boolean {
  return (
    (ts.isBlock(node) && node !== body) ||
    ts.isIfStatement(node) ||
    ts.isConditionalExpression(node) ||
    (ts.isIterationStatement(node, false) && node.statement !== body) ||
    ts.isSwitchStatement(node) ||
    ts.isFunctionLike(node) ||
    (ts.isBinaryExpression(node) && /^(&&|\|\||\?\?)$/.test(node.operatorToken.getText()))
  );
}

function freshName(node: ts.Node, names: readonly string[]): string {
  const text = node.getText();
  return names.find((name) => !new RegExp(`\\b${name}\\b`).test(text)) ?? names.join('Of');
}

function onlyStatement(body: ts.Statement): ts.ExpressionStatement | null {
  const statements: readonly ts.Statement[] = ts.isBlock(body) ? body.statements : [body];
  const [statement, ...others] = statements;
  return statement && others.length === 0 && ts.isExpressionStatement(statement) ? statement : null;
}

function pushOf(written: ts.Expression): { array: string; value: ts.Expression } | null {
  if (!ts.isCallExpression(written) || !ts.isPropertyAccessExpression(written.expression)) return null;
  const { expression, name } = written.expression;
  const [value, ...others] = written.arguments;
  if (name.text !== 'push' || !value || others.length > 0 || !ts.isIdentifier(unwrap(expression))) return null;
  return { array: expression.getText(), value };
}
