import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { guardStatements, indentedWith, statementsToGuard, wholeLines } from '../edits/guard-statements.ts';
import { freeName } from '../edits/import-name.ts';
import { indentAt, styleOf } from '../edits/source-style.ts';
import type { Site } from './find-sites.ts';
import { containerOf, makeAsync } from './make-async.ts';
import type { PoolCode } from './pool-code.ts';

/** The edits that replace the serial call with a parallel one, or the reason why it cannot be replaced. */
export type Placed =
  | { edits: TextEdit[]; notes: string[]; /** Functions that become async. */ made: ts.Node[]; problem: null }
  | { edits: null; problem: string };

/**
 * Inserts a library's code at the call, all where `await` is legal. At the top level, the pool is created before the call
 * and closed after it. A function may be called again, so it keeps its pool: workers take long to start, and idle ones do
 * not keep the program alive.
 */
export function placeCode(site: Site, { create, ...code }: PoolCode, pool: string, program: ts.Program): Placed {
  const { parts, replaced, shape } = site;
  if (!parts) return cannot(site.call.problem ?? 'it cannot be rewritten');
  const sourceFile = replaced.getSourceFile();
  const file = sourceFile.fileName;
  const checker = program.getTypeChecker();
  const kept = create && containerOf(replaced) ? keepPool(create, replaced) : null;
  const frame = frameOf(replaced, kept !== null);
  if (kept) code.end = null;
  const isAwaited = ts.isAwaitExpression(replaced.parent);
  const waits = shape !== 'all' || isAwaited;
  if (frame.kind === 'nested' && code.end !== null) {
    if (!waits) return cannot('the promise of the results is not awaited here: write await before Promise.all first');
    if (declaresForOthers(frame.statement))
      return cannot('the call is conditional: move it into its own statement first, as in const results = …');
  }
  const waiting = shape === 'all' ? { edits: [], notes: [], made: [], problem: null } : makeAsync(replaced, program);
  if (waiting.problem !== null) return cannot(`the call would have to wait for the workers, and ${waiting.problem}`);

  const [from] = wholeLines(sourceFile, frame.statement);
  const indent = indentAt(sourceFile, frame.statement.getStart(sourceFile));
  const { indent: level, end } = styleOf(sourceFile);
  const { items } = parts;
  // Code that computes the items may throw, so the pool must be created after it.
  const hasOwnLine = code.end !== null && !items.isPlain && frame.kind !== 'nested';
  const list = hasOwnLine ? freeName(sourceFile, 'items') : items.text;
  const promise = code.call(list);
  const isEnded = code.end !== null && frame.kind !== 'nested';
  const whole = isEnded ? `${promise}.finally(() => ${code.end ?? ''})` : promise;
  const replacement = replacementFor(site, whole, sourceFile);
  const lines = [
    ...(hasOwnLine ? [`const ${list} = ${items.text}${end}`] : []),
    ...(create ? [`const ${pool} = ${kept ? kept.expression : create.expression}${end}`] : []),
  ];

  const inner: TextEdit[] = [{ file, ...replacement }, ...(kept?.edits ?? [])];
  if (frame.kind === 'nested' && code.end !== null) {
    const after = frame.statement.end;
    const inside = [...inner, ...waiting.edits.filter((edit) => edit.start >= from && edit.end <= after)];
    const text = `${lines.join(`\n${indent}`)}\n${indent}try {\n${indent}${level}${indentedWith(sourceFile, from, after, inside, level)}\n${indent}} finally {\n${indent}${level}await ${code.end}${end}\n${indent}}`;
    inner.splice(
      0,
      inner.length,
      { file, start: from, end: after, text },
      ...waiting.edits.filter((edit) => !inside.includes(edit)),
    );
  } else if (frame.kind === 'body' && lines.length > 0) {
    const { body } = frame;
    const inside = `${indent}${level}`;
    inner.push({
      file,
      start: body.getStart(),
      end: body.getStart(),
      text: `{\n${[...lines, ''].map((line) => inside + line).join('\n')}return `,
    });
    inner.push({ file, start: body.end, end: body.end, text: `${end}\n${indent}}` });
    inner.push(...waiting.edits);
  } else {
    if (lines.length > 0) {
      const start = Math.min(from, replacement.start);
      inner.unshift({ file, start, end: start, text: lines.map((line) => `${line}\n${indent}`).join('') });
    }
    inner.push(...waiting.edits);
  }
  const placed = guarded(sourceFile, checker, code, inner);
  return placed.problem === null ? { ...placed, notes: waiting.notes, made: waiting.made } : placed;
}

/** Returns an expression for a pool that the module keeps for all calls, and the edits that declare it. */
function keepPool(
  { expression, type }: NonNullable<PoolCode['create']>,
  replaced: ts.Node,
): { expression: string; edits: TextEdit[] } {
  const sourceFile = replaced.getSourceFile();
  const file = sourceFile.fileName;
  // Another function may keep a pool like this already.
  for (const [, name = ''] of sourceFile.text.matchAll(/\(([\w$]+) \?\?= new /g))
    if (sourceFile.text.includes(`(${name} ??= ${expression})`))
      return { expression: `(${name} ??= ${expression})`, edits: [] };
  const name = freeName(sourceFile, 'sharedPool');
  const outermost = ts.findAncestor(replaced, (each) => ts.isSourceFile(each.parent)) as ts.Statement;
  const [start] = wholeLines(sourceFile, outermost);
  const isTyped = !/\.[cm]?jsx?$/.test(file);
  const text = `let ${name}${isTyped ? `: ${type} | undefined` : ''}${styleOf(sourceFile).end}\n\n`;
  return { expression: `(${name} ??= ${expression})`, edits: [{ file, start, end: start, text }] };
}

/** Surroundings of the call: unconditional; nested in loops and conditions; or the body of an arrow function. */
type Frame =
  | { kind: 'straight' | 'nested'; statement: ts.Statement }
  | { kind: 'body'; statement: ts.Statement; body: ts.Expression };

/** @param isKept whether the pool outlives the call, so that it may be created for a part that is skipped */
function frameOf(replaced: ts.Node, isKept: boolean): Frame {
  const container = containerOf(replaced);
  const enclosing = ts.findAncestor(replaced, ts.isStatement);
  const sourceFile = replaced.getSourceFile();
  const isInBody = container !== null && ts.isArrowFunction(container) && !ts.isBlock(container.body);
  let statement: ts.Statement | undefined = isInBody ? ts.findAncestor(container, ts.isStatement) : enclosing;
  let isStraight = true;
  for (let node = replaced; node !== statement && node !== container; node = node.parent)
    isStraight &&= isPassedOn(node.parent, node);
  if (isInBody && statement && (isStraight || isKept)) return { kind: 'body', statement, body: container.body };
  // Moves out of loops to a place where another statement may follow.
  const isOuter = (node: ts.Node): boolean => node === container || ts.isSourceFile(node);
  for (let node: ts.Node | undefined = statement?.parent; node && !isOuter(node); node = node.parent) {
    if (!ts.isStatement(node) || ts.isBlock(node)) continue;
    const needsBlock = statement !== undefined && !isBlockLike(statement.parent);
    if (!ts.isIterationStatement(node, true) && !needsBlock) continue;
    statement = node;
    isStraight = false;
  }
  const [first] = sourceFile.statements;
  const found = statement ?? first;
  if (!found) throw new Error('A call outside of every statement.');
  return { kind: isStraight ? 'straight' : 'nested', statement: found };
}

/** Returns whether a part of an expression is always evaluated with the whole, and nothing after it can be skipped. */
function isPassedOn(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isConditionalExpression(parent)) return false;
  if (ts.isBinaryExpression(parent))
    return parent.left === child || !/^(&&|\|\||\?\?)=?$/.test(parent.operatorToken.getText());
  if (ts.isIfStatement(parent) || ts.isIterationStatement(parent, false)) return false;
  return !(
    (ts.isCallExpression(parent) || ts.isPropertyAccessExpression(parent)) &&
    parent.questionDotToken &&
    parent.expression !== child
  );
}

function isBlockLike(node: ts.Node): boolean {
  return ts.isBlock(node) || ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isCaseOrDefaultClause(node);
}

function declaresForOthers(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
}

/** Returns the code that replaces the serial call. */
function replacementFor(
  { shape, replaced, results }: Site,
  promise: string,
  sourceFile: ts.SourceFile,
): Pick<TextEdit, 'start' | 'end' | 'text'> {
  const start = replaced.getStart(sourceFile);
  const { end, parent } = replaced;
  const style = styleOf(sourceFile);
  if (shape === 'all') return { start, end, text: promise };
  if (shape === 'map') {
    const isHeld =
      (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent) ||
        ts.isNonNullExpression(parent)) &&
      parent.expression === replaced;
    // Without semicolons, a parenthesis would continue the line before.
    const isFirst = style.end === '' && ts.findAncestor(replaced, ts.isStatement)?.getStart(sourceFile) === start;
    return { start, end, text: isHeld ? `${isFirst ? ';' : ''}(await ${promise})` : `await ${promise}` };
  }
  const target = results?.getText(sourceFile) ?? '';
  const list = emptyListBefore(replaced, target, shape);
  if (list) return { start: list.start, end, text: `${list.head}await ${promise}${style.end}` };
  const item = freeName(sourceFile, 'result');
  if (shape === 'put') {
    const index = freeName(sourceFile, 'index');
    const text = `for (const [${index}, ${item}] of (await ${promise}).entries()) ${target}[${index}] = ${item}${style.end}`;
    return { start, end, text };
  }
  return { start, end, text: `for (const ${item} of await ${promise}) ${target}.push(${item})${style.end}` };
}

/** Returns the declaration `const out: T[] = [];` or `= new Array(n);` right before the loop that fills it, to merge the two. */
function emptyListBefore(loop: ts.Node, target: string, shape: Site['shape']): { start: number; head: string } | null {
  const { parent } = loop;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent)) return null;
  const before = parent.statements[parent.statements.indexOf(loop as ts.Statement) - 1];
  if (!before || !ts.isVariableStatement(before) || before.declarationList.declarations.length !== 1) return null;
  const [declaration] = before.declarationList.declarations;
  const initializer = declaration?.initializer;
  if (!initializer) return null;
  const isLiteral = ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0;
  const isEmpty = isLiteral || (shape === 'put' && isOfLength(initializer, loop));
  if (!isEmpty || declaration.name.getText() !== target) return null;
  const start = before.getStart();
  return { start, head: before.getSourceFile().text.slice(start, initializer.getStart()) };
}

/** Returns whether an array is made with as many elements as a loop counts: `new Array(xs.length)` for `i < xs.length`. */
function isOfLength(made: ts.Expression, loop: ts.Node): boolean {
  const limit =
    ts.isForStatement(loop) && loop.condition && ts.isBinaryExpression(loop.condition) ? loop.condition : null;
  if (!limit || !(ts.isNewExpression(made) || ts.isCallExpression(made)) || made.expression.getText() !== 'Array')
    return false;
  return made.arguments?.length === 1 && made.arguments[0]?.getText() === limit.right.getText();
}

/** Returns the edits, wrapped in a guard if the workers load the same file. */
function guarded(
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
  code: Omit<PoolCode, 'create'>,
  inner: readonly TextEdit[],
): { edits: TextEdit[]; problem: null } | { edits: null; problem: string } {
  if (code.guard === null) return { edits: [...code.edits, ...inner], problem: null };
  const { statements, problem } = statementsToGuard(sourceFile, checker, code.guard.statements);
  if (!statements) return cannot(problem);
  const ranges = statements.map((statement) => wholeLines(sourceFile, statement));
  const all = [...code.edits, ...inner];
  const isInside = (edit: TextEdit): boolean => ranges.some(([start, end]) => edit.start >= start && edit.end <= end);
  // An import goes before the statements, even if it is inserted exactly where the first one begins.
  const own = all.filter((edit) => isInside(edit) && !code.edits.includes(edit));
  const outside = all.filter((edit) => !own.includes(edit));
  return {
    edits: [...outside, ...guardStatements(sourceFile, statements, code.guard.condition, own)],
    problem: null,
  };
}

function cannot(problem: string): { edits: null; problem: string } {
  return { edits: null, problem };
}
