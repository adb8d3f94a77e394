import ts from 'typescript';
import { failsOn, findCloneProblems, type Channel, type CloneProblem } from '../cloning/find-clone-problems.ts';
import { isNotYetSet, returnedBy } from '../cloning/initial-values.ts';
import type { Finding } from '../../model/finding.ts';
import { symbolsIn } from '../syntax/derived-values.ts';
import { nameOf, type Candidate, type RuleContext } from '../tasks/candidate.ts';
import { cloneFinding } from './clone-finding.ts';
import { findingAt, type Rule } from './rule.ts';
import { isProxy } from './sent-values.ts';

/** Reports arguments and results that do not arrive as they were sent. */
export const cloning: Rule = {
  codes: [
    'argument-not-cloneable',
    'result-not-cloneable',
    'class-instance-loses-prototype',
    'arrives-empty',
    'buffer-copies-pool',
  ],
  check({ candidates, checker, program }) {
    return candidates.flatMap((candidate) => {
      const { node, role } = candidate;
      if (role === 'listener') return [];
      const inArguments = (role === 'proxied' ? [] : node.parameters)
        .filter((parameter) => parameter.name.getText() !== 'this')
        .flatMap((parameter) => {
          const type = checker.getTypeAtLocation(parameter);
          const path = ts.isIdentifier(parameter.name) ? parameter.name.text : '';
          const always = isAlwaysGiven(parameter, checker);
          return problemsOf(type, path, parameter, candidate.channel ?? 'both', program, always).map((problem) =>
            cloneFinding(problem, parameter, 'argument', usedOfBuffer(parameter, node, checker)),
          );
        });
      const signature = checker.getSignatureFromDeclaration(node);
      if (!signature) return inArguments;
      const returned = checker.getReturnTypeOfSignature(signature);
      // The compiler takes exponential time for nested tuples, and no array is a promise.
      const isList = checker.isArrayType(returned) || checker.isTupleType(returned);
      const result = isList ? returned : (checker.getAwaitedType(returned) ?? returned);
      if (role === 'proxied' && isProxied(result)) return [];
      const at = node.type ?? nameOf(candidate);
      const values = returnedBy(node);
      if (values.length > 0 && values.every((each) => isProxy(each, checker)))
        return [...inArguments, proxyFinding(at, candidate.channel ?? 'both')];
      const isLeftOut = (problem: CloneProblem): boolean =>
        leavesOut(node, problem) || isNotYetSet(node, problem.path, checker);
      const inResult = problemsOf(result, '', node, candidate.channel ?? 'both', program, true, isLeftOut).map(
        (problem) => cloneFinding(problem, at, 'result'),
      );
      return [...inArguments, ...inResult];
    });
  },
};

/** An argument with a default may never be sent, and the list of a rest parameter may be empty. */
function isAlwaysGiven(parameter: ts.ParameterDeclaration, checker: ts.TypeChecker): boolean {
  if (parameter.initializer !== undefined || parameter.questionToken !== undefined) return false;
  return parameter.dotDotDotToken === undefined || !checker.isArrayType(checker.getTypeAtLocation(parameter));
}

/** The result of `Comlink.proxy(value)`, which stays in the worker. */
function isProxied(type: ts.Type): boolean {
  return type.getProperties().some(({ name }) => name.startsWith('__@proxyMarker'));
}

/** The types of a Proxy are those of its target. */
function proxyFinding(at: ts.Node, channel: Channel): Finding {
  return findingAt(at, 'result-not-cloneable', { path: '', what: 'a Proxy', channel }, { severity: 'error' });
}

/** Further findings would only repeat this for other parts. */
const mostPerValue = 3;

/**
 * Keeps what a reader has to know about a value. If it certainly cannot be sent, nothing else of it arrives. Of an instance,
 * either its class is lost, or it cannot be sent because of what it holds. What may fail is said once, and functions of one
 * object, or instances of one class, are one problem.
 */
function problemsOf(
  type: ts.Type,
  path: string,
  at: ts.Node,
  channel: Channel,
  program: ts.Program,
  always = true,
  isLeftOut: (problem: CloneProblem) => boolean = () => false,
): CloneProblem[] {
  const found = findCloneProblems(type, path, at, program, { always, channel }).filter((each) => !isLeftOut(each));
  const failing = found.filter((problem) => problem.always && failsOn(problem, channel));
  if (failing.length > 0) return firstOfEach(failing, partOf).slice(0, mostPerValue);
  const instances = found.filter(({ kind }) => kind === 'class').map((each) => each.path);
  const refused = found.filter((problem) => failsOn(problem, channel));
  const kept = found.filter((problem) => {
    const around = instances.filter((outer) => isInside(problem.path, outer));
    if (refused.includes(problem))
      return around.every((outer) => problem === refused.find((each) => isInside(each.path, outer)));
    if (problem.kind === 'class' && refused.some((each) => isInside(each.path, problem.path))) return false;
    return around.length === 0 || (problem.kind === 'refused' && problem.always);
  });
  const [first] = kept.filter((problem) => refused.includes(problem));
  return firstOfEach(
    kept.filter((problem) => problem === first || !refused.includes(problem)),
    partOf,
  ).slice(0, mostPerValue);
}

/**
 * Whether a function leaves a member out of its result where it is a function, which the type of the result does not say:
 * `if (typeof job.delay === 'function') { const { delay, ...rest } = job; ... }`, `delete job.delay`.
 */
function leavesOut({ body }: ts.FunctionLikeDeclaration, problem: CloneProblem): boolean {
  if (!body || problem.kind !== 'refused' || problem.what !== 'a function' || problem.always) return false;
  const name = /\.([^.[\]]+)$/.exec(problem.path)?.[1] ?? problem.path;
  const isMember = (part: ts.Node): boolean => ts.isPropertyAccessExpression(part) && part.name.text === name;
  const removes = (part: ts.Node): boolean => {
    if (ts.isDeleteExpression(part)) return isMember(part.expression);
    if (ts.isObjectBindingPattern(part))
      return (
        part.elements.some(({ dotDotDotToken }) => dotDotDotToken) &&
        part.elements.some((each) => (each.propertyName ?? each.name).getText() === name)
      );
    return ts.forEachChild(part, removes) ?? false;
  };
  const search = (part: ts.Node): boolean =>
    (ts.isIfStatement(part) && asksForFunction(part.expression, isMember) && removes(part.thenStatement)) ||
    (ts.forEachChild(part, search) ?? false);
  return search(body);
}

/** `typeof job.delay === 'function'`. */
function asksForFunction(condition: ts.Expression, isMember: (part: ts.Node) => boolean): boolean {
  if (!ts.isBinaryExpression(condition) || !/^===?$/.test(condition.operatorToken.getText())) return false;
  const { left, right } = condition;
  return (
    ts.isTypeOfExpression(left) &&
    isMember(left.expression) &&
    ts.isStringLiteralLike(right) &&
    right.text === 'function'
  );
}

/** `options.onDone` and `options.onError` have one reason. */
function partOf(problem: CloneProblem): string {
  switch (problem.kind) {
    case 'class':
      return `class ${problem.className}`;
    case 'refused':
      return `${problem.path.replace(/(?:\.[^.[\]]+|\[[^[\]]*\])$/, '')} ${problem.what}`;
    default:
      return problem.path;
  }
}

function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function isInside(path: string, outer: string): boolean {
  return path !== outer && path.startsWith(outer) && (outer === '' || /[.[]/.test(path.charAt(outer.length)));
}

/** Returns whether a parameter certainly cannot be sent, so that no worker has a copy of it. */
export function cannotBeSent(
  parameter: ts.ParameterDeclaration,
  { channel = 'both' }: Candidate,
  { checker, program }: RuleContext,
): boolean {
  if (!isAlwaysGiven(parameter, checker)) return false;
  const type = checker.getTypeAtLocation(parameter);
  return findCloneProblems(type, '', parameter, program, { channel }).some(
    (each) => each.always && failsOn(each, channel),
  );
}

/** Methods that a Uint8Array does not have. */
const onlyOfBuffers =
  /^((read|write)(U?Int|BigU?Int|Float|Double)\w*|write|equals|compare|copy|swap(16|32|64)|(ascii|base64|base64url|hex|latin1|ucs2|utf8)(Slice|Write))$/;

/** Returns the method of a Buffer that a function uses of a parameter, and that the bytes in a thread do not have. */
function usedOfBuffer(parameter: ts.ParameterDeclaration, node: ts.FunctionLikeDeclaration, checker: ts.TypeChecker) {
  const given = symbolsIn([parameter.name], checker);
  const search = (part: ts.Node): string | undefined => {
    if (ts.isPropertyAccessExpression(part) && ts.isCallExpression(part.parent) && part.parent.expression === part) {
      const { name, expression } = part;
      const encodes = name.text === 'toString' && part.parent.arguments.length > 0;
      const isOfBuffer = (): boolean =>
        checker.getTypeAtLocation(expression).getSymbol()?.name === 'Buffer' &&
        [...symbolsIn([expression], checker)].some((symbol) => given.has(symbol));
      if ((encodes || onlyOfBuffers.test(name.text)) && isOfBuffer()) return name.text;
    }
    return ts.forEachChild(part, search);
  };
  return node.body && search(node.body);
}
