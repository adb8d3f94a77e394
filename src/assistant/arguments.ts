import type { ProfileRequest } from '../profile/profile.ts';
import type { ArgumentSchema } from './input-schema.ts';
import { resolvePath } from './resolve-path.ts';
import { ToolError } from './tool-error.ts';
import type { ToolParts } from './tool.ts';

/** Schemas of arguments that several tools have. */
export const shared = {
  file: {
    type: 'string',
    description: 'Path of a TypeScript or JavaScript file, relative to a workspace folder or absolute inside one.',
  },
  function: { type: 'string', description: 'Name of the function, as list_functions shows it.' },
  report: {
    type: 'string',
    description:
      'Id of a report of this session, such as resize-1, or path of a report file in JSON. Default: the last report.',
  },
  inputs: {
    type: 'string',
    description:
      'TypeScript expression for an array with one item per call, evaluated in the scope of the file: range(64). With several parameters, each item is an array of arguments. Default: the team file, the @inputs tag, or a call in the code.',
  },
  inputsFile: { type: 'string', description: 'Path of a JSON file with the array of items, instead of inputs.' },
  inputsGenerated: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    description: 'Number of items to generate from the parameter types, instead of inputs.',
  },
  inputsCount: {
    type: 'integer',
    minimum: 1,
    description: 'Exact number of items: the first ones, or all of them repeated.',
  },
  budgetSeconds: { type: 'number', exclusiveMinimum: 0, description: 'Seconds that the measurement may take.' },
  offset: { type: 'integer', minimum: 0, description: 'Lines to skip, to read the rest of a long answer.' },
} as const satisfies Record<string, ArgumentSchema>;

/** The arguments that select the inputs, checked by the schema. */
export interface InputArguments {
  inputs?: string;
  inputsFile?: string;
  inputsGenerated?: number;
  inputsCount?: number;
}

/**
 * Returns the inputs that the arguments ask for.
 * @throws ToolError for two kinds of inputs, or for a file outside the workspace
 */
export async function askedInputs(
  input: InputArguments,
  { roots }: Pick<ToolParts, 'roots'>,
): Promise<ProfileRequest['inputs']> {
  const given = (['inputs', 'inputsFile', 'inputsGenerated'] as const).filter((name) => input[name] !== undefined);
  if (given.length > 1)
    throw new ToolError(`Expected one kind of inputs, found ${given.join(' and ')}. Leave the others out.`);
  const { inputs, inputsFile, inputsGenerated, inputsCount } = input;
  return {
    ...(inputs === undefined ? {} : { expression: inputs }),
    ...(inputsFile === undefined ? {} : { file: (await resolvePath(inputsFile, roots())).file }),
    ...(inputsGenerated === undefined ? {} : { generated: { count: inputsGenerated, seed: 1 } }),
    ...(inputsCount === undefined ? {} : { count: inputsCount }),
  };
}
