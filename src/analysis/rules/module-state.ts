import ts from 'typescript';
import type { Severity } from '../../model/finding.ts';
import { isReference } from '../syntax/bind-file.ts';
import { taskReader, type TaskFact } from '../tasks/walk-task.ts';
import { isModuleState, writeOf, type Write } from '../syntax/written-variables.ts';
import { findingAt, type Rule } from './rule.ts';

const stateWrites = taskReader((node, checker) => {
  const write = writeOf(node, checker);
  return write && isModuleState(write) && !isShared(write, checker) ? write : null;
});

/** Reports module-level variables that a task writes, directly or through calls: each worker has its own copy. */
export const moduleState: Rule = {
  codes: ['module-state-written', 'cache-per-worker'],
  check(context) {
    return context.candidates.flatMap((candidate) => {
      // Of a function that is sent as text, the variables around it are not even defined.
      if (candidate.role === 'text') return [];
      const writes = new Map<ts.Symbol, { write: Write; at: TaskFact<Write> }>();
      for (const at of stateWrites(candidate, context))
        if (!writes.has(at.fact.symbol)) writes.set(at.fact.symbol, { write: at.fact, at });
      return [...writes.values()].map(({ write, at }) => {
        const variable = write.variable.text;
        const related = [{ node: write.declaration.name as ts.Node, note: `${variable} is declared here` }];
        if (at.via) related.unshift({ node: at.node, note: `${variable} is written here` });
        const place = at.via ?? at.node;
        if (isCache(write, at.node, context.checker))
          return findingAt(place, 'cache-per-worker', { variable }, { related });
        return findingAt(
          place,
          'module-state-written',
          { variable },
          {
            severity: candidate.role === 'listener' ? 'information' : severityOf(write, at.node, context.checker),
            related,
          },
        );
      });
    });
  },
};

/** Shared memory is the solution to this problem, not a case of it. */
function isShared({ variable, declaration }: Write, checker: ts.TypeChecker): boolean {
  const text = checker.typeToString(checker.getTypeAtLocation(variable));
  const made =
    ts.isVariableDeclaration(declaration) && declaration.initializer ? declaration.initializer.getText() : '';
  return text.includes('SharedArrayBuffer') || /SharedArrayBuffer|workerData/.test(made);
}

/** State that accumulates over items is wrong in workers; state that is only assigned may be intended per worker. */
function severityOf(write: Write, node: ts.Node, checker: ts.TypeChecker): Severity {
  if (isScratch(write, checker)) return 'information';
  if (write.how !== 'assign' || !ts.isBinaryExpression(node) || isCounting(node)) return 'warning';
  return mentions(node.right, write.variable.text) ? 'warning' : 'information';
}

/** A preallocated typed array is usually a buffer that is written before it is read. */
function isScratch({ variable, how }: Write, checker: ts.TypeChecker): boolean {
  return (
    how !== 'assign' &&
    /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array/.test(checker.typeToString(checker.getTypeAtLocation(variable)))
  );
}

/**
 * Returns whether the function that writes also checks first: `cache.get(key)`, `key in cache`, `cache[key]` in a
 * condition, `??=`, `if (!instance) instance = ...`. A weak collection keyed by objects is always a cache, because each
 * worker has its own objects.
 */
function isCache(write: Write, node: ts.Node, checker: ts.TypeChecker): boolean {
  if (write.onlyIfEmpty) return true;
  if (/^Weak(Map|Set)$/.test(checker.getTypeAtLocation(write.variable).getSymbol()?.name ?? '')) return true;
  const writes = ts.findAncestor(node, ts.isFunctionLike);
  if (!writes) return false;
  const { text } = write.variable;
  if (write.how === 'method')
    // A collection that one function queries and fills is a cache, even if the function evicts entries first.
    return ['get|has', 'set|add'].every((methods) => new RegExp(`\\b${text}\\.(${methods})\\(`).test(writes.getText()));
  if (write.how === 'member' && isCounting(node)) return false;
  const asks = (condition: ts.Node): boolean => mentions(condition, text);
  const lookup = (part: ts.Node): boolean => {
    if (ts.isIfStatement(part)) return asks(part.expression) && !/[<>]|%/.test(part.expression.getText());
    if (ts.isVariableDeclaration(part) && part.initializer && write.how === 'member')
      return ts.isElementAccessExpression(part.initializer) && asks(part.initializer.expression);
    return false;
  };
  const search = (part: ts.Node): boolean => lookup(part) || (ts.forEachChild(part, search) ?? false);
  return !isCounting(node) && search(writes);
}

/** `x++`, `x += 1`: the new value depends on the old one. */
function isCounting(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
}

function mentions(node: ts.Node, name: string): boolean {
  const visit = (part: ts.Node): boolean =>
    (ts.isIdentifier(part) && part.text === name && isReference(part)) || (ts.forEachChild(part, visit) ?? false);
  return visit(node);
}
