import { withArticle } from '../model/with-article.ts';

/** A function that checks a value against a schema; created by `schema/make-validator.mjs`. */
export interface Validator {
  (value: unknown): boolean;
  /** Errors of the last value. */
  errors?: readonly SchemaError[] | null;
}

/** An error of ajv. */
export interface SchemaError {
  keyword: string;
  /** JSON pointer. */
  instancePath: string;
  params: Readonly<Record<string, unknown>>;
  /** The name of an invalid member; the path is that of its object. */
  propertyName?: string;
  /** The schema of the value, if the validator includes it. */
  parentSchema?: { properties?: Readonly<Record<string, unknown>> };
}

/** The first difference between a value and its schema. */
export interface SchemaProblem {
  /** Keys and indices from the whole value to the part that is wrong or missing. */
  path: string[];
  expected: string;
  found: string;
}

/** Describes where a value differs from a schema, and how. */
export function describeProblem(error: SchemaError, whole: unknown): SchemaProblem {
  const { keyword, instancePath, params, parentSchema } = error;
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const value = path.reduce(memberOf, whole);
  const limit = String(params['limit']);
  const found = inWords(value);
  switch (keyword) {
    case 'required':
      return { path: [...path, String(params['missingProperty'])], expected: 'a value', found: 'none' };
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys(parentSchema?.properties ?? {}).join(', ');
      return { path: [...path, name], expected: known === '' ? 'no such name' : known, found: inWords(name) };
    }
    case 'type':
      return { path, expected: [params['type']].flat().map(a).join(' or '), found };
    case 'const':
      return { path, expected: inWords(params['allowedValue']), found };
    case 'enum':
      return { path, expected: `one of ${[params['allowedValues']].flat().map(inWords).join(', ')}`, found };
    case 'minimum':
      return { path, expected: `a number from ${limit}`, found };
    case 'exclusiveMinimum':
      return { path, expected: `a number above ${limit}`, found };
    case 'maximum':
      return { path, expected: `a number up to ${limit}`, found };
    case 'minItems':
      return { path, expected: `at least ${itemsInWords(limit)}`, found: itemsIn(value) };
    case 'maxItems':
      return { path, expected: itemsInWords(limit), found: itemsIn(value) };
    case 'discriminator':
      return {
        path: [...path, String(params['tag'])],
        expected: 'one that this version knows',
        found: inWords(params['tagValue']),
      };
    default:
      return { path, expected: 'another value', found };
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** `strategies[2].speedup`; a number as the name of a member reads as an index, too. */
export function pathInWords(path: readonly string[]): string {
  return path.reduce(
    (words, key) => (/^\d+$/.test(key) ? `${words}[${key}]` : words === '' ? key : `${words}.${key}`),
    '',
  );
}

function itemsIn(value: unknown): string {
  return itemsInWords(Array.isArray(value) ? value.length : 0);
}

function itemsInWords(count: number | string): string {
  return `${count} ${String(count) === '1' ? 'item' : 'items'}`;
}

function a(type: unknown): string {
  return type === 'null' ? 'null' : withArticle(String(type));
}

/** Describes a value briefly for a message. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
