import ts from 'typescript';
import type { RandomChoices } from './random-choices.ts';

/**
 * Returns a value of a primitive type, as an expression; `null` for other types. The names in `path` hint at the
 * meaning.
 */
export function writePrimitive(
  type: ts.Type,
  path: string,
  random: RandomChoices,
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
): string | null {
  const { flags } = type;
  if (flags & ts.TypeFlags.EnumLiteral && !type.isUnion()) return writeEnumMember(type, sourceFile, checker);
  if (flags & ts.TypeFlags.Enum && type.isUnion()) return writeEnumMember(random.one(type.types), sourceFile, checker);
  if (type.isStringLiteral()) return JSON.stringify(type.value);
  if (type.isNumberLiteral()) return String(type.value);
  if (flags & ts.TypeFlags.BigIntLiteral) return checker.typeToString(type);
  if (flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type);
  if (flags & ts.TypeFlags.Boolean) return String(random.share() < 0.5);
  if (flags & ts.TypeFlags.Null) return 'null';
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return 'undefined';
  if (flags & ts.TypeFlags.BigInt) return `${random.whole(0, 99)}n`;
  if (flags & (ts.TypeFlags.Number | ts.TypeFlags.Unknown)) return writeNumber(path, random);
  if (flags & ts.TypeFlags.String) return JSON.stringify(writeText(path, random));
  return null;
}

/** Returns small numbers, because parameters are often sizes or depths, and a call should end soon. */
function writeNumber(path: string, random: RandomChoices): string {
  const isShare = /(ratio|share|fraction|probability|percentile|alpha|weight)$/i.test(path);
  return isShare ? random.share().toFixed(3) : String(random.whole(0, 99));
}

function writeText(path: string, random: RandomChoices): string {
  if (/url$/i.test(path)) return `https://example.com/${random.word()}/${random.whole(0, 99)}`;
  if (/e-?mail$/i.test(path)) return `${random.word()}@example.com`;
  if (/(date|day)$/i.test(path)) return new Date(Date.UTC(2024, 0, random.whole(1, 366))).toISOString().slice(0, 10);
  if (/(^|[.\]a-z])(id|key|name|word|Id|Key|Name|Word)$/.test(path)) return `${random.word()}-${random.whole(0, 99)}`;
  return Array.from({ length: random.whole(3, 12) }, () => random.word()).join(' ');
}

/** Returns the member's name if the file declares the enum, for readability; else its value. */
function writeEnumMember(type: ts.Type, sourceFile: ts.SourceFile, checker: ts.TypeChecker): string {
  const declaration = type.symbol.declarations?.find((each) => ts.isEnumMember(each) || ts.isEnumDeclaration(each));
  const owner = declaration && ts.isEnumMember(declaration) ? declaration.parent : declaration;
  const isHere =
    owner !== undefined &&
    ts.isEnumDeclaration(owner) &&
    owner.getSourceFile() === sourceFile &&
    ts.isSourceFile(owner.parent) &&
    owner.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) !== true;
  // The type of an enum with a single member is that member.
  const only = owner && ts.isEnumDeclaration(owner) && declaration === owner ? owner.members[0] : declaration;
  if (isHere && only && ts.isEnumMember(only)) {
    const name = only.name.getText();
    return `${owner.name.text}${ts.isIdentifier(only.name) ? `.${name}` : `[${name}]`}`;
  }
  if (type.isStringLiteral()) return `(${JSON.stringify(type.value)} as never)`;
  return type.isNumberLiteral() ? `(${type.value} as never)` : `(${checker.typeToString(type)} as never)`;
}
