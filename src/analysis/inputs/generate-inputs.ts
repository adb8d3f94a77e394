import type ts from 'typescript';
import type { InputsSeed } from '../../model/inputs.ts';
import { findFunctions, type FoundFunction } from '../functions/find-functions.ts';
import { NotGenerable } from './not-generable.ts';
import { usualSizeOf } from './item-sizes.ts';
import type { GeneratedInputs, TargetReference } from '../protocol.ts';
import { RandomChoices } from './random-choices.ts';
import { takesTuples } from '../functions/takes-tuples.ts';
import { ValueWriter } from './value-writer.ts';

/** Maximum length of an expression, in characters; longer inputs belong in a file. */
const longestExpression = 4_000_000;

/**
 * Generates inputs from the types of a function's parameters, as an expression that can be evaluated in the function's
 * scope. The same seed gives the same text. Types allow values that the function may not expect, so the inputs are a
 * starting point.
 */
export function generateInputs(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
  { count, seed, size }: InputsSeed,
): GeneratedInputs {
  const all = findFunctions(sourceFile).filter(({ listed }) => listed.name === target.name && listed.profilable);
  const found = all.find(({ listed }) => listed.location.line === target.location.line) ?? all[0];
  if (!found) return { expression: null, reason: `there is no function ${target.name} that can be profiled.` };
  const random = new RandomChoices(seed);
  const writer = new ValueWriter(program, found.node, random);
  const used = size ?? usualSizeOf(writer.sized.isRecursive);
  try {
    const items: string[] = [];
    let length = 0;
    for (let item = 0; item < count && length <= longestExpression; item++) {
      const text = itemOf(found, writer, random, used);
      items.push(text);
      length += text.length;
    }
    if (items.length < count)
      return {
        expression: null,
        reason: `${count} items of this kind are too long to write down: ${items.length} are possible. Ask for fewer, or make them with an expression.`,
      };
    return { expression: `[${items.join(', ')}]`, reason: null };
  } catch (error) {
    if (error instanceof NotGenerable) return { expression: null, reason: error.message };
    throw error;
  }
}

/** Returns one call: a tuple if the function takes several arguments, else the argument. */
function itemOf({ node, listed }: FoundFunction, writer: ValueWriter, random: RandomChoices, size: number): string {
  writer.begin(size);
  const parameters = node.parameters.filter((parameter) => parameter.name.getText() !== 'this');
  if (!takesTuples(listed.parameters)) {
    const [parameter] = parameters;
    return parameter ? writer.parameter(parameter) : 'undefined';
  }
  const written: string[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const { optional = false, rest = false } = listed.parameters[index] ?? {};
    if (rest) {
      written.push(...writer.rest(parameter));
    } else {
      // Optional parameters, and all that follow, are occasionally omitted.
      const needed = parameters.slice(index).some((each) => writer.isTied(each));
      if (optional && !needed && random.share() < 0.5) break;
      written.push(writer.parameter(parameter));
    }
  }
  return `[${written.join(', ')}]`;
}
