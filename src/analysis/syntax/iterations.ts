import ts from 'typescript';
import { asArray, isArray } from './array-expressions.ts';
import { counting } from './counting-loop.ts';
import { around, bodyText, isSame, variablesOf, type Iteration } from './iteration.ts';
import { isFunction } from './member-path.ts';
import { testTable } from './test-tables.ts';

/** Array methods that call their argument with (item, index, array). */
export const itemMethods = new Set(['map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex']);

/** Returns the iterations around a node, innermost first. */
export function enclosingIterations(node: ts.Node): Iteration[] {
  const iterations: Iteration[] = [];
  for (let child = node, { parent } = node; !ts.isSourceFile(child); child = parent, { parent } = child) {
    const iteration = iterationOf(parent, child);
    if (iteration) iterations.push(iteration);
    if (ts.isSourceFile(parent)) break;
  }
  return iterations;
}

function iterationOf(parent: ts.Node, child: ts.Node): Iteration | null {
  if (ts.isForOfStatement(parent) && child === parent.statement && !parent.awaitModifier) return overElements(parent);
  if (ts.isForInStatement(parent) && child === parent.statement) return overElements(parent);
  if (ts.isForStatement(parent) && child === parent.statement) return counting(parent);
  if (ts.isCallExpression(parent) && ts.isExpression(child) && isFunction(child)) return callback(parent, child);
  return null;
}

function overElements(loop: ts.ForOfStatement | ts.ForInStatement): Iteration | null {
  if (!ts.isVariableDeclarationList(loop.initializer)) return null;
  const pattern = loop.initializer.declarations[0]?.name;
  if (!pattern) return null;
  const items: Iteration['items'] = (move) => {
    const collection = move(loop.expression);
    if (collection === null) return null;
    if (ts.isForInStatement(loop)) return `Object.keys(${collection})`;
    return isArray(loop.expression) ? collection : `[...${collection}]`;
  };
  return fromItems(loop, pattern.getText(), variablesOf([pattern]), items, (argument) => isSame(argument, pattern));
}

/** `xs.map((x) => ...)`, `Array.from(xs, (x) => ...)`. */
function callback(call: ts.CallExpression, written: ts.ArrowFunction | ts.FunctionExpression): Iteration | null {
  if (!ts.isPropertyAccessExpression(call.expression)) return testTable(call, written);
  const method = call.expression.name.text;
  const names = written.parameters.map(({ name }) => name);
  const parameters = written.parameters.map((parameter) => parameter.getText()).join(', ');
  const isItem: Iteration['isItem'] = (argument) => names[0] !== undefined && isSame(argument, names[0]);
  const object = call.expression.expression;
  const source = call.arguments[0];
  if (method === 'from' && object.getText() === 'Array' && source && call.arguments[1] === written) {
    return {
      node: call,
      variables: variablesOf(names),
      isItem,
      items: (move) => around('Array.from(', move(source), ')'),
      mapped: (body, flat, move) =>
        around('Array.from(', move(source), `, (${parameters}) => ${bodyText(body)})${flat ? '.flat()' : ''}`),
    };
  }
  if (!itemMethods.has(method) || source !== written) return null;
  const items: Iteration['items'] = (move) => asArray(object, move(object), method);
  return fromItems(call, parameters, variablesOf(names), items, isItem);
}

function fromItems(
  node: ts.Node,
  parameters: string,
  variables: Set<ts.Symbol>,
  items: Iteration['items'],
  isItem: Iteration['isItem'],
): Iteration {
  const mapped: Iteration['mapped'] = (body, flat, move) =>
    around('', items(move), `.${flat ? 'flatMap' : 'map'}((${parameters}) => ${bodyText(body)})`);
  return { node, variables, isItem, items, mapped };
}
