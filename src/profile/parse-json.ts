import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** A JSON value with its offsets in the text. */
export type JsonNode = { start: number; end: number } & (
  | { kind: 'object'; members: { key: string; start: number; value: JsonNode }[] }
  | { kind: 'array'; elements: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
);

/** Thrown if the text is not JSON or does not have the expected shape; `offset` is the position of the error. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const MOST_DEPTH = 100;

/** The parser's `SyntaxKind`, a const enum that a bundler of single files cannot read. */
const tokens = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

/**
 * Parses JSON as used in editor settings, with comments and trailing commas. Keeps positions for error messages.
 * @throws JsonError with what was expected and found
 */
export function parseJson(text: string): JsonNode {
  refuseDeepNesting(text);
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) throw new JsonError(inWords(error, text), error.offset);
  if (!root) throw new JsonError('expected a value, found the end of the file', text.length);
  return toNode(root);
}

/** The parser and everything after it recurse into values, and would exhaust the stack. */
function refuseDeepNesting(text: string): void {
  const scanner = createScanner(text);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== tokens.end; token = scanner.scan()) {
    if (token === tokens.openBrace || token === tokens.openBracket) depth++;
    else if (token === tokens.closeBrace || token === tokens.closeBracket) depth--;
    if (depth > MOST_DEPTH)
      throw new JsonError(
        `expected values nested at most ${MOST_DEPTH} levels deep, found more`,
        scanner.getTokenOffset(),
      );
  }
}

function toNode({ type, offset, length, value, children = [] }: Node): JsonNode {
  const place = { start: offset, end: offset + length };
  switch (type) {
    case 'object':
      return { kind: type, members: children.flatMap(toMember), ...place };
    case 'array':
      return { kind: type, elements: children.map(toNode), ...place };
    case 'string':
      return { kind: type, value: String(value), ...place };
    case 'number':
      return { kind: type, value: Number(value), ...place };
    case 'boolean':
      return { kind: type, value: value === true, ...place };
    default:
      return { kind: 'null', ...place };
  }
}

function toMember({ offset, children: [name, value] = [] }: Node): { key: string; start: number; value: JsonNode }[] {
  return name && value ? [{ key: String(name.value), start: offset, value: toNode(value) }] : [];
}

/** Keyed by the parser's error names. */
const expectations: Partial<Record<string, string>> = {
  PropertyNameExpected: 'a name in double quotes or }',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma or the end of the list',
  CloseBraceExpected: 'a comma or }',
  CloseBracketExpected: 'a comma or ]',
  EndOfFileExpected: 'the end of the file',
  UnexpectedEndOfComment: 'the end of the comment',
};

function inWords({ error, offset, length }: ParseError, text: string): string {
  const found = text.slice(offset, offset + length);
  const name = printParseErrorCode(error);
  if (name === 'UnexpectedEndOfString') return 'expected a closing quote, found the end of the line';
  return `expected ${expectations[name] ?? 'a value'}, found ${found === '' ? 'the end of the file' : found}`;
}
