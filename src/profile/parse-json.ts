/** A JSON value with the place where it stands in the text, as offsets. */
export type JsonNode = { start: number; end: number } & (
  | { kind: 'object'; members: { key: string; start: number; value: JsonNode }[] }
  | { kind: 'array'; elements: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
);

/** The text is no JSON; `offset` is where that shows. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * JSON as editors keep their own files in: with comments and commas behind the last item. Places are kept, so that a
 * message can name them and an edit can leave everything else as it is.
 * @throws JsonError with what was expected and found
 */
export function parseJson(text: string): JsonNode {
  return new JsonParser(text).parse();
}

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonNode {
    const value = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) throw this.#unexpected('the end of the file');
    return value;
  }

  #value(): JsonNode {
    this.#skip();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '{') return this.#object(start);
    if (first === '[') return this.#array(start);
    if (first === '"') return { kind: 'string', value: this.#string(), start, end: this.#at };
    const word = /(?:-?\d[\d.eE+-]*|[a-z]+)/y;
    word.lastIndex = start;
    const [found] = word.exec(this.#text) ?? [];
    if (found === undefined) throw this.#unexpected('a value');
    let value: unknown;
    try {
      value = JSON.parse(found);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.#unexpected('a value');
    }
    this.#at += found.length;
    const place = { start, end: this.#at };
    if (typeof value === 'number') return { kind: 'number', value, ...place };
    return typeof value === 'boolean' ? { kind: 'boolean', value, ...place } : { kind: 'null', ...place };
  }

  #object(at: number): JsonNode {
    const members: Extract<JsonNode, { kind: 'object' }>['members'] = [];
    this.#list('}', () => {
      const start = this.#at;
      if (this.#text[start] !== '"') throw this.#unexpected('a name in double quotes or }');
      const key = this.#string();
      this.#skip();
      if (this.#text[this.#at] !== ':') throw this.#unexpected(`a colon behind "${key}"`);
      this.#at++;
      members.push({ key, start, value: this.#value() });
    });
    return { kind: 'object', members, start: at, end: this.#at };
  }

  #array(start: number): JsonNode {
    const elements: JsonNode[] = [];
    this.#list(']', () => elements.push(this.#value()));
    return { kind: 'array', elements, start, end: this.#at };
  }

  #list(close: string, item: () => void): void {
    this.#at++;
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] === close) break;
      item();
      this.#skip();
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== close) throw this.#unexpected(`a comma or ${close}`);
    }
    this.#at++;
  }

  #string(): string {
    const whole = /"(?:[^"\\\n]|\\.)*"/y;
    whole.lastIndex = this.#at;
    const [found] = whole.exec(this.#text) ?? [];
    if (found === undefined) throw new JsonError('expected a closing quote, found the end of the line', this.#at);
    try {
      const value = JSON.parse(found) as string;
      this.#at += found.length;
      return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new JsonError(`expected a string, found ${found}`, this.#at);
    }
  }

  #skip(): void {
    const space = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #unexpected(expected: string): JsonError {
    const [word = ''] = /^(?:\w+|.)/s.exec(this.#text.slice(this.#at)) ?? [];
    return new JsonError(`expected ${expected}, found ${word === '' ? 'the end of the file' : word}`, this.#at);
  }
}
