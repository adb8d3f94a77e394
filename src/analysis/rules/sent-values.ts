import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { findCloneProblems, type Channel, type CloneProblem } from '../cloning/find-clone-problems.ts';
import { referredSymbol } from '../syntax/bind-file.ts';
import { access, isFunction, propertyName, unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { channelOf, channelOfTask } from '../tasks/channel-of.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { dispatchedTasks, type DispatchedTask } from '../tasks/dispatched-tasks.ts';
import { isReplyOfWebWorker, isWebWorker } from '../tasks/message-listeners.ts';
import { parallelConstruct, parallelConstructs } from '../tasks/parallel-constructs.ts';
import { remoteCalls } from '../tasks/remote-calls.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { cloneFinding } from './clone-finding.ts';
import { findingAt, type Rule } from './rule.ts';

/** A value in the text of a program that is copied to a worker. */
interface SentValue {
  value: ts.Expression;
  channel: Channel;
  /** Whether each element of the value is sent, rather than the value. */
  isList?: boolean;
  /** Whether it is a message, rather than an argument of a task. */
  isPosted?: boolean;
  /** Whether some parts of the value are transferred. */
  isTransferring?: boolean;
}

/** A part of a literal. */
interface Part {
  part: ts.Node;
  path: string;
  /** Whether the elements of the part are sent, as of `...part`. */
  isEach?: boolean;
}

/** Values that do not arrive as they are sent, whatever the types of the receiver say. */
export const sentValues: Rule = {
  codes: ['argument-not-cloneable', 'class-instance-loses-prototype', 'arrives-empty'],
  check(context) {
    return sentIn(context).flatMap((sent) => problemIn(sent, context) ?? []);
  },
};

/** The worst problem of a value, at the value: one that makes the message fail, if there is any. */
function problemIn(sent: SentValue, context: RuleContext): Finding | null {
  const alternatives = alternativesOf(sent.value);
  const found = alternatives.map((value) => problemOf(value, sent, context, true));
  if (found.every((each) => each !== null)) return found[0] ?? null;
  // Of `x ? f : 1`, only some values are lost.
  const [first] = alternatives.flatMap((value) => problemOf(value, sent, context, false) ?? []);
  return first ?? null;
}

/** The values that `x ? a : b`, `a ?? b` and `a || b` may have. */
function alternativesOf(written: ts.Expression): ts.Expression[] {
  const value = unwrap(written);
  if (ts.isConditionalExpression(value)) return [...alternativesOf(value.whenTrue), ...alternativesOf(value.whenFalse)];
  const isEither =
    ts.isBinaryExpression(value) &&
    (value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      value.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  return isEither ? [...alternativesOf(value.left), ...alternativesOf(value.right)] : [written];
}

function problemOf(
  value: ts.Expression,
  { value: whole, channel, isList, isPosted, isTransferring }: SentValue,
  context: RuleContext,
  always: boolean,
): Finding | null {
  const { checker } = context;
  const found: Finding[] = [];
  for (const { part, path, isEach } of partsOf(value, checker, isList === true && !isLiteral(value))) {
    if (isPosted === true && isResultOfTask(part, context)) continue;
    if (isProxy(part, checker)) {
      const args = { path, what: 'a Proxy', channel };
      found.push(findingAt(whole, 'argument-not-cloneable', args, { severity: 'error' }));
    }
    const type = checker.getTypeAtLocation(part);
    const isOfList = isEach === true || (isList === true && part === unwrap(value));
    const sent = isOfList ? elementOf(type, checker) : type;
    const problems = sent
      ? findCloneProblems(sent, isOfList ? `${path}[]` : path, part, context.program, { channel, mayBeEmpty: false })
      : [];
    const certain = problems.filter(
      (each) => each.always && isLost(each, channel) && !(isTransferring === true && mayBeTransferred(each)),
    );
    found.push(...certain.map((each) => cloneFinding({ ...each, always }, whole, 'argument')));
  }
  return found.find(({ severity }) => severity === 'error') ?? found[0] ?? null;
}

/** A value in the list of a transfer is moved instead of copied. */
function mayBeTransferred(problem: CloneProblem): boolean {
  return problem.kind !== 'refused' || problem.channel !== 'both' || problem.what.endsWith('FileHandle');
}

function isLost(problem: CloneProblem, channel: Channel): boolean {
  if (problem.kind === 'buffer') return false;
  // A subclass that only adds fields to its base is often thrown away on purpose, as errors are.
  if (problem.kind === 'class') return problem.as === null;
  return problem.channel !== 'processes' || channel === 'processes';
}

/** Returns the parts of a literal, with their own types: that of a list would be the union of all. */
function partsOf(written: ts.Expression, checker: ts.TypeChecker, isOpaque: boolean, path = ''): Part[] {
  const value = unwrap(written);
  if (ts.isArrayLiteralExpression(value) && !isOpaque)
    return value.elements.flatMap((element, index): Part[] => {
      if (!ts.isSpreadElement(element)) return partsOf(element, checker, false, `${path}[${index}]`);
      const held = literalBehind(element.expression, checker);
      if (held && isLiteral(held)) return partsOf(held, checker, false, path);
      return [{ part: element.expression, path, isEach: true }];
    });
  if (ts.isObjectLiteralExpression(value) && !isOpaque) {
    // Spreading a value of unknown type hides the types of all others.
    const isHidden = isOpen(checker.getTypeAtLocation(value));
    return value.properties.flatMap((property): Part[] => {
      const name = property.name && propertyName(property.name);
      const inner = access(path, name ?? '');
      if (ts.isPropertyAssignment(property))
        return name === null || name === undefined ? [] : partsOf(property.initializer, checker, false, inner);
      if (ts.isShorthandPropertyAssignment(property)) return partsOf(property.name, checker, false, inner);
      // Methods, accessors and what is spread are judged by the type of the whole.
      if (!isHidden) return [{ part: value, path }];
      if (!ts.isSpreadAssignment(property)) return [{ part: property, path: inner }];
      return partsOfSpread(property.expression, checker, path);
    });
  }
  const name = ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) ? value.getText() : '';
  const held = isOpaque ? null : literalBehind(value, checker);
  const place = path === '' ? name : path;
  if (held) return [...partsOf(held, checker, false, place), ...putInto(value, checker, place)];
  return [{ part: value, path: place }, ...(isOpaque ? [] : putInto(value, checker, place))];
}

/**
 * Returns the parts that a constant gets before it is sent: `job.done = done`, `data.set('done', done)`. Statements under a
 * condition are left out, because they may not run.
 */
function putInto(value: ts.Expression, checker: ts.TypeChecker, path: string): Part[] {
  const symbol = ts.isIdentifier(value) ? referredSymbol(value, checker) : undefined;
  const variable = symbol?.valueDeclaration;
  const statement = variable && ts.findAncestor(variable, ts.isVariableStatement);
  if (!statement || !isMade(value, checker)) return [];
  const isOfVariable = (object: ts.Expression): boolean =>
    ts.isIdentifier(object) && referredSymbol(object, checker) === symbol;
  const { parent: block } = statement;
  if (!ts.isBlock(block)) return [];
  const before = block.statements.filter((each) => each.pos >= statement.end && each.end <= value.pos);
  return before.flatMap((each): Part[] => {
    const expression = ts.isExpressionStatement(each) ? unwrap(each.expression) : null;
    if (
      expression &&
      ts.isBinaryExpression(expression) &&
      expression.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ) {
      const target = unwrap(expression.left);
      const key = memberOf(target);
      const isMember = key !== null && isOfVariable((target as ts.PropertyAccessExpression).expression);
      return isMember ? partsOf(expression.right, checker, false, access(path, key)) : [];
    }
    const callee = expression && ts.isCallExpression(expression) ? unwrap(expression.expression) : null;
    if (!callee || !ts.isPropertyAccessExpression(callee) || !isOfVariable(callee.expression)) return [];
    const given = (expression as ts.CallExpression).arguments;
    const added =
      callee.name.text === 'set' ? given.slice(1) : /^(add|push|unshift)$/.test(callee.name.text) ? given : [];
    return added.flatMap((argument) => partsOf(argument, checker, false, `${path}[]`));
  });
}

/** Whether a constant holds a value that is made where it is declared, and so has only what is put into it. */
function isMade(value: ts.Expression, checker: ts.TypeChecker): boolean {
  const made = constantBehind(value, checker);
  return (
    made !== null &&
    (ts.isObjectLiteralExpression(made) ||
      ts.isArrayLiteralExpression(made) ||
      (ts.isNewExpression(made) && /^(Map|Set)$/.test(apiName(made.expression, checker) ?? '')))
  );
}

function memberOf(target: ts.Expression): string | null {
  if (ts.isPropertyAccessExpression(target)) return target.name.text;
  if (!ts.isElementAccessExpression(target)) return null;
  const key = unwrap(target.argumentExpression);
  return ts.isStringLiteralLike(key) ? key.text : null;
}

/** Returns the parts that `...value` copies: the fields of a literal, or of an object without methods of a class. */
function partsOfSpread(written: ts.Expression, checker: ts.TypeChecker, path: string): Part[] {
  const value = unwrap(written);
  const held = literalBehind(value, checker) ?? value;
  if (ts.isObjectLiteralExpression(held)) return partsOf(held, checker, false, path);
  const type = checker.getTypeAtLocation(value);
  const isPlain =
    (type.flags & ts.TypeFlags.Object) !== 0 && (type.getSymbol()?.flags ?? 0) & ts.SymbolFlags.ObjectLiteral;
  return isPlain ? [{ part: value, path }] : [];
}

function isOpen(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** Returns the literal that a constant holds where its type hides it: `const job: any = { done: () => 1 }`. */
function literalBehind(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | null {
  const initializer = constantBehind(value, checker);
  if (!initializer) return null;
  const type = checker.getTypeAtLocation(value);
  const isRecord = checker.getIndexInfosOfType(type).some((info) => isOpen(info.type));
  const isVisible = ts.isObjectLiteralExpression(initializer) || ts.isArrayLiteralExpression(initializer);
  return (isOpen(type) && (isVisible || isFunction(initializer))) || (isRecord && isVisible) ? initializer : null;
}

/** Returns the value that a constant is declared with. */
function constantBehind(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | null {
  const declaration = ts.isIdentifier(value) ? referredSymbol(value, checker)?.valueDeclaration : undefined;
  const isConstant =
    declaration &&
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant && declaration.initializer ? unwrap(declaration.initializer) : null;
}

function isLiteral(value: ts.Expression): boolean {
  return ts.isArrayLiteralExpression(unwrap(value));
}

/** The type of what an array or another iterable holds. */
function elementOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | null {
  if (checker.isArrayType(type)) return checker.getTypeArguments(type as ts.TypeReference)[0] ?? null;
  return null;
}

/** `new Proxy(...)`, a constant that holds one, or the call of a function that only makes one. */
export function isProxy(written: ts.Node, checker: ts.TypeChecker, depth = 0): boolean {
  const value = ts.isExpression(written) ? unwrap(written) : written;
  if (ts.isNewExpression(value)) return apiName(value.expression, checker) === 'Proxy';
  if (depth > 2) return false;
  const named = ts.isCallExpression(value) ? value.expression : value;
  const declaration = ts.isIdentifier(named) ? checker.getSymbolAtLocation(named)?.valueDeclaration : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const held = unwrap(declaration.initializer);
  if (!ts.isCallExpression(value)) return isProxy(held, checker, depth + 1);
  return ts.isArrowFunction(held) && !ts.isBlock(held.body) && isProxy(held.body, checker, depth + 1);
}

/** The expressions of a file that are copied to a worker. */
function sentIn(context: RuleContext): SentValue[] {
  const { sourceFile, checker } = context;
  const sent: SentValue[] = [];
  for (const task of dispatchedTasks(sourceFile, checker))
    if (task.how === 'handed') sent.push(...sentBy(task, checker));
  for (const { call, channel } of remoteCalls(sourceFile, checker))
    for (const value of call.arguments ?? []) if (!isMarked(value, checker)) sent.push({ value, channel });
  for (const { node } of parallelConstructs(sourceFile, checker)) {
    const channel = channelOf(node, checker);
    for (const argument of node.arguments ?? []) {
      const isTransferring = listsTransfers(argument, checker);
      for (const value of optionValues(argument, checker)) sent.push({ value, channel, isTransferring });
    }
  }
  const visit = (node: ts.Node): void => {
    const [message, transfer] = ts.isCallExpression(node) ? node.arguments : [];
    const channel = ts.isCallExpression(node) ? channelOfPost(node, checker) : null;
    const isTransferring = transfer !== undefined && channel !== 'processes';
    if (message && channel !== null) sent.push({ value: message, channel, isTransferring, isPosted: true });
    ts.forEachChild(node, visit);
  };
  if (/\b(postMessage|send|put)\b/.test(sourceFile.text)) visit(sourceFile);
  return sent;
}

/** `postMessage(await run(job))`: the result of the task has a finding of its own. */
function isResultOfTask(message: ts.Node, { candidates, checker }: RuleContext): boolean {
  if (!ts.isExpression(message)) return false;
  let value = unwrap(message);
  if (ts.isAwaitExpression(value)) value = unwrap(value.expression);
  const called = ts.isCallExpression(value) ? functionOf(value.expression, checker) : null;
  return called !== null && candidates.some(({ node }) => node === called);
}

/** `proxy(callback)` and `transfer(bytes, [bytes])` of Comlink are not copied. */
function isMarked(written: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = unwrap(written);
  if (ts.isCallExpression(value)) return /^comlink\.(proxy|transfer)$/.test(apiName(value.expression, checker) ?? '');
  return checker
    .getTypeAtLocation(value)
    .getProperties()
    .some(({ name }) => name.startsWith('__@proxyMarker'));
}

/** Whether options name what is transferred: `{ transferList: [port] }`, also in a constant. */
function listsTransfers(argument: ts.Expression, checker: ts.TypeChecker): boolean {
  const written = unwrap(argument);
  const options = constantBehind(written, checker) ?? written;
  return (
    ts.isObjectLiteralExpression(options) &&
    options.properties.some(({ name }) => /^transfer(List)?$/.test((name && propertyName(name)) ?? ''))
  );
}

/** Returns the values of `{ workerData, initargs, args }`, also in a constant or spread into the options. */
function optionValues(argument: ts.Expression, checker: ts.TypeChecker, depth = 0): ts.Expression[] {
  const written = unwrap(argument);
  const options = constantBehind(written, checker) ?? written;
  if (!ts.isObjectLiteralExpression(options) || depth > 2) return [];
  return options.properties.flatMap((property): ts.Expression[] => {
    if (ts.isSpreadAssignment(property)) return optionValues(property.expression, checker, depth + 1);
    if (!/^(workerData|initargs|args)$/.test(property.name.getText())) return [];
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [];
  });
}

/** The values that a call on a pool sends, without the name of a function. */
function sentBy(dispatched: DispatchedTask, checker: ts.TypeChecker): SentValue[] {
  const { call, library } = dispatched;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const channel = channelOfTask(dispatched, checker);
  const given = call.arguments ?? [];
  const [first, second] = given;
  const method = callee.name.text;
  // `run(data, { transferList })`, `exec(name, list, { transfer })`; the lists of `runTask` and `execute` are arguments.
  const isListed = library === 'poolifier' ? given.length > 2 : method === 'runTask' && second !== undefined;
  const isTransferring = isListed || given.some((argument) => listsTransfers(argument, checker));
  switch (library) {
    // These are given the data, the others a function and then its arguments.
    case 'piscina':
    case 'tinypool':
    case 'poolifier':
      return first && /^(run|runTask|execute)$/.test(method) ? [{ value: first, channel, isTransferring }] : [];
    case 'node-worker-threads-pool': {
      const param = first && ts.isObjectLiteralExpression(unwrap(first)) ? propertyOf(unwrap(first), 'param') : first;
      return param && method === 'exec' ? [{ value: param, channel }] : [];
    }
    case 'jest-worker':
      return /^(end|start|getStdout|getStderr)$/.test(method) ? [] : given.map((value) => ({ value, channel }));
    case 'parallel-profiler':
      if (!second || !/^(apply|map|starmap|imap)/.test(method)) return [];
      return [{ value: second, channel, isList: !method.startsWith('apply') }];
    default:
      // A list of arguments, which may be a constant.
      if (library === 'workerpool' && method === 'exec' && second)
        return [{ value: second, channel, isList: true, isTransferring }];
      return second && isLiteral(second) ? [{ value: second, channel, isTransferring }] : [];
  }
}

function propertyOf(object: ts.Expression, name: string): ts.Expression | undefined {
  const properties = ts.isObjectLiteralExpression(object) ? object.properties : [];
  const property = properties.find((each) => each.name && propertyName(each.name) === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** `worker.postMessage(...)`, `parentPort?.postMessage(...)`, `queue.put(...)`, `fork(file, options).send(...)`. */
function channelOfPost(call: ts.CallExpression, checker: ts.TypeChecker): Channel | null {
  const { expression } = call;
  if (isReplyOfWebWorker(call, checker)) return isWebWorker(call.getSourceFile(), checker) ? 'threads' : null;
  if (!ts.isPropertyAccessExpression(expression)) return null;
  const { name, expression: object } = expression;
  if (!/^(postMessage|send|put)$/.test(name.text)) return null;
  if (name.text === 'postMessage' && apiName(object, checker) === 'worker_threads.parentPort') return 'threads';
  const type = checker.getNonNullableType(checker.getTypeAtLocation(object)).getSymbol();
  // Without the types of Node, the expression that makes the worker shows what it is.
  const made = name.text === 'postMessage' ? constantBehind(unwrap(object), checker) : null;
  if (made && parallelConstruct(made, checker)?.kind === 'worker') return 'threads';
  if (!type) return null;
  if (name.text === 'postMessage') return /^(Worker|MessagePort|BroadcastChannel)$/.test(type.name) ? 'threads' : null;
  const isOurs = (type.declarations ?? []).some((each) =>
    /parallel-profiler|multiprocessing/.test(each.getSourceFile().fileName),
  );
  if (isOurs) return /^(Queue|SimpleQueue|JoinableQueue|Connection)$/.test(type.name) ? 'both' : null;
  return name.text === 'send' && isAdvancedFork(object, checker) ? 'processes' : null;
}

/** Whether a child process takes cloned messages; those in JSON have a finding of their own. */
function isAdvancedFork(child: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = unwrap(child);
  if (ts.isCallExpression(value))
    return (
      apiName(value.expression, checker) === 'child_process.fork' &&
      value.arguments.some((argument) => /serialization:\s*['"]advanced['"]/.test(argument.getText()))
    );
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  const held = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return held !== undefined && ts.isCallExpression(unwrap(held)) && isAdvancedFork(held, checker);
}
