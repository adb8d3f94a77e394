import type { Inputs } from '../model/inputs.ts';
import { counted, integer } from '../report/numbers-in-words.ts';
import { revealCharacters } from '../report/reveal-characters.ts';

/** Returns lines that show the inputs exactly as they are evaluated, for a confirmation. */
export function describeInputsVerbatim(inputs: Inputs): string[] {
  const count = inputs.count === undefined ? [] : [`Items: exactly ${integer(inputs.count)}`];
  if (inputs.kind === 'file') return [`Inputs file: ${revealCharacters(inputs.path)}`, ...count];
  const { generated, expression } = inputs;
  if (generated)
    return [
      `Inputs: ${counted(generated.count, 'item')} generated from the parameter types, seed ${generated.seed}${generated.size === undefined ? ', sized by trial calls of the function' : `, size ${generated.size}`}`,
      ...count,
    ];
  return ['Inputs (TypeScript, evaluated in that file):', revealCharacters(expression, { keepLines: true }), ...count];
}
