import ts from 'typescript';
import { compactRows, compactText, type TextFormat } from './compact-values.ts';
import type { ItemSizes } from './item-sizes.ts';
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
  sizes: Sizes,
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
  if (flags & (ts.TypeFlags.Number | ts.TypeFlags.Unknown)) return writeNumber(path, random, sizes);
  if (flags & ts.TypeFlags.String) return writeText(path, random, sizes);
  return null;
}

/** Sizes of values whose names do not restrict them; `null` for elements of lists, which stay small. */
export type Sizes = Pick<ItemSizes, 'number' | 'words'> | null;

/** Names of quantities, not of sizes. */
const quantities =
  /(^|\.)(x|y|z|lat|latitude|lon|lng|longitude|angle|year|month|day|hour|minute|second|age|price|port|id|seed|quality|level|priority|score|temperature|hue|saturation|lightness|red|green|blue|[rgb])$|(Id|Year|Month|Age|Price|Score|Level|Angle|Seed)$/;

function writeNumber(path: string, random: RandomChoices, sizes: Sizes): string {
  const isShare = /(ratio|share|fraction|probability|percentile|alpha|weight|threshold|factor)$/i.test(path);
  if (isShare) return random.share().toFixed(3);
  return String(sizes === null || quantities.test(path) ? random.whole(0, 99) : sizes.number(random));
}

/** Formats that a name states: `csv`, `jsonText`, `options.html`. */
const formats: readonly (readonly [name: RegExp, format: TextFormat])[] = [
  [
    named('csv'),
    { open: 'name,count,price\n', row: (word, number) => `${word},${number},${number}.5`, between: '\n', close: '\n' },
  ],
  [
    named('json'),
    { open: '[', row: (word, number) => `{"name":"${word}","count":${number}}`, between: ',', close: ']' },
  ],
  [
    named('markdown', 'md'),
    {
      open: '',
      row: (word, number) => `## ${word} ${number}\n\nSome **bold** text, \`code\` and a [link](#top).`,
      between: '\n\n',
      close: '\n',
    },
  ],
  [
    named('html', 'svg', 'xml'),
    {
      open: '<section>',
      row: (word, number) => `<p title="${word}">${number}</p>`,
      between: '\n',
      close: '</section>',
    },
  ],
];

/** Matches `csv`, `csvText`, `options.csv` and `inputCsv`, but for `md` not `cmd`. */
function named(...names: readonly string[]): RegExp {
  const first = names.join('|');
  const later = names.flatMap((name) => [name.charAt(0).toUpperCase() + name.slice(1), name.toUpperCase()]).join('|');
  return new RegExp(`((^|[.\\]_])(${first})|[a-z](${later}))(Text|String|Source|Content|Input|Data)?$`);
}

function writeText(path: string, random: RandomChoices, sizes: Sizes): string {
  if (/url$/i.test(path)) return JSON.stringify(`https://example.com/${random.word()}/${random.whole(0, 99)}`);
  if (/e-?mail$/i.test(path)) return JSON.stringify(`${random.word()}@example.com`);
  if (/(date|day)$/i.test(path))
    return JSON.stringify(new Date(Date.UTC(2024, 0, random.whole(1, 366))).toISOString().slice(0, 10));
  if (/(^|[.\]a-z])(id|key|name|word|Id|Key|Name|Word)$/.test(path))
    return JSON.stringify(`${random.word()}-${random.whole(0, 99)}`);
  const format = formats.find(([name]) => name.test(path))?.[1];
  // A row has about as many characters as four words.
  if (format) return compactRows(Math.max(2, Math.round((sizes ? sizes.words(random) : 8) / 4)), random, format);
  return compactText(sizes ? sizes.words(random) : random.whole(3, 12), random);
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
