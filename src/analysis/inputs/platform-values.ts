import ts from 'typescript';
import { withArticle } from '../../model/with-article.ts';
import { isPlatformFile, platformVerdict } from '../cloning/clone-types.ts';
import { compactBigInts, compactList, compactShares } from './compact-values.ts';
import { NotGenerable } from './not-generable.ts';
import type { RandomChoices } from './random-choices.ts';

/** Expressions that create values of platform types. */
export interface PlatformContext {
  program: ts.Program;
  /** Returns several values of a type, as expressions. */
  several: (type: ts.Type, path: string) => string[];
  /** Elements of a buffer. */
  length: number;
}

/** Types of the language and of Node that can be created from plain values; `length` is the number of elements. */
const makers: Record<string, (random: RandomChoices, length: number) => string> = {
  Date: (random) => `new Date(${Date.UTC(2024, 0, 1) + random.whole(0, 366) * 86_400_000})`,
  RegExp: (random) => `/${random.word()}/`,
  Error: (random) => `new Error(${JSON.stringify(random.word())})`,
  ArrayBuffer: (random, length) => `${compactList(length, 255, random, 'Uint8Array')}.buffer`,
  ArrayBufferLike: (random, length) => `${compactList(length, 255, random, 'Uint8Array')}.buffer`,
  ArrayBufferView: (random, length) => compactList(length, 255, random, 'Uint8Array'),
  SharedArrayBuffer: (_random, length) => `new SharedArrayBuffer(${length})`,
  DataView: (random, length) => `new DataView(${compactList(length, 255, random, 'Uint8Array')}.buffer)`,
  Buffer: (random, length) => `Buffer.from(${compactList(length, 255, random)})`,
  Int8Array: (random, length) => compactList(length, 127, random, 'Int8Array'),
  Uint8Array: (random, length) => compactList(length, 255, random, 'Uint8Array'),
  Uint8ClampedArray: (random, length) => compactList(length, 255, random, 'Uint8ClampedArray'),
  Int16Array: (random, length) => compactList(length, 9_999, random, 'Int16Array'),
  Uint16Array: (random, length) => compactList(length, 9_999, random, 'Uint16Array'),
  Int32Array: (random, length) => compactList(length, 9_999, random, 'Int32Array'),
  Uint32Array: (random, length) => compactList(length, 9_999, random, 'Uint32Array'),
  Float32Array: (random, length) => compactShares(length, random, 'Float32Array'),
  Float64Array: (random, length) => compactShares(length, random, 'Float64Array'),
  BigInt64Array: (random, length) => compactBigInts(length, random, 'BigInt64Array'),
  BigUint64Array: (random, length) => compactBigInts(length, random, 'BigUint64Array'),
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
  { program, several, length }: PlatformContext,
): string | null {
  const symbol = type.getSymbol();
  if (!(symbol?.declarations ?? []).some((declaration) => isPlatformFile(declaration.getSourceFile(), program)))
    return null;
  if (!symbol) return null;
  const { name } = symbol;
  const verdict = platformVerdict(symbol);
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
  if (maker) return maker(random, length);
  if (name === 'Object') return `{ ${random.word()}: ${random.whole(0, 99)} }`;
  // Mapped types such as Record and Partial are declared in the library too; they are handled as the type that they
  // map.
  const isRecord = !type.getProperties().some((property) => (property.flags & ts.SymbolFlags.Method) !== 0);
  if (verdict === null && isRecord) return null;
  throw new NotGenerable(
    `${path} cannot be generated: it is ${withArticle(name)}, which cannot be made up${verdict === 'refused' ? ' nor sent to a worker' : ''}. Give an expression.`,
  );
}

/** Returns the type arguments. */
function heldTypes(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const isReference =
    type.flags & ts.TypeFlags.Object && (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference;
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : [];
}
