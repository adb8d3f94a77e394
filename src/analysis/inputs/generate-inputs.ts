import ts from 'typescript';
import type { InputsSeed } from '../../model/inputs.ts';
import type { ListedFunction } from '../../model/target.ts';
import { findFunctions, type FoundFunction } from '../functions/find-functions.ts';
import { NotGenerable } from './not-generable.ts';
import { sizesToTry, usualSizeOf } from './item-sizes.ts';
import type { GeneratedInputs, GeneratedTrials, TargetReference } from '../protocol.ts';
import { RandomChoices } from './random-choices.ts';
import { takesTuples } from '../functions/takes-tuples.ts';
import { readShape, type SignatureShape, ValueWriter } from './value-writer.ts';

/** Maximum length of an expression, in characters; longer inputs belong in a file. */
const longestExpression = 4_000_000;

/**
 * Generates inputs from the types of a function's parameters, as an expression that can be evaluated in the function's
 * scope. The same seed and size give the same text. Types allow values that the function may not expect, so the inputs
 * are a starting point.
 */
export function generateInputs(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
  { count, seed, size }: InputsSeed,
): GeneratedInputs {
  const subject = findSubject(program, sourceFile, target);
  if ('reason' in subject) return { expression: null, reason: subject.reason };
  try {
    const items = itemsOf(program, subject, { count, seed, size: size ?? usualSizeOf(subject.shape.isRecursive) });
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

/**
 * Generates the first item of these inputs in several sizes, each as a function that creates it. Sizes that change nothing
 * are left out.
 */
export function generateTrials(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
  { seed }: Pick<InputsSeed, 'seed'>,
): GeneratedTrials {
  const subject = findSubject(program, sourceFile, target);
  if ('reason' in subject) return { sizes: [], expression: '[]' };
  const items = new Map<string, number>();
  try {
    for (const size of sizesToTry(subject.shape.isRecursive)) {
      const [item = ''] = itemsOf(program, subject, { count: 1, seed, size });
      if (item.length > longestExpression) break;
      if (!items.has(item)) items.set(item, size);
    }
  } catch (error) {
    if (!(error instanceof NotGenerable)) throw error;
  }
  return {
    sizes: [...items.values()],
    expression: `[${[...items.keys()].map((item) => `() => (${item})`).join(', ')}]`,
  };
}

/** A function and what its items depend on. */
interface Subject {
  node: ts.SignatureDeclaration;
  listed: ListedFunction;
  shape: SignatureShape;
}

function findSubject(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
): Subject | { reason: string } {
  const all = findFunctions(sourceFile).filter(({ listed }) => listed.name === target.name && listed.profilable);
  const found = all.find(({ listed }) => listed.location.line === target.location.line) ?? all[0];
  if (!found) return { reason: `there is no function ${target.name} that can be profiled.` };
  const node = found.node ?? typedSignature(found, program.getTypeChecker());
  if (!node) return { reason: `the types of the parameters of ${target.name} are unknown.` };
  return { node, listed: found.listed, shape: readShape(program, node) };
}

/**
 * Returns fewer items than requested if they are too long.
 * @throws NotGenerable
 */
function itemsOf(
  program: ts.Program,
  { node, listed, shape }: Subject,
  { count, seed, size }: Required<InputsSeed>,
): string[] {
  const random = new RandomChoices(seed);
  const writer = new ValueWriter(program, node, random, shape);
  const items: string[] = [];
  let length = 0;
  for (let item = 0; item < count && length <= longestExpression; item++) {
    const text = itemOf(node, listed, writer, random, { size, isFirst: item === 0 });
    items.push(text);
    length += text.length;
  }
  return items;
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
  { size, isFirst }: { size: number; isFirst: boolean },
): string {
  writer.begin(size, isFirst);
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
