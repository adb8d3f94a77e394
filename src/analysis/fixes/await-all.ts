import ts from 'typescript';
import { isArray } from '../syntax/array-expressions.ts';
import { unwrap } from '../syntax/member-path.ts';
import type { Fixer } from './fixer.ts';

/** Sends all tasks of a loop, then awaits them: `for (const x of xs) ys.push(await pool.run(x))`. */
export const awaitAll: Fixer = {
  codes: ['await-in-loop'],
  fix({ sourceFile, node }) {
    const loop = ts.findAncestor(node, ts.isForOfStatement);
    if (!loop || !ts.isVariableDeclarationList(loop.initializer)) return [];
    const item = loop.initializer.declarations[0]?.name.getText();
    const statement = onlyStatement(loop.statement);
    if (item === undefined || !statement) return [];
    const source = loop.expression.getText();
    const items = isArray(loop.expression) ? source : `[...${source}]`;
    const all = (text: string): string => `await Promise.all(${items}.map(async (${item}) => ${text}))`;
    const pushed = pushOf(statement.expression);
    let text: string;
    if (pushed) text = `${pushed.array}.push(...(${all(pushed.value.getText())}));`;
    else if (ts.isAwaitExpression(statement.expression)) text = `${all(statement.expression.getText())};`;
    else return [];
    const edit = { file: sourceFile.fileName, start: loop.getStart(sourceFile), end: loop.getEnd(), text };
    return [{ title: 'Send all tasks, then await them', edits: [edit], preferred: true }];
  },
};

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
