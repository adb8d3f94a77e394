import type { Inputs, InputsExpression } from '../model/inputs.ts';
import { isBuildFailure, loadEsbuild } from './esbuild.ts';
import { LoadError } from './load-error.ts';

const prefix = 'globalThis.inputs = async () => (';

/**
 * The inputs' expression without its types, as an async arrow function's text that can stand in any JavaScript;
 * `null` for a JSON file, which the engine reads.
 * @param loader `tsx` where JSX may stand; `<T>value` is a cast only without it
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
  const esbuild = await loadEsbuild();
  try {
    const { code } = await esbuild.transform(`${prefix}${expression}\n)`, {
      loader,
      jsx: 'preserve',
      target: 'esnext',
      logLevel: 'silent',
    });
    return code.trimEnd().replace(/;$/, '').slice('globalThis.inputs = '.length);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const [first] = error.errors;
    const line = (first?.location?.line ?? 1) - 1;
    const text = expression.split('\n')[line] ?? '';
    const bytes = Buffer.from(first?.location?.lineText ?? '').subarray(0, first?.location?.column ?? 0);
    const column = Math.min(Math.max(0, bytes.toString().length - (line === 0 ? prefix.length : 0)), text.length);
    const message = `Cannot read the expression of ${origin}: ${first?.text ?? error.message} (line ${line + 1}, column ${column + 1}); ${wanted}.`;
    throw new LoadError('inputs', `${message}${at}\n    ${text}\n    ${' '.repeat(column)}^`, location ?? null);
  }
}
