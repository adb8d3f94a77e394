import type { Target } from '../model/target.ts';

/**
 * Returns the user's source with one statement appended to its last line, so that no line moves. The statement sets two
 * functions on `globalThis` (see `engine/module-map.ts`). They run in the module's own scope, so they reach everything,
 * exported or not; nothing is evaluated before they are called.
 * @param inputs source of an async arrow function, or `null` if the inputs are read from a file
 */
export function appendScope(
  source: string,
  target: Pick<Target, 'kind' | 'expression' | 'exportPath'>,
  inputs: string | null,
): string {
  const members = [
    `target: ${target.expression === null ? 'null' : `() => ${reach(target.expression, target.kind)}`}`,
    `exportPath: ${JSON.stringify(target.exportPath ?? ['default'])}`,
    `inputs: ${inputs ?? 'null'}`,
  ];
  return `${source}\n;globalThis[Symbol.for("parallelProfiler.scope")] = { ${members.join(', ')} };\n`;
}

/** Returns an expression for the function; a static method is called on its class, because most of them use `this`. */
function reach(expression: string, kind: Target['kind']): string {
  const owner = kind === 'static-method' ? /^([\w$.]+)\.[\w$]+$/.exec(expression.trim())?.[1] : undefined;
  return owner === undefined ? `(${expression})` : `(${expression}).bind(${owner})`;
}
