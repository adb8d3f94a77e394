import { resolve } from 'node:path';
import type { Inputs } from '../model/inputs.ts';
import type { Target } from '../model/target.ts';
import { takesTuples } from '../analysis/takes-tuples.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { ProfileError } from './profile-error.ts';
import { untilAnswered } from './resolve-target.ts';

/** What a person said about the inputs; at most one of the two. */
export interface AskedInputs {
  /** A TypeScript expression. */
  expression?: string | undefined;
  /** Path of a JSON file. */
  file?: string | undefined;
  /** Where the expression was remembered or generated rather than given now. */
  source?: 'argument' | 'remembered' | 'generated' | undefined;
  cwd: string;
}

/**
 * The inputs of a run: given, else the `@inputs` tag of the function, else its call sites in the file.
 * @throws ProfileError that shows how to give them when there are none.
 */
export async function resolveInputs(
  analysis: Pick<AnalysisClient, 'inputs'>,
  text: string,
  target: Target,
  asked: AskedInputs,
): Promise<Inputs> {
  const spread = takesTuples(target.parameters);
  if (asked.file !== undefined) return { kind: 'file', source: 'file', path: resolve(asked.cwd, asked.file), spread };
  if (asked.expression !== undefined)
    return { kind: 'expression', source: asked.source ?? 'argument', expression: asked.expression, spread };
  const [best] = await untilAnswered(() => analysis.inputs(target.file, text, target));
  if (best)
    return {
      kind: 'expression',
      source: best.source,
      expression: best.expression,
      spread: best.spread,
      location: best.location,
    };
  throw new ProfileError(
    'inputs',
    `no inputs found for ${target.name}: it has no @inputs tag, and no call of it in this file has arguments that can be evaluated. ` +
      `Give them with --inputs '${example(target, spread)}' or --inputs-file items.json, or write the tag above the function: /** @inputs ${example(target, spread)} */`,
    target.location,
  );
}

function example(target: Target, spread: boolean): string {
  if (spread) return '[[2, 3], [3, 3], [4, 3]]';
  const type = target.parameters[0]?.type ?? '';
  if (/^string\b/.test(type)) return "['a', 'b', 'c']";
  if (/^number\b/.test(type) || type === '') return '[1, 2, 3]';
  return '[first, second, third]';
}
