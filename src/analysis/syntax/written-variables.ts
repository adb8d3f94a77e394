import ts from 'typescript';
import { isModuleLevel, isReference } from './bind-file.ts';
import { isAssignment } from './derived-values.ts';

/** A write to a variable, or to an object that it holds. */
export interface Write {
  /** The variable at the root of the written expression. */
  variable: ts.Identifier;
  symbol: ts.Symbol;
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration;
  /** Whether the variable itself is assigned, a member of it is assigned, or a mutating method is called. */
  how: 'assign' | 'member' | 'method';
  /** `??=` and `||=`, which assign only if the variable is empty. */
  onlyIfEmpty: boolean;
}

const mutators = new Map([
  ['Array', 'push pop shift unshift splice sort reverse fill copyWithin'],
  ['Map', 'set delete clear'],
  ['WeakMap', 'set delete'],
  ['Set', 'add delete clear'],
  ['WeakSet', 'add delete'],
  ...['Generator', 'AsyncGenerator', 'Iterator', 'IterableIterator', 'ArrayIterator', 'MapIterator', 'SetIterator'].map(
    (name): [string, string] => [name, 'next return'],
  ),
]);
const ofTypedArrays = 'set fill sort reverse copyWithin';
/** A call of any other name is not a write, so its type, which is slow to compute, is not needed. */
const changingNames = new Set([...mutators.values(), ofTypedArrays].flatMap((names) => names.split(' ')));

/** An expression that a node writes to. */
export interface WrittenTarget {
  target: ts.Expression;
  /** Whether a method of the target changes it. */
  isMethod: boolean;
  onlyIfEmpty: boolean;
}

/** Returns the write that a node performs, if it writes to a variable. */
export function writeOf(node: ts.Node, checker: ts.TypeChecker): Write | null {
  const found = writtenTarget(node, checker);
  const write = found && written(found.target, checker, found.onlyIfEmpty);
  return write && found.isMethod ? { ...write, how: 'method' } : write;
}

/** Returns the expression that a node writes to: the left side of an assignment, the object of a mutating method. */
export function writtenTarget(node: ts.Node, checker: ts.TypeChecker): WrittenTarget | null {
  if (isAssignment(node)) {
    const kind = node.operatorToken.kind;
    const onlyIfEmpty = kind === ts.SyntaxKind.QuestionQuestionEqualsToken || kind === ts.SyntaxKind.BarBarEqualsToken;
    return { target: node.left, isMethod: false, onlyIfEmpty };
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? { target: node.operand, isMethod: false, onlyIfEmpty: false } : null;
  }
  if (ts.isDeleteExpression(node)) return { target: node.expression, isMethod: false, onlyIfEmpty: false };
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { name, expression: object } = node.expression;
  if (!changingNames.has(name.text)) return null;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(object));
  const typeName = checker.isArrayType(type) ? 'Array' : (type.getSymbol()?.name ?? '');
  const changing = mutators.get(typeName) ?? (/^\w+Array$/.test(typeName) ? ofTypedArrays : '');
  if (!changing.split(' ').includes(name.text)) return null;
  return { target: object, isMethod: true, onlyIfEmpty: false };
}

/** Returns the expressions that a node writes to, also by a pattern: `[xs[i], xs[j]] = [xs[j], xs[i]]`. */
export function writtenTargets(node: ts.Node, checker: ts.TypeChecker): WrittenTarget[] {
  const written = writtenTarget(node, checker);
  if (!written || written.isMethod) return written ? [written] : [];
  return targetsIn(written.target).map((target) => ({ ...written, target }));
}

function targetsIn(target: ts.Expression): ts.Expression[] {
  if (ts.isSpreadElement(target)) return targetsIn(target.expression);
  if (ts.isArrayLiteralExpression(target)) return target.elements.flatMap(targetsIn);
  if (ts.isBinaryExpression(target)) return targetsIn(target.left);
  if (!ts.isObjectLiteralExpression(target)) return ts.isOmittedExpression(target) ? [] : [target];
  return target.properties.flatMap((property): ts.Expression[] => {
    if (ts.isPropertyAssignment(property)) return targetsIn(property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isSpreadAssignment(property) ? [property.expression] : [];
  });
}

/** Returns what a node adds to: `entry.n` of `entry.n++`, `entry.list` of `entry.list.push(x)`. */
export function raisedBy(node: ts.Node): ts.Expression | null {
  if (ts.isCallExpression(node))
    return /\.(push|unshift|add|set)$/.test(node.expression.getText()) ? node.expression : null;
  if (ts.isBinaryExpression(node)) return /^([-+*|&^]|\*\*)=$/.test(node.operatorToken.getText()) ? node.left : null;
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return null;
  const isStep = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  return isStep ? node.operand : null;
}

/** Returns whether a variable belongs to a module, so that every worker has its own copy. */
export function isModuleState({ declaration, how }: Write): boolean {
  if (!ts.isVariableDeclaration(declaration) || declaration.getSourceFile().isDeclarationFile) return false;
  return isModuleLevel(declaration) && (how !== 'assign' || !isConst(declaration));
}

function isConst(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

function written(target: ts.Expression, checker: ts.TypeChecker, onlyIfEmpty: boolean): Write | null {
  let root: ts.Expression = target;
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isNonNullExpression(root) ||
    ts.isParenthesizedExpression(root) ||
    ts.isAsExpression(root)
  )
    root = root.expression;
  if (!ts.isIdentifier(root) || !isReference(root)) return null;
  let symbol = checker.getSymbolAtLocation(root);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return null;
  return { variable: root, symbol, declaration, how: root === target ? 'assign' : 'member', onlyIfEmpty };
}
