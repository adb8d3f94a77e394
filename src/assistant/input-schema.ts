import { ToolError } from './tool-error.ts';

interface TextSchema {
  type: 'string';
  enum?: readonly string[];
}
interface WholeNumberSchema {
  type: 'integer';
  minimum: number;
  maximum?: number;
}
type ItemSchema = TextSchema | WholeNumberSchema;
type ValueSchema =
  | ItemSchema
  | { type: 'boolean' }
  | { type: 'number'; exclusiveMinimum: number }
  | { type: 'array'; items: ItemSchema; minItems: number };

/** JSON Schema of one argument, the part of it that the tools use. */
export type ArgumentSchema = ValueSchema & { description: string };

/** JSON Schema of all arguments of a tool. */
export interface InputSchema {
  type: 'object';
  properties: Readonly<Record<string, ArgumentSchema>>;
  required: readonly string[];
  additionalProperties: false;
}

/**
 * Checks the arguments of a call.
 * @throws ToolError that names the argument, what was expected, what was found and the arguments that exist
 */
export function checkInput(input: unknown, { properties, required }: InputSchema): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ToolError(`Expected an object with the arguments, found ${show(input)}. ${listArguments(properties)}`);
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!schema) throw new ToolError(`Expected a known argument, found "${name}". ${listArguments(properties)}`);
    if (!matches(value, schema))
      throw new ToolError(
        `Expected "${name}" to be ${describeSchema(schema)}, found ${show(value)}. ${schema.description}`,
      );
  }
  const values = Object.fromEntries(given);
  for (const name of required)
    if (values[name] === undefined)
      throw new ToolError(`Expected "${name}", found nothing. ${properties[name]?.description ?? ''}`.trimEnd());
  return values;
}

function matches(value: unknown, schema: ValueSchema): boolean {
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' && value.trim() !== '' && (schema.enum?.includes(value) ?? true);
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isSafeInteger(value) &&
        value >= schema.minimum &&
        value <= (schema.maximum ?? Infinity)
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && value > schema.exclusiveMinimum;
    case 'array':
      return (
        Array.isArray(value) &&
        value.length >= schema.minItems &&
        value.every((each: unknown) => matches(each, schema.items))
      );
  }
}

function describeSchema(schema: ValueSchema): string {
  switch (schema.type) {
    case 'string':
      return schema.enum ? `one of ${schema.enum.join(', ')}` : 'a text that is not blank';
    case 'integer':
      return `a whole number from ${schema.minimum}${schema.maximum === undefined ? '' : ` to ${schema.maximum}`}`;
    case 'boolean':
      return 'true or false';
    case 'number':
      return `a number above ${schema.exclusiveMinimum}`;
    case 'array':
      return `a list with at least one entry, each ${describeSchema(schema.items)}`;
  }
}

function listArguments(properties: InputSchema['properties']): string {
  return `The arguments are: ${Object.keys(properties).join(', ')}.`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
