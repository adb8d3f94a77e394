import ts from 'typescript';
import { around, bodyText, isSame, variablesOf, type Iteration } from './iteration.ts';

/** `it.each`, `test.for`, `describe.skip.each`. */
const tableOfTests = /^(?:it|test|describe|suite|bench)(?:\.\w+)*\.(each|for)$/;
/** A parameter name that the body of a test does not have. */
const row = 'rowOfTable';

/** `it.each(rows)('name', (a, b) => ...)`, which passes the elements of a row that is an array as arguments. */
export function testTable(
  call: ts.CallExpression,
  written: ts.ArrowFunction | ts.FunctionExpression,
): Iteration | null {
  const table = call.expression;
  if (!ts.isCallExpression(table) || !call.arguments.includes(written)) return null;
  const [, method] = tableOfTests.exec(table.expression.getText()) ?? [];
  const [rows] = table.arguments;
  if (method === undefined || !rows) return null;
  const names = written.parameters.map(({ name }) => name);
  const [first] = names;
  const parameters = written.parameters.map((parameter) => parameter.getText()).join(', ');
  return {
    node: call,
    variables: variablesOf(names),
    isItem: (argument) => method === 'for' && first !== undefined && isSame(argument, first),
    items: (move) => around('[...', move(rows), ']'),
    mapped: (body, flat, move) => {
      const each = `((${parameters}) => ${bodyText(body)})(${method === 'for' ? row : `...[${row}].flat()`})`;
      return around('[...', move(rows), `].${flat ? 'flatMap' : 'map'}((${row}) => ${each})`);
    },
  };
}
