import ts from 'typescript';
import { around, bodyText, isSame, variablesOf, type Iteration, type Move } from './iteration.ts';
import { unwrap } from './member-path.ts';

export interface Counting extends Iteration {
  /** Whether the counter is 0, 1, 2 and so on. */
  isIndex: boolean;
}

/** `for (let i = a; i < b; i += s)`. */
export function counting(loop: ts.ForStatement): Counting | null {
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
    isIndex: fromZero && step === 'one',
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

function stepOf(incrementor: ts.Expression, counter: ts.Identifier): ts.Expression | 'one' | null {
  if (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor))
    return incrementor.operator === ts.SyntaxKind.PlusPlusToken && isSame(incrementor.operand, counter) ? 'one' : null;
  if (!ts.isBinaryExpression(incrementor) || !isSame(incrementor.left, counter)) return null;
  return incrementor.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken ? incrementor.right : null;
}

function operand(text: string): string {
  return /^[\w$.]+$/.test(text) ? text : `(${text})`;
}
