import type { Inputs, InputsExpression } from '../model/inputs.ts';
import { callEsbuild, isBuildFailure, type Message } from './esbuild.ts';
import { LoadError } from './load-error.ts';

const prefix = 'globalThis.inputs = async () => (';

/**
 * Returns the inputs' expression without types, as the source of an async arrow function that any JavaScript file can
 * contain; `null` for a JSON file, which the engine reads.
 * @param loader `tsx` if JSX is allowed; `<T>value` is a cast only without it
 * @throws LoadError at stage `inputs`
 */
export async function parseInputs(inputs: Inputs, loader: 'ts' | 'tsx'): Promise<string | null> {
  return inputs.kind === 'expression' ? await parseExpression(inputs, loader) : null;
}

async function parseExpression(
  { expression, location, source }: InputsExpression,
  loader: 'ts' | 'tsx',
): Promise<string> {
  const origin = source === 'tag' ? 'the @inputs tag' : source === 'argument' ? '--inputs' : 'the inputs';
  const wanted = 'expected one TypeScript expression that yields an array, such as [1, 2, 3] or range(1000)';
  const at = location ? `\n  at ${location.file}:${location.line}:${location.column}` : '';
  if (expression.trim() === '') {
    throw new LoadError('inputs', `Found nothing in ${origin}; ${wanted}.${at}`, location ?? null);
  }
  try {
    const { code } = await callEsbuild((api) =>
      api.transform(`${prefix}${expression}\n)`, {
        loader,
        jsx: 'preserve',
        target: 'esnext',
        logLevel: 'silent',
      }),
    );
    return withRange(code.trimEnd().replace(/;$/, '').slice('globalThis.inputs = '.length));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const { reason, line, column } = reasonOf(error.errors[0], expression);
    const text = expression.split('\n')[line] ?? '';
    const message = `Cannot read the expression of ${origin}: ${reason} (line ${line + 1}, column ${column + 1}); ${wanted}.`;
    throw new LoadError('inputs', `${message}${at}\n    ${text}\n    ${' '.repeat(column)}^`, location ?? null);
  }
}

/**
 * Makes the engine's `range`, passed as an argument, available to an expression whose module does not declare one. The
 * module's own `range` is looked up when the inputs are evaluated, and only for expressions that use the word, because
 * importing a type of that name would fail.
 */
function withRange(evaluate: string): string {
  if (!/\brange\b/.test(evaluate)) return evaluate;
  return `(parallelProfilerRange) => ((range) => ${evaluate})(typeof range === "undefined" ? parallelProfilerRange : range)()`;
}

/** Returns the syntax error with its line and column in the expression, both from 0. */
function reasonOf(message: Message | undefined, expression: string): { reason: string; line: number; column: number } {
  const lines = expression.split('\n');
  const { line: inCode = 1, column: bytes = 0, lineText = '' } = message?.location ?? {};
  const reason = message?.text ?? 'it does not parse';
  const line = inCode - 1;
  const text = lines[line];
  // The only text after the expression is the parenthesis added here.
  if (text === undefined) {
    const end = { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
    const wanted = /^Expected ("[^"]+")/.exec(reason)?.[1];
    const nothing = wanted === undefined || wanted === '"=>"';
    return { reason: nothing ? 'there is no expression' : `expected ${wanted} but found its end`, ...end };
  }
  const column = Buffer.from(lineText).subarray(0, bytes).toString().length - (line === 0 ? prefix.length : 0);
  return { reason, line, column: Math.min(Math.max(0, column), text.length) };
}
