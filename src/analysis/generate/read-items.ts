import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { hasAwait } from '../functions/function-body.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import type { Iteration } from '../syntax/iteration.ts';
import { writesOf } from '../syntax/writes.ts';
import { hoistCallback } from './hoist-callback.ts';
import { readTask, type Task } from './read-task.ts';

/** The list whose items the function is called with. */
export interface Items {
  /** An expression for the items, or for the lists of arguments if `spread`. */
  text: string;
  /** Whether the function takes the elements of an item as its arguments. */
  spread: boolean;
  /** Whether the expression is an array rather than another iterable. */
  isArray: boolean;
  /** Whether the list is available without calling anything. */
  isPlain: boolean;
  /** The values that are sent with each item, as written, and their types. Empty if the types are unknown. */
  sent: readonly { text: string; type: ts.Type }[];
}

/** The function called for each item, or the reason why the call cannot be rewritten. */
export interface ReadItems {
  name: string;
  problem: string | null;
  parts: { items: Items; task: Task } | null;
  /** A callback that has to become a function of its module first. */
  hoists: Callback | null;
}

export type Callback = ts.ArrowFunction | ts.FunctionExpression;

/** The variable of a loop and the value that its body computes from it. */
export interface LoopBody {
  item: ts.BindingName;
  value: ts.Expression;
}

interface ReadCall {
  call: ts.CallExpression;
  task: Task;
  /** The arguments; see `Items.sent`. */
  sent: Items['sent'];
}

/** Reads `f`, `(x) => f(x, 2)` or the body of a loop; returns `null` if it calls no function. */
export function readItems(
  callback: ts.Expression | LoopBody,
  list: ts.Expression,
  isArray: boolean,
  checker: ts.TypeChecker,
): ReadItems | null {
  const written = 'item' in callback ? null : unwrap(callback);
  if (written && !isFunction(written)) return passed(written, list, isArray, checker);
  const parameters = written
    ? written.parameters.map((each) => each.getText())
    : 'item' in callback
      ? [callback.item.getText()]
      : [];
  const value = written ? bodyOf(written) : 'item' in callback ? callback.value : null;
  const call =
    value && unwrap(ts.isAwaitExpression(unwrap(value)) ? (unwrap(value) as ts.AwaitExpression).expression : value);
  if (!call || !ts.isCallExpression(call) || call.questionDotToken) {
    // A callback that only reads or computes something small is no candidate; one with statements or calls may be.
    const isWork = written !== null && (hasStatements(written) || callsFunction(written, checker));
    if (!isWork) return null;
    const { problem } = hoistCallback(written, checker);
    const why = `the callback cannot become a separate function: ${problem ?? ''}`;
    return { name: 'the callback', problem: problem && why, parts: null, hoists: problem === null ? written : null };
  }
  const read = readCall(call, checker);
  if (read === null || 'problem' in read) return read;
  const { task, sent } = read;
  const name = call.expression.getText();
  const [only] = call.arguments;
  const isItem = only !== undefined && call.arguments.length === 1 && only.getText() === parameters[0];
  const base = { isArray, isPlain: isPlain(list), sent };
  if (isItem && parameters[0] !== undefined && /^[\w$]+$/.test(parameters[0].replace(/:.*/s, '')))
    return {
      name,
      problem: null,
      parts: { task, items: { ...base, text: list.getText(), spread: false } },
      hoists: null,
    };
  const spread = !(call.arguments.length === 1 && only && !ts.isSpreadElement(only));
  const texts = call.arguments.map((argument) => argument.getText()).join(', ');
  const text = mapped(list, isArray, parameters, spread ? `[${texts}]` : texts, spread, task);
  return {
    name,
    problem: null,
    parts: { task, items: { isArray: true, isPlain: false, sent, text, spread } },
    hoists: null,
  };
}

/** Reads `for (let i = 0; i < xs.length; i++)` with the value that its body computes; `null` if it calls no function. */
export function readCounted(loop: Iteration, value: ts.Expression, checker: ts.TypeChecker): ReadItems | null {
  const written = unwrap(value);
  const call = unwrap(ts.isAwaitExpression(written) ? written.expression : written);
  if (!ts.isCallExpression(call) || call.questionDotToken || changesCounter(call, loop)) return null;
  const read = readCall(call, checker);
  if (read === null || 'problem' in read) return read;
  const { task, sent } = read;
  const [only] = call.arguments;
  const spread = !(only && call.arguments.length === 1 && !ts.isSpreadElement(only));
  const texts = call.arguments.map((argument) => argument.getText()).join(', ');
  const type = isTyped(call) ? ` as Parameters<typeof ${task.written}>` : '';
  const body = spread ? `[${texts}]${type}` : texts.replace(/(\])!$/, '$1');
  const text = loop.mapped(body, false, (expression) => expression.getText());
  if (text === null) return null;
  const items: Items = { text, spread, isArray: true, isPlain: /^[\w$.]+$/.test(text), sent };
  return { name: call.expression.getText(), problem: null, parts: { task, items }, hoists: null };
}

/** `f(xs[i++])` */
function changesCounter(call: ts.CallExpression, { variables }: Iteration): boolean {
  const isInside = (node: ts.Node): boolean => node.pos >= call.pos && node.end <= call.end;
  return [...variables].some((counter) => writesOf(counter, call.getSourceFile()).some(isInside));
}

/** Reads the call for one item; returns `null` for a function that is not worth a worker. */
function readCall(call: ts.CallExpression, checker: ts.TypeChecker): ReadCall | ReadItems | null {
  const read = readTask(call.expression, checker);
  const name = call.expression.getText();
  // Calls such as `x.trim()` are methods of the item and not worth a worker.
  if (!read.task && !ts.isIdentifier(call.expression)) return null;
  if (!read.task && isBuiltIn(call.expression, checker)) return null;
  if (!read.task) return { name, problem: read.problem, parts: null, hoists: null };
  if (call.arguments.some(hasAwait))
    return { name, problem: 'an argument is awaited for each item: await it before', parts: null, hoists: null };
  const sent = call.arguments.map((argument) => {
    const value = ts.isSpreadElement(argument) ? argument.expression : argument;
    return { text: value.getText(), type: checker.getTypeAtLocation(value) };
  });
  return { call, task: read.task, sent };
}

/** `xs.map(f)`: the function receives the arguments that `map` passes, as many as it takes. */
function passed(
  written: ts.Expression,
  list: ts.Expression,
  isArray: boolean,
  checker: ts.TypeChecker,
): ReadItems | null {
  const name = written.getText();
  const read = readTask(written, checker);
  if (!read.task)
    return isBuiltIn(written, checker) ? null : { name, problem: read.problem, parts: null, hoists: null };
  const { task } = read;
  const takes =
    task.declaration?.parameters ?? task.signature.parameters.map(({ valueDeclaration }) => valueDeclaration);
  const hasRest = takes.some((each) => each !== undefined && ts.isParameter(each) && each.dotDotDotToken !== undefined);
  if (takes.length > 2 || hasRest)
    return {
      name,
      problem: `map also gives ${name} the index and the whole array, which would be sent with every item: write (x) => ${name}(x) first`,
      parts: null,
      hoists: null,
    };
  const element = checker.getIndexTypeOfType(checker.getTypeAtLocation(list), ts.IndexKind.Number);
  const sent = takes.length > 0 && element ? [{ text: `${list.getText()}[]`, type: element }] : [];
  const items: Items =
    takes.length === 1
      ? { text: list.getText(), spread: false, isArray, isPlain: isPlain(list), sent }
      : {
          text:
            takes.length === 0
              ? mapped(list, isArray, [], '[]', true, task)
              : mapped(list, isArray, ['item', 'index'], '[item, index]', true, task),
          spread: true,
          isArray: true,
          isPlain: false,
          sent,
        };
  return { name, problem: null, parts: { task, items }, hoists: null };
}

/** Returns the arguments of every call, computed by the caller. */
function mapped(
  list: ts.Expression,
  isArray: boolean,
  parameters: readonly string[],
  value: string,
  spread: boolean,
  { written }: Task,
): string {
  const type = spread && isTyped(list) ? `: Parameters<typeof ${written}>` : '';
  const body = value.startsWith('{') ? `(${value})` : value;
  const callback = `(${parameters.join(', ')})${type} => ${body}`;
  if (!isArray) return `Array.from(${list.getText()}, ${callback})`;
  return `${ts.isLeftHandSideExpression(list) ? list.getText() : `(${list.getText()})`}.map(${callback})`;
}

function isTyped(node: ts.Node): boolean {
  return !/\.[cm]?jsx?$/.test(node.getSourceFile().fileName);
}

function hasStatements({ body }: Callback): boolean {
  return ts.isBlock(body) && body.statements.length > 1;
}

/** Returns whether a callback calls a function of the project. */
function callsFunction(callback: Callback, checker: ts.TypeChecker): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      found = functionOf(node.expression, checker)?.getSourceFile().isDeclarationFile === false;
    ts.forEachChild(node, visit);
  };
  visit(callback.body);
  return found;
}

function bodyOf({ body }: Callback): ts.Expression | null {
  if (!ts.isBlock(body)) return body;
  const [only] = body.statements;
  return only && body.statements.length === 1 && ts.isReturnStatement(only) && only.expression ? only.expression : null;
}

function isPlain(list: ts.Expression): boolean {
  const value = unwrap(list);
  return (
    ts.isIdentifier(value) ||
    ts.isArrayLiteralExpression(value) ||
    (ts.isPropertyAccessExpression(value) && isPlain(value.expression))
  );
}

/** `Number`, `Math.sqrt`, `JSON.parse`: these finish faster than a message reaches a worker. */
function isBuiltIn(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  let root = unwrap(expression);
  while (ts.isPropertyAccessExpression(root)) root = unwrap(root.expression);
  if (!ts.isIdentifier(root)) return false;
  const declarations = referredSymbol(root, checker)?.declarations ?? [];
  return declarations.length > 0 && declarations.every((each) => each.getSourceFile().isDeclarationFile);
}
