import type { Target } from '../model/target.ts';

/**
 * The user's source with one statement after its last line, so that no line moves. It leaves two functions on
 * `globalThis` (see `engine/module-map.ts`): in the module's own scope everything is in reach, exported or not, and
 * nothing is evaluated before it is asked for.
 * @param inputs an async arrow function's text, or `null` when the inputs are read from a file
 */
export function appendScope(
  source: string,
  target: Pick<Target, 'kind' | 'expression'>,
  inputs: string | null,
): string {
  const members = [
    `target: ${target.expression === null ? 'null' : `() => ${reach(target.expression, target.kind)}`}`,
    `inputs: ${inputs ?? 'null'}`,
  ];
  return `${source}\n;globalThis[Symbol.for("parallelProfiler.scope")] = { ${members.join(', ')} };\n`;
}

/** A static method is called on its class: most of them use `this`. */
function reach(expression: string, kind: Target['kind']): string {
  const owner = kind === 'static-method' ? /^([\w$.]+)\.[\w$]+$/.exec(expression.trim())?.[1] : undefined;
  return owner === undefined ? `(${expression})` : `(${expression}).bind(${owner})`;
}
