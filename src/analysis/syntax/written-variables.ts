import ts from 'typescript';
import { isModuleLevel, isReference } from './bind-file.ts';

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
]);
const ofTypedArrays = 'set fill sort reverse copyWithin';
/** A call of any other name is not a write, so its type, which is slow to compute, is not needed. */
const changingNames = new Set([...mutators.values(), ofTypedArrays].flatMap((names) => names.split(' ')));

/** Returns the write that a node performs, if it writes to a variable. */
export function writeOf(node: ts.Node, checker: ts.TypeChecker): Write | null {
  if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) {
    const kind = node.operatorToken.kind;
    const onlyIfEmpty = kind === ts.SyntaxKind.QuestionQuestionEqualsToken || kind === ts.SyntaxKind.BarBarEqualsToken;
    return written(node.left, checker, onlyIfEmpty);
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? written(node.operand, checker, false) : null;
  }
  if (ts.isDeleteExpression(node)) return written(node.expression, checker, false);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { name, expression: object } = node.expression;
  if (!changingNames.has(name.text)) return null;
  const type = checker.getTypeAtLocation(object);
  const typeName = checker.isArrayType(type) ? 'Array' : (type.getSymbol()?.name ?? '');
  const changing = mutators.get(typeName) ?? (/^\w+Array$/.test(typeName) ? ofTypedArrays : '');
  if (!changing.split(' ').includes(name.text)) return null;
  const write = written(object, checker, false);
  return write && { ...write, how: 'method' };
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

function isAssignmentOperator(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
