import ts from 'typescript';
import { bindFile, isReference, referredSymbol } from './bind-file.ts';
import { isFunction, unwrap } from './member-path.ts';

/** Moves an expression to module scope, `null` when it cannot be. */
export type Move = (expression: ts.Expression) => string | null;

/** A loop, or a callback that is called once per item. */
export interface Iteration {
  node: ts.Node;
  /** The symbols that it sets anew for each item. */
  variables: Set<ts.Symbol>;
  /** Whether an argument is the item itself, so that the items need no mapping. */
  isItem(argument: ts.Expression): boolean;
  /** An array of all items. */
  items(move: Move): string | null;
  /** An array of what `body`, which may use the variables, is for each item; `flat`: bodies are arrays to be joined. */
  mapped(body: string, flat: boolean, move: Move): string | null;
}

/** Methods of arrays that call their argument with (item, index, array). */
export const itemMethods = new Set(['map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex']);

/** The iterations around a node, innermost first. */
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
  if (!ts.isPropertyAccessExpression(call.expression)) return null;
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

/** `for (let i = a; i < b; i += s)`. */
function counting(loop: ts.ForStatement): Iteration | null {
  const { initializer, condition, incrementor } = loop;
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !condition || !incrementor) return null;
  const declaration = initializer.declarations[0];
  if (!declaration?.initializer || !ts.isIdentifier(declaration.name) || !ts.isBinaryExpression(condition)) return null;
  const counter = declaration.name;
  const start = declaration.initializer;
  const inclusive = condition.operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  if (!inclusive && condition.operatorToken.kind !== ts.SyntaxKind.LessThanToken) return null;
  if (!isSame(condition.left, counter)) return null;
  const step = stepOf(incrementor, counter);
  if (step === null) return null;
  const fromZero = start.getText() === '0';
  const limit = unwrap(condition.right);
  const array =
    fromZero && step === 'one' && !inclusive && ts.isPropertyAccessExpression(limit) && limit.name.text === 'length'
      ? limit.expression
      : null;
  const name = counter.text;
  const count = (move: Move): string | null => {
    const end = move(condition.right);
    const begin = move(start);
    const stride = step === 'one' ? '1' : move(step);
    if (end === null || begin === null || stride === null) return null;
    const last = inclusive ? `${operand(end)} + 1` : end;
    const span = fromZero ? last : `${inclusive ? last : operand(last)} - ${operand(begin)}`;
    return stride === '1' ? span : `Math.ceil(${operand(span)} / ${operand(stride)})`;
  };
  const value = (move: Move): string => {
    const stride = step === 'one' ? '' : ` * ${operand(move(step) ?? '1')}`;
    return fromZero ? `${name}${stride}` : `${operand(move(start) ?? '0')} + ${name}${stride}`;
  };
  const counted: Iteration['items'] = (move) =>
    around('Array.from({ length: ', count(move), ` }, (_, ${name}) => ${value(move)})`);
  return {
    node: loop,
    variables: variablesOf([counter]),
    isItem: (argument) => isSame(argument, counter),
    items: counted,
    mapped: (body, flat, move) => {
      const whole = array && !flat ? move(array) : null;
      if (whole !== null && body === `${whole}[${name}]`) return whole;
      if (!fromZero || step !== 'one')
        return around('', counted(move), `.${flat ? 'flatMap' : 'map'}((${name}) => ${bodyText(body)})`);
      const length = count(move);
      return around('Array.from({ length: ', length, ` }, (_, ${name}) => ${bodyText(body)})${flat ? '.flat()' : ''}`);
    },
  };
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

function stepOf(incrementor: ts.Expression, counter: ts.Identifier): ts.Expression | 'one' | null {
  if (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor))
    return incrementor.operator === ts.SyntaxKind.PlusPlusToken && isSame(incrementor.operand, counter) ? 'one' : null;
  if (!ts.isBinaryExpression(incrementor) || !isSame(incrementor.left, counter)) return null;
  return incrementor.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken ? incrementor.right : null;
}

/** The text for a collection that must be an array, where the method that was called on it tells no more. */
export function asArray(collection: ts.Expression, moved: string | null, method: string): string | null {
  if (moved === null) return null;
  // Only `forEach` exists on sets and maps too; a map calls back with (value, key), which no array of items can mean.
  if (method !== 'forEach' || isArray(collection)) return moved;
  const initializer = initializerOf(collection);
  if (initializer && ts.isNewExpression(initializer) && initializer.expression.getText() === 'Map') return null;
  return initializer && ts.isNewExpression(initializer) ? `[...${moved}]` : moved;
}

/** Whether the text shows that an expression is an array. */
function isArray(expression: ts.Expression): boolean {
  const value = unwrap(expression);
  if (ts.isArrayLiteralExpression(value)) return true;
  if (ts.isCallExpression(value) && ts.isPropertyAccessExpression(value.expression)) {
    const { name, expression: object } = value.expression;
    if (['map', 'filter', 'flatMap', 'slice', 'concat', 'toSorted', 'sort', 'split'].includes(name.text)) return true;
    return (
      ['Array', 'Object'].includes(object.getText()) && ['from', 'of', 'keys', 'values', 'entries'].includes(name.text)
    );
  }
  if (!ts.isIdentifier(value)) return false;
  const declaration = referredSymbol(value, bindFile(value.getSourceFile()))?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  if (declaration.type) {
    const type = ts.isTypeOperatorNode(declaration.type) ? declaration.type.type : declaration.type;
    return ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type) || /^(Readonly)?Array</.test(type.getText());
  }
  return declaration.initializer !== undefined && isArray(declaration.initializer);
}

function initializerOf(expression: ts.Expression): ts.Expression | null {
  const value = unwrap(expression);
  if (!ts.isIdentifier(value)) return value;
  const declaration = referredSymbol(value, bindFile(value.getSourceFile()))?.valueDeclaration;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? unwrap(declaration.initializer)
    : null;
}

function variablesOf(names: readonly ts.BindingName[]): Set<ts.Symbol> {
  const variables = new Set<ts.Symbol>();
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) {
      const symbol = bindFile(name.getSourceFile()).getSymbolAtLocation(name);
      if (symbol) variables.add(symbol);
    } else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  names.forEach(add);
  return variables;
}

function isSame(argument: ts.Expression, name: ts.Node): boolean {
  const value = unwrap(argument);
  if (!ts.isIdentifier(value) || !ts.isIdentifier(name) || !isReference(value)) return false;
  const checker = bindFile(value.getSourceFile());
  const symbol = referredSymbol(value, checker);
  return symbol !== undefined && symbol === checker.getSymbolAtLocation(name);
}

function around(before: string, text: string | null, after: string): string | null {
  return text === null ? null : before + text + after;
}

function operand(text: string): string {
  return /^[\w$.]+$/.test(text) ? text : `(${text})`;
}

/** An object literal as an arrow function's body would be read as a block. */
function bodyText(body: string): string {
  return body.startsWith('{') ? `(${body})` : body;
}
