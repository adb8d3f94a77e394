import { dirname, relative } from 'node:path';
import ts from 'typescript';
import { hasModifier } from '../functions/read-signature.ts';
import type { Projects } from '../project/projects.ts';
import { importedSymbol, isReference } from '../syntax/bind-file.ts';
import { outermost, unwrap } from '../syntax/member-path.ts';

/** How a function changes: it returns a promise, or a value of another type with the same data. */
export type ResultChange = 'promise' | 'data';

/** A use of a function that a change of its result breaks although the types may allow it. */
interface BreakingUse {
  name: string;
  /** `src/main.ts:12`, relative to the folder of the function's file. */
  place: string;
}

/**
 * Returns the first use of functions that breaks when their results change; `null` if there is none. Types show few of
 * these: JavaScript is not checked, and a promise can be converted to text.
 */
export function breakingUse(
  projects: Projects,
  file: string,
  files: readonly string[],
  declarations: readonly ts.Node[],
  change: ResultChange,
): BreakingUse | null {
  const known = declarations.map(({ pos, end }) => `${pos}-${end}`);
  for (const path of declarations.length > 0 ? files : []) {
    const { program, sourceFile } = projects.open(path);
    const checker = program.getTypeChecker();
    const isKnown = (name: ts.Identifier): boolean => {
      const made = importedSymbol(name, checker)?.valueDeclaration;
      if (made?.getSourceFile().fileName !== file) return false;
      const value = ts.isVariableDeclaration(made) && made.initializer ? unwrap(made.initializer) : made;
      return known.includes(`${value.pos}-${value.end}`);
    };
    const isFine = (name: ts.Identifier): boolean =>
      change === 'promise' ? isAwaited(name) : isTypeChecked(sourceFile, program) && isOnlyRead(name, checker);
    const visit = (node: ts.Node): ts.Identifier | null => {
      const isUse = ts.isIdentifier(node) && (isReference(node) || isMember(node)) && !isPassedThrough(node);
      if (isUse && isKnown(node) && !isFine(node)) return node;
      return ts.forEachChild(node, visit) ?? null;
    };
    const found = visit(sourceFile);
    if (!found) continue;
    const { line } = sourceFile.getLineAndCharacterOfPosition(found.getStart());
    return { name: found.text, place: `${relative(dirname(file), path).replaceAll('\\', '/')}:${line + 1}` };
  }
  return null;
}

function isMember(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** Returns whether a name is only imported or exported, or stands for its type. */
function isPassedThrough({ parent }: ts.Identifier): boolean {
  return (
    ts.isExportSpecifier(parent) ||
    ts.isExportAssignment(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isTypeQueryNode(parent)
  );
}

function callOf(name: ts.Identifier): ts.CallExpression | null {
  const callee = outermost(isMember(name) ? name.parent : name);
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? callee.parent : null;
}

/** Returns whether a function is called and its promise awaited, returned, chained or given to `Promise.all`. */
function isAwaited(name: ts.Identifier): boolean {
  const call = callOf(name);
  if (!call) return false;
  const value = outermost(call);
  const { parent } = value;
  if (ts.isAwaitExpression(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return /^(?:then|catch|finally)$/.test(parent.name.text);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === value)) {
    const around = ts.findAncestor(parent, ts.isFunctionLike);
    const isAsync = around && ts.canHaveModifiers(around) ? hasModifier(around, ts.SyntaxKind.AsyncKeyword) : false;
    if (isAsync) return true;
  }
  return ts.findAncestor(value, isPromiseList) !== undefined;
}

function isPromiseList(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^Promise\.(?:all|allSettled|race|any)$/.test(node.expression.getText());
}

function isTypeChecked({ fileName, text }: ts.SourceFile, program: ts.Program): boolean {
  if (!/\.[cm]?jsx?$/.test(fileName)) return true;
  return program.getCompilerOptions().checkJs === true || /^\s*\/\/\s*@ts-check/m.test(text);
}

/** Returns whether the result of a call, or a constant that holds it, is nowhere converted by its class. */
function isOnlyRead(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const call = callOf(name);
  if (!call) return true;
  if (isConverted(call)) return false;
  const { parent } = outermost(call);
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return true;
  const symbol = checker.getSymbolAtLocation(parent.name);
  const visit = (node: ts.Node): boolean =>
    ts.isIdentifier(node) && isReference(node) && checker.getSymbolAtLocation(node) === symbol
      ? isConverted(node)
      : (ts.forEachChild(node, visit) ?? false);
  return !visit(call.getSourceFile());
}

/** `String(x)`, `JSON.stringify(x)`, `${x}`, `x + ''`, `x instanceof C`, `x.toString()`. */
function isConverted(node: ts.Node): boolean {
  const value = outermost(node);
  const { parent } = value;
  if (ts.isTemplateSpan(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return /^(?:toString|toJSON|valueOf|constructor)$/.test(parent.name.text);
  if (ts.isBinaryExpression(parent))
    return (
      parent.operatorToken.kind === ts.SyntaxKind.PlusToken ||
      parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
    );
  return ts.isCallExpression(parent) && /^(?:String|Number|JSON\.stringify)$/.test(parent.expression.getText());
}
