import ts from 'typescript';
import { findCloneProblems, type Channel, type CloneProblem } from '../cloning/find-clone-problems.ts';
import { symbolsIn } from '../syntax/derived-values.ts';
import { nameOf } from '../tasks/candidate.ts';
import { cloneFinding } from './clone-finding.ts';
import type { Rule } from './rule.ts';

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
          // An argument with a default may never be sent.
          const always = parameter.initializer === undefined && parameter.questionToken === undefined;
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
      const inResult = problemsOf(result, '', node, candidate.channel ?? 'both', program).map((problem) =>
        cloneFinding(problem, at, 'result'),
      );
      return [...inArguments, ...inResult];
    });
  },
};

/** The result of `Comlink.proxy(value)`, which stays in the worker. */
function isProxied(type: ts.Type): boolean {
  return type.getProperties().some(({ name }) => name.startsWith('__@proxyMarker'));
}

/** Further findings would only repeat this for other parts. */
const mostPerValue = 3;

/**
 * Keeps one problem per path and one loss per class. Omits problems inside an instance whose class is lost anyway,
 * unless they make the message fail.
 */
function problemsOf(
  type: ts.Type,
  path: string,
  at: ts.Node,
  channel: Channel,
  program: ts.Program,
  always = true,
): CloneProblem[] {
  const paths = new Set<string>();
  const classes = new Map<string, string>();
  const kept = findCloneProblems(type, path, at, program, always, channel).filter((problem) => {
    if (paths.has(problem.path)) return false;
    const isInside = [...classes.values()].some((outer) => problem.path.startsWith(outer) && problem.path !== outer);
    if (isInside && !(problem.kind === 'refused' && problem.always)) return false;
    if (problem.kind === 'class' && classes.has(problem.className)) return false;
    if (problem.kind === 'class') classes.set(problem.className, problem.path);
    paths.add(problem.path);
    return true;
  });
  return kept.slice(0, mostPerValue);
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
