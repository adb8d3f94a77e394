import ts from 'typescript';
import { isPlatformFile } from '../cloning/clone-types.ts';
import { type Field, hasDimensions } from './field-names.ts';

/** Objects inside objects that are looked into for sizes. */
const deepest = 2;
const buffers =
  /^(Buffer|DataView|(Shared)?ArrayBuffer(Like|View)?|(Big)?(Int|Uint|Float)\d+(Clamped)?Array|(Readonly)?Array|ArrayLike)$/;

/** A member of a group, with its type. */
export interface TypedField extends Field {
  type: ts.Type;
}

/** The parameters of a function as one group, and each object among them or inside of these as one more. */
export function readGroups(program: ts.Program, at: ts.SignatureDeclaration): TypedField[][] {
  const groups: TypedField[][] = [];
  const visit = (fields: TypedField[], depth: number): void => {
    groups.push(fields);
    if (depth >= deepest) return;
    for (const { kind, type } of fields) {
      const inner = kind === 'other' ? readFields(program, type, at) : [];
      if (inner.length > 0) visit(inner, depth + 1);
    }
  };
  visit(readParameters(program, at), 0);
  return groups;
}

/** The parameters that have a name. */
export function readParameters(program: ts.Program, at: ts.SignatureDeclaration): TypedField[] {
  const checker = program.getTypeChecker();
  return at.parameters.map((parameter) =>
    fieldOf(checker, parameter.name.getText(), checker.getTypeAtLocation(parameter)),
  );
}

/** The properties of an object; none of an array or an object of the platform. */
export function readFields(program: ts.Program, type: ts.Type, at: ts.Node): TypedField[] {
  const checker = program.getTypeChecker();
  const object = checker.getNonNullableType(type);
  const isObject = (object.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  const declarations = object.getSymbol()?.declarations ?? [];
  if (!isObject || checker.isArrayLikeType(object)) return [];
  if (declarations.some((each) => isPlatformFile(each.getSourceFile(), program))) return [];
  return checker
    .getPropertiesOfType(object)
    .map((property) => fieldOf(checker, property.name, checker.getTypeOfSymbolAtLocation(property, at)));
}

function fieldOf(checker: ts.TypeChecker, name: string, declared: ts.Type): TypedField {
  const type = checker.getNonNullableType(declared);
  const members = type.isUnion() ? type.types : [type];
  if (members.every((member) => member.isNumberLiteral()))
    return { name, type, kind: 'number', choices: members.map(({ value }) => value) };
  if (type.flags & ts.TypeFlags.Number) return { name, type, kind: 'number' };
  if (type.flags & ts.TypeFlags.String) return { name, type, kind: 'text' };
  if (members.every((member) => isMatrix(checker, member))) return { name, type, kind: 'matrix' };
  if (members.every((member) => isList(checker, member)))
    return { name, type, kind: 'list', isHeavy: members.some((member) => !isOfNumbers(checker, member)) };
  return { name, type, kind: 'other' };
}

function isList(checker: ts.TypeChecker, type: ts.Type): boolean {
  return checker.isArrayType(type) || buffers.test(type.getSymbol()?.name ?? '');
}

/** Whether it is a buffer or an array of numbers. */
function isOfNumbers(checker: ts.TypeChecker, type: ts.Type): boolean {
  const element = elementOf(checker, type);
  return element === undefined || (element.flags & ts.TypeFlags.Number) !== 0;
}

function isMatrix(checker: ts.TypeChecker, type: ts.Type): boolean {
  const row = elementOf(checker, type);
  return row !== undefined && ((elementOf(checker, row)?.flags ?? 0) & ts.TypeFlags.Number) !== 0;
}

function elementOf(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  return checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}

/** Values per pixel of the image among the groups: as a name says, or the type of `ImageData`, or the code that walks it; else 1. */
export function channelsOf(groups: readonly (readonly TypedField[])[], at: ts.SignatureDeclaration): number {
  if (!groups.some(hasDimensions)) return 1;
  const lists = groups.flat().filter(({ kind }) => kind === 'list');
  for (const { name, type } of lists) {
    if (/rgba/i.test(name) || type.getSymbol()?.name === 'Uint8ClampedArray') return 4;
    if (/rgb/i.test(name)) return 3;
    if (/gr[ae]y|luma|mask|alpha/i.test(name)) return 1;
  }
  if (lists.length === 0) return 1;
  const text = at.getText();
  const [, after, before, step] = /\)\s*\*\s*([34])\b|\b([34])\s*\*\s*\(|\+=\s*([34])\b/.exec(text) ?? [];
  return Number(after ?? before ?? step ?? (/<<\s*2\b/.test(text) ? 4 : 1));
}
