/** The part of JSON Schema that the report's schema is written in. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  not?: object;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  definitions?: Readonly<Record<string, JsonSchema>>;
}

/** A place in a document that is not as the schema has it. */
export interface SchemaProblem {
  /** `strategies[2].speedup.value`; `''` for the whole. */
  path: string;
  expected: string;
  found: string;
}

/** As many problems as anybody reads. */
const MOST = 20;

/**
 * Holds a JSON value against a schema. Of alternatives, those are tried whose constants (`code`, `status`) the value has.
 * @returns the first problems, none when the value fits
 */
export function checkSchema(value: unknown, schema: JsonSchema): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  check(value, schema, '', { root: schema, problems });
  return problems;
}

interface Walk {
  root: JsonSchema;
  problems: SchemaProblem[];
}

function check(value: unknown, given: JsonSchema, path: string, walk: Walk): void {
  if (walk.problems.length >= MOST) return;
  const schema = resolve(given, walk.root);
  const complain = (expected: string): void => {
    walk.problems.push({ path, expected, found: inWords(value) });
  };
  if (schema.not) complain('nothing');
  else if (schema.anyOf) checkAlternatives(value, schema.anyOf, path, walk);
  else if ('const' in schema && value !== schema.const) complain(inWords(schema.const));
  else if (schema.enum && !schema.enum.includes(value)) complain(`one of ${schema.enum.map(inWords).join(', ')}`);
  else if (schema.type !== undefined && !hasType(value, schema.type))
    complain([schema.type].flat().map(a).join(' or '));
  else if (Array.isArray(value)) checkItems(value as unknown[], schema, path, walk);
  else if (isRecord(value)) checkProperties(value, schema, path, walk);
}

function checkAlternatives(value: unknown, alternatives: readonly JsonSchema[], path: string, walk: Walk): void {
  const resolved = alternatives.map((each) => resolve(each, walk.root));
  const candidates = resolved.filter((each) => couldBe(value, each));
  const fits = (each: JsonSchema): boolean => {
    const problems: SchemaProblem[] = [];
    check(value, each, path, { ...walk, problems });
    return problems.length === 0;
  };
  // One candidate needs no trial: its problems are what there is to say.
  if (candidates.length > 1 && candidates.some(fits)) return;
  const [meant = closest(value, resolved)] = candidates.sort((a, b) => constantsOf(b).length - constantsOf(a).length);
  if (meant) {
    check(value, meant, path, walk);
    return;
  }
  const name = isRecord(value) ? constantsOf(resolved[0])[0]?.[0] : undefined;
  walk.problems.push(
    name !== undefined && isRecord(value)
      ? { path: join(path, name), expected: 'one that this version knows', found: inWords(value[name]) }
      : { path, expected: 'another kind of value', found: inWords(value) },
  );
}

/** Whether type and constants allow the value to be meant as this alternative. */
function couldBe(value: unknown, schema: JsonSchema): boolean {
  if (schema.type !== undefined && !hasType(value, schema.type)) return false;
  return constantsOf(schema).every(
    ([name, constant]) => isRecord(value) && (!Object.hasOwn(value, name) || value[name] === constant),
  );
}

/** The alternative with one of the value's constants, where another of its constants is wrong. */
function closest(value: unknown, alternatives: readonly JsonSchema[]): JsonSchema | undefined {
  return alternatives.find((each) =>
    constantsOf(each).some(([name, constant]) => isRecord(value) && value[name] === constant),
  );
}

function constantsOf(schema: JsonSchema | undefined): [string, unknown][] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, { const: constant }]) =>
    constant === undefined ? [] : [[name, constant]],
  );
}

function checkItems(items: readonly unknown[], schema: JsonSchema, path: string, walk: Walk): void {
  const { minItems = 0, maxItems = Infinity, items: each } = schema;
  if (items.length < minItems || items.length > maxItems)
    walk.problems.push({ path, expected: `${minItems} items`, found: `${items.length} items` });
  if (each) items.forEach((item, index) => check(item, each, `${path}[${index}]`, walk));
}

function checkProperties(value: Record<string, unknown>, schema: JsonSchema, path: string, walk: Walk): void {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) walk.problems.push({ path: join(path, name), expected: 'a value', found: 'none' });
  }
  const { properties = {}, additionalProperties: others } = schema;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const rule = known ?? (typeof others === 'object' ? others : undefined);
    if (rule) check(member, rule, join(path, name), walk);
  }
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  if (name === undefined) return schema;
  const found = root.definitions?.[decodeURIComponent(name)];
  if (!found) throw new Error(`The schema has no definition ${name}.`);
  return resolve(found, root);
}

function hasType(value: unknown, types: string | readonly string[]): boolean {
  return [types].flat().some((type) => {
    if (type === 'null') return value === null;
    if (type === 'array') return Array.isArray(value);
    if (type === 'object') return isRecord(value);
    return type === 'integer' ? Number.isInteger(value) : typeof value === type;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function a(type: string): string {
  if (type === 'null') return 'null';
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Short enough for a message. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (isRecord(value)) return 'an object';
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
