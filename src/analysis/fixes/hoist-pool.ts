import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { mentions, wholeLines } from '../edits/guard-statements.ts';
import { indentAt } from '../edits/source-style.ts';
import { parallelConstruct } from '../tasks/parallel-constructs.ts';
import type { Fixer } from './fixer.ts';

const closing = /^(close|terminate|destroy|join|end)$/;

/** Moves a pool out of a loop if creating and closing it depend on nothing inside the loop. */
export const hoistPool: Fixer = {
  codes: ['pool-in-loop'],
  fix({ sourceFile, checker, node }) {
    const construct = parallelConstruct(node, checker);
    const statement = ts.findAncestor(node, ts.isVariableStatement);
    const declaration = statement?.declarationList.declarations[0];
    const block = statement?.parent;
    const loop = block?.parent;
    if (construct?.kind !== 'pool' || !statement || declaration?.initializer !== node) return [];
    if (statement.declarationList.declarations.length !== 1 || !ts.isIdentifier(declaration.name)) return [];
    if (!block || !ts.isBlock(block) || !loop || !ts.isIterationStatement(loop, false)) return [];
    const pool = checker.getSymbolAtLocation(declaration.name);
    const around = loop.parent;
    if (!pool || !(ts.isBlock(around) || ts.isSourceFile(around))) return [];
    if (mentions(node, symbolsIn(loop, checker), checker)) return [];
    if (checker.resolveName(declaration.name.text, loop, ts.SymbolFlags.Value, true)) return [];

    const isOwnEnd = (each: ts.Statement): boolean => isClosing(each, pool, checker);
    const ends = block.statements.filter(isOwnEnd);
    // A close anywhere else, for example in a `finally`, belongs to one iteration and would close the shared pool.
    if (closings(block, pool, checker) !== ends.length) return [];
    // Leaving the loop early would leak the pool.
    if (ends.length > 0 && leavesFunction(block)) return [];

    const file = sourceFile.fileName;
    const indent = indentAt(sourceFile, loop.getStart(sourceFile));
    const [loopStart] = wholeLines(sourceFile, loop);
    const text = (each: ts.Node): string => sourceFile.text.slice(each.getStart(sourceFile), each.end);
    const edits: TextEdit[] = [
      { file, start: loopStart, end: loopStart, text: `${text(statement)}\n${indent}` },
      ...[statement, ...ends].map((each) => ({ file, ...lineOf(sourceFile, each), text: '' })),
      ...ends.map((each) => ({ file, start: loop.end, end: loop.end, text: `\n${indent}${text(each)}` })),
    ];
    return [{ title: `Make ${declaration.name.text} once, before the loop`, edits, preferred: true }];
  },
};

/** Names that a loop and its body declare. */
function symbolsIn(loop: ts.Node, checker: ts.TypeChecker): Set<ts.Symbol> {
  const symbols = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    const name = (node as ts.NamedDeclaration).name;
    const symbol = name && ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    if (symbol && (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node)))
      symbols.add(symbol);
    ts.forEachChild(node, visit);
  };
  visit(loop);
  return symbols;
}

/** `await pool.close();` */
function isClosing(statement: ts.Statement, pool: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return isClosingCall(call, pool, checker);
}

function isClosingCall(call: ts.Node, pool: ts.Symbol, checker: ts.TypeChecker): boolean {
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    closing.test(call.expression.name.text) &&
    checker.getSymbolAtLocation(call.expression.expression) === pool
  );
}

function closings(block: ts.Node, pool: ts.Symbol, checker: ts.TypeChecker): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (isClosingCall(node, pool, checker)) count++;
    ts.forEachChild(node, visit);
  };
  visit(block);
  return count;
}

function leavesFunction(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return ts.isFunctionLike(node) ? false : (ts.forEachChild(node, leavesFunction) ?? false);
}

/** Returns the range of a statement including its line if nothing else is on that line. */
function lineOf(sourceFile: ts.SourceFile, statement: ts.Statement): { start: number; end: number } {
  const { text } = sourceFile;
  const [from, to] = wholeLines(sourceFile, statement);
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next < 0 ? text.length : next + 1;
  const isAlone = (text.slice(start, from) + text.slice(to, end)).trim() === '';
  return isAlone ? { start, end } : { start: from, end: to };
}
