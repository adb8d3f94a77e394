import ts from 'typescript';
import { isPlatformFile, platformVerdict } from '../cloning/clone-types.ts';
import { NotGenerable } from './not-generable.ts';
import type { RandomChoices } from './random-choices.ts';

/** Expressions that create values of platform types. */
export interface PlatformContext {
  program: ts.Program;
  /** Returns several values of a type, as expressions. */
  several: (type: ts.Type, path: string) => string[];
}

const bytes = (random: RandomChoices, most: number): string =>
  Array.from({ length: random.whole(16, 64) }, () => random.whole(0, most)).join(', ');
const fractions = (random: RandomChoices): string =>
  Array.from({ length: random.whole(16, 64) }, () => random.share().toFixed(3)).join(', ');

/** Types of the language and of Node that can be created from plain values. */
const makers: Record<string, (random: RandomChoices) => string> = {
  Date: (random) => `new Date(${Date.UTC(2024, 0, 1) + random.whole(0, 366) * 86_400_000})`,
  RegExp: (random) => `/${random.word()}/`,
  Error: (random) => `new Error(${JSON.stringify(random.word())})`,
  ArrayBuffer: (random) => `new Uint8Array([${bytes(random, 255)}]).buffer`,
  ArrayBufferLike: (random) => `new Uint8Array([${bytes(random, 255)}]).buffer`,
  ArrayBufferView: (random) => `new Uint8Array([${bytes(random, 255)}])`,
  SharedArrayBuffer: (random) => `new SharedArrayBuffer(${random.whole(1, 16) * 8})`,
  DataView: (random) => `new DataView(new Uint8Array([${bytes(random, 255)}]).buffer)`,
  Buffer: (random) => `Buffer.from([${bytes(random, 255)}])`,
  Int8Array: (random) => `new Int8Array([${bytes(random, 127)}])`,
  Uint8Array: (random) => `new Uint8Array([${bytes(random, 255)}])`,
  Uint8ClampedArray: (random) => `new Uint8ClampedArray([${bytes(random, 255)}])`,
  Int16Array: (random) => `new Int16Array([${bytes(random, 9999)}])`,
  Uint16Array: (random) => `new Uint16Array([${bytes(random, 9999)}])`,
  Int32Array: (random) => `new Int32Array([${bytes(random, 9999)}])`,
  Uint32Array: (random) => `new Uint32Array([${bytes(random, 9999)}])`,
  Float32Array: (random) => `new Float32Array([${fractions(random)}])`,
  Float64Array: (random) => `new Float64Array([${fractions(random)}])`,
  BigInt64Array: (random) => `new BigInt64Array([${random.whole(0, 99)}n, ${random.whole(0, 99)}n])`,
  BigUint64Array: (random) => `new BigUint64Array([${random.whole(0, 99)}n, ${random.whole(0, 99)}n])`,
  URL: (random) => `new URL("https://example.com/${random.word()}")`,
};

/**
 * Returns a value of a type that the language or Node declares, as an expression. Returns `null` for types declared
 * elsewhere and for the platform's plain records.
 * @throws NotGenerable if an object of the type cannot be created from plain values or cannot be sent to a worker
 */
export function writePlatformValue(
  type: ts.Type,
  path: string,
  random: RandomChoices,
  { program, several }: PlatformContext,
): string | null {
  const symbol = type.getSymbol();
  if (!(symbol?.declarations ?? []).some((declaration) => isPlatformFile(declaration.getSourceFile(), program)))
    return null;
  const name = symbol?.name ?? '';
  const [first, second] = heldTypes(type, program.getTypeChecker());
  if (/^(Readonly)?Map$/.test(name) && first && second) {
    const keys = [...new Set(several(first, `${path}.keys()`))];
    const values = several(second, `${path}.values()`);
    const entries = keys.slice(0, values.length).map((key, index) => `[${key}, ${values[index] ?? ''}]`);
    return entries.length === 0 ? 'new Map()' : `new Map([${entries.join(', ')}])`;
  }
  if (/^(Readonly)?Set$/.test(name) && first)
    return `new Set([${[...new Set(several(first, `${path}[]`))].join(', ')}])`;
  if (/^(ReadonlyArray|ArrayLike|Iterable|Array)$/.test(name) && first)
    return `[${several(first, `${path}[]`).join(', ')}]`;
  const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (maker) return maker(random);
  if (name === 'Object') return `{ ${random.word()}: ${random.whole(0, 99)} }`;
  // Mapped types such as Record and Partial are declared in the library too; they are handled as the type that they
  // map.
  const isRecord = !type.getProperties().some((property) => (property.flags & ts.SymbolFlags.Method) !== 0);
  if (platformVerdict(name) === null && isRecord) return null;
  throw new NotGenerable(
    `${path} cannot be generated: it is a ${name}, which cannot be made up${platformVerdict(name) === 'refused' ? ' nor sent to a worker' : ''}. Give an expression.`,
  );
}

/** Returns the type arguments. */
function heldTypes(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const isReference =
    type.flags & ts.TypeFlags.Object && (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference;
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : [];
}
