import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { isEsModule } from '../edits/source-style.ts';
import { hasModifier } from '../functions/read-signature.ts';

/** The edits that make `await` possible at a place, or the reason why it is not. */
export type Waiting =
  | { edits: TextEdit[]; notes: string[]; /** Functions that become async. */ made: ts.Node[]; problem: null }
  | { edits: null; problem: string };

type Callable = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** Makes `await` legal at a node: the function around it becomes async, and so do its callers in this file. */
export function makeAsync(node: ts.Node, program: ts.Program): Waiting {
  const checker = program.getTypeChecker();
  const edits: TextEdit[] = [];
  const notes: string[] = [];
  const done = new Set<ts.Node>();

  const allow = (at: ts.Node): string | null => {
    const around = containerOf(at);
    if (!around) return topLevel(at.getSourceFile(), program);
    if (!isCallable(around)) return `it is in a ${kindOf(around)}, which cannot wait`;
    if (done.has(around) || hasModifier(around, ts.SyntaxKind.AsyncKeyword)) return null;
    if (around.asteriskToken) return 'it is in a generator, which yields its values one by one';
    done.add(around);
    edits.push(...asyncEdits(around));
    return callersWait(around);
  };

  const callersWait = (declaration: Callable): string | null => {
    const name = nameOf(declaration);
    if (!name) return isGivenAway(declaration, checker);
    const symbol = checker.getSymbolAtLocation(name);
    const sourceFile = declaration.getSourceFile();
    let problem: string | null = null;
    const visit = (part: ts.Node): void => {
      if (problem !== null) return;
      if (ts.isIdentifier(part) && part !== name && part.text === name.text && meansSame(part, symbol)) {
        const call = calledBy(part);
        if (call) problem = waitAt(call);
        else if (!ts.isExportSpecifier(part.parent) && !ts.isTypeQueryNode(part.parent)) {
          const { line } = sourceFile.getLineAndCharacterOfPosition(part.getStart());
          problem = `${name.text} would become async, and on line ${line + 1} it is passed to code that may not await it`;
        }
      }
      ts.forEachChild(part, visit);
    };
    visit(sourceFile);
    if (isSeenOutside(declaration))
      notes.push(`${name.text} is now async: code in other files that calls it has to await it.`);
    return problem;
  };

  const meansSame = (part: ts.Identifier, symbol: ts.Symbol | undefined): boolean => {
    const found = checker.getSymbolAtLocation(part);
    const target = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    return target !== undefined && target === symbol;
  };

  const waitAt = (call: ts.CallExpression): string | null => {
    if (ts.isAwaitExpression(call.parent)) return null;
    const why = allow(call);
    if (why !== null) return why;
    const file = call.getSourceFile().fileName;
    const needsParentheses =
      (ts.isPropertyAccessExpression(call.parent) ||
        ts.isElementAccessExpression(call.parent) ||
        ts.isNonNullExpression(call.parent)) &&
      call.parent.expression === call;
    const start = call.getStart();
    edits.push({ file, start, end: start, text: needsParentheses ? '(await ' : 'await ' });
    if (needsParentheses) edits.push({ file, start: call.end, end: call.end, text: ')' });
    return null;
  };

  const problem = allow(node);
  return problem === null ? { edits, notes, made: [...done], problem: null } : { edits: null, problem };
}

/** Returns the enclosing function of a node, or the separately evaluated part of a class; `null` for the module. */
export function containerOf(node: ts.Node): ts.Node | null {
  return (
    ts.findAncestor(
      node.parent,
      (each) =>
        ts.isFunctionLike(each) ||
        ts.isPropertyDeclaration(each) ||
        ts.isClassStaticBlockDeclaration(each) ||
        ts.isParameter(each) ||
        ts.isModuleBlock(each),
    ) ?? null
  );
}

function topLevel(sourceFile: ts.SourceFile, program: ts.Program): string | null {
  const options = program.getCompilerOptions();
  if (isEsModule(sourceFile, options) && sourceFile.impliedNodeFormat !== ts.ModuleKind.CommonJS) return null;
  return 'it is at the top level of a CommonJS module, where nothing can wait: put it into an async function first';
}

function isCallable(node: ts.Node): node is Callable {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node)
  );
}

function kindOf(node: ts.Node): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isAccessor(node)) return 'getter or setter';
  if (ts.isParameter(node)) return 'default value of a parameter';
  return ts.isModuleBlock(node) ? 'namespace' : 'part of a class that is evaluated with it';
}

function asyncEdits(declaration: Callable): TextEdit[] {
  const sourceFile = declaration.getSourceFile();
  const file = sourceFile.fileName;
  const last = ts.getModifiers(declaration)?.at(-1);
  const at = last ? last.end : declaration.getStart(sourceFile);
  const edits = [{ file, start: at, end: at, text: last ? ' async' : 'async ' }];
  const { type } = declaration;
  if (type && !/^Promise\b/.test(type.getText(sourceFile))) {
    edits.push({ file, start: type.getStart(sourceFile), end: type.getStart(sourceFile), text: 'Promise<' });
    edits.push({ file, start: type.end, end: type.end, text: '>' });
  }
  return edits;
}

function nameOf(declaration: Callable): ts.Identifier | null {
  if (declaration.name && ts.isIdentifier(declaration.name)) return declaration.name;
  const { parent } = declaration;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : null;
}

/** Returns why a callback cannot become async, or `null` if its result is ignored or awaited. */
function isGivenAway(declaration: Callable, checker: ts.TypeChecker): string | null {
  const type = ts.isExpression(declaration) ? checker.getContextualType(declaration) : undefined;
  const results = type?.getCallSignatures().map((signature) => checker.typeToString(signature.getReturnType())) ?? [];
  const mayWait = results.length > 0 && results.every((result) => /^void$|Promise/.test(result));
  return mayWait ? null : 'it is in a callback whose caller does not wait for promises: move it out of the callback';
}

function calledBy(identifier: ts.Identifier): ts.CallExpression | null {
  const reached =
    ts.isPropertyAccessExpression(identifier.parent) && identifier.parent.name === identifier
      ? identifier.parent
      : identifier;
  return ts.isCallExpression(reached.parent) && reached.parent.expression === reached ? reached.parent : null;
}

function isSeenOutside(declaration: Callable): boolean {
  const statement = ts.findAncestor(declaration, (each) => ts.isSourceFile(each.parent));
  return (
    statement !== undefined && ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword)
  );
}
