/** Checks a value against a schema; `schema/make-validator.mjs` makes it. */
export interface Validator {
  (value: unknown): boolean;
  /** Of the last value. */
  errors?: readonly SchemaError[] | null;
}

/** An error of ajv. */
export interface SchemaError {
  keyword: string;
  /** JSON pointer. */
  instancePath: string;
  params: Readonly<Record<string, unknown>>;
}

/** Describes where a value differs from a schema: `at strategies[2].speedup.value, expected a number, found "fast"`. */
export function describeProblem({ keyword, instancePath, params }: SchemaError, whole: unknown): string {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const value = keys.reduce(memberOf, whole);
  const at = (expected: string, found: string, path: readonly string[] = keys): string =>
    `at ${pathInWords(path)}, expected ${expected}, found ${found}`;
  switch (keyword) {
    case 'required':
      return at('a value', 'none', [...keys, String(params['missingProperty'])]);
    case 'type':
      return at([params['type']].flat().map(a).join(' or '), inWords(value));
    case 'const':
      return at(inWords(params['allowedValue']), inWords(value));
    case 'enum':
      return at(`one of ${[params['allowedValues']].flat().map(inWords).join(', ')}`, inWords(value));
    case 'minItems':
    case 'maxItems':
      return at(`${String(params['limit'])} items`, `${Array.isArray(value) ? value.length : 0} items`);
    case 'discriminator':
      return at('one that this version knows', inWords(params['tagValue']), [...keys, String(params['tag'])]);
    default:
      return at('another value', inWords(value));
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** `strategies[2].speedup`; a number as the name of a member reads as an index, too. */
function pathInWords(keys: readonly string[]): string {
  return keys.reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), '');
}

function a(type: unknown): string {
  if (type === 'null') return 'null';
  return /^[aeio]/.test(String(type)) ? `an ${String(type)}` : `a ${String(type)}`;
}

/** Short enough for a message. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
