import ts from 'typescript';
import type { InputsSeed } from '../../model/inputs.ts';
import type { ListedFunction } from '../../model/target.ts';
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
  const node = found.node ?? typedSignature(found, program.getTypeChecker());
  if (!node) return { expression: null, reason: `the types of the parameters of ${target.name} are unknown.` };
  const random = new RandomChoices(seed);
  const writer = new ValueWriter(program, node, random);
  const used = size ?? usualSizeOf(writer.sized.isRecursive);
  try {
    const items: string[] = [];
    let length = 0;
    for (let item = 0; item < count && length <= longestExpression; item++) {
      const text = itemOf(node, found.listed, writer, random, used);
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

/** Returns the signature of a function that another file declares. */
function typedSignature({ value, owner }: FoundFunction, checker: ts.TypeChecker): ts.SignatureDeclaration | null {
  const name = ts.isExportSpecifier(owner) || ts.isImportSpecifier(owner) ? owner.name : value;
  const [signature] = name ? checker.getTypeAtLocation(name).getCallSignatures() : [];
  const { declaration } = signature ?? {};
  return declaration && !ts.isJSDocSignature(declaration) ? declaration : null;
}

/** Returns one call: a tuple if the function takes several arguments, else the argument. */
function itemOf(
  node: ts.SignatureDeclaration,
  listed: ListedFunction,
  writer: ValueWriter,
  random: RandomChoices,
  size: number,
): string {
  writer.begin(size);
  const all = node.parameters.filter((parameter) => parameter.name.getText() !== 'this');
  // `bind` has given the first ones.
  const parameters = all.slice(Math.max(0, all.length - listed.parameters.length));
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
