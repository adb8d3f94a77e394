import { readFile } from 'node:fs/promises';
import { deserialize } from 'node:v8';
import type { Inputs, InputsExpression } from '../../model/inputs.ts';
import { toErrorData } from '../values/error-data.ts';
import { preview } from '../values/preview.ts';

/**
 * The inputs could not be evaluated. The message is shown to the user; the stack is not, since it would lead into this
 * tool.
 */
export class InputsError extends Error {
  override readonly name = 'InputsError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    delete this.stack;
  }
}

const MOST_ITEMS = 10_000_000;

/**
 * Returns the items: from the expression, compiled into the user's module as `evaluate`, or from the JSON file.
 * @throws InputsError if the value is not an array, is empty, or has an item with too few arguments.
 */
export async function evaluateInputs(inputs: Inputs, evaluate: () => unknown): Promise<unknown[]> {
  const items =
    inputs.kind === 'file'
      ? await readItemsFile(inputs.path)
      : toItems(await evaluateExpression(inputs, evaluate), describe(inputs));
  if (items.length === 0)
    throw new InputsError(
      `expected at least one item to call the function with, found an empty array in ${describe(inputs)}.`,
    );
  checkArguments(items, inputs);
  const all = inputs.count === undefined ? items : exactly(items, inputs.count);
  if (!inputs.without?.length) return all;
  const without = new Set(inputs.without);
  const left = all.filter((_, position) => !without.has(position));
  if (left.length > 0) return left;
  throw new InputsError(
    `expected an item whose call returns, found none: all ${all.length} were skipped because their calls took too long. Give smaller inputs.`,
  );
}

/** Rejects items with too few arguments: the call would silently use `undefined` and measure something else. */
function checkArguments(items: readonly unknown[], { spread, required }: Inputs): void {
  if (!required) return;
  const { functionName, parameters } = required;
  const given = (item: unknown): number => (spread && Array.isArray(item) ? item.length : 1);
  const index = items.findIndex((item) => given(item) < parameters.length);
  if (index < 0) return;
  const item = items[index];
  const found = given(item);
  const what = found === 1 ? '1 argument' : `${found} arguments`;
  throw new InputsError(
    `expected ${parameters.length} arguments (${parameters.join(', ')}) for each call of ${functionName}, found ${what} in item ${index}: ${preview(item)}. ` +
      `Make each item an array of the arguments, such as ${exampleOf(parameters, item)}.`,
  );
}

function exampleOf(parameters: readonly string[], item: unknown): string {
  const known = Array.isArray(item) ? (item as unknown[]) : [item];
  const shown = parameters.map((name, index) => (index < known.length ? preview(known[index], 20) : name));
  return `[[${shown.join(', ')}], …]`;
}

function exactly(items: unknown[], count: number): unknown[] {
  const { length } = items;
  // Pushed one by one, because an array created with a length clones several times more slowly.
  const taken = items.slice(0, count);
  while (taken.length < count) taken.push(items[taken.length % length]);
  return taken;
}

function describe(inputs: Inputs): string {
  if (inputs.kind === 'file') return inputs.path;
  const { caller, expression } = inputs;
  return caller ? `the call ${caller.call} at ${caller.place}` : `the inputs expression \`${expression}\``;
}

async function evaluateExpression(inputs: InputsExpression, evaluate: () => unknown): Promise<unknown> {
  try {
    return await evaluate();
  } catch (error) {
    const { name, message } = toErrorData(error);
    const problem = name === 'NonError' ? message : `${name}: ${message}`;
    if (inputs.caller)
      throw new InputsError(
        `evaluating the inputs of ${describe(inputs)} failed: ${problem}. Only what they need of that file was run. Give other inputs with --inputs, or with "Profile with Other Inputs …".`,
        { cause: error },
      );
    throw new InputsError(
      `evaluating ${describe(inputs)} failed: ${problem}. It is evaluated in the module's own scope, so it may use what the file declares and imports, and range(stop) or range(start, stop, step).`,
      { cause: error },
    );
  }
}

async function readItemsFile(path: string): Promise<unknown[]> {
  if (path.endsWith('.v8')) return await readRecording(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputsError(
      `cannot read the inputs file ${path}: ${error instanceof Error ? error.message : String(error)}. Give the path of a JSON file that holds an array.`,
      { cause: error },
    );
  }
  try {
    return toItems(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown, `the inputs file ${path}`);
  } catch (error) {
    if (error instanceof InputsError) throw error;
    throw new InputsError(
      `the inputs file ${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}

async function readRecording(path: string): Promise<unknown[]> {
  try {
    return toItems(deserialize(await readFile(path)), `the recorded inputs ${path}`);
  } catch (error) {
    if (error instanceof InputsError) throw error;
    throw new InputsError(
      `cannot read the recorded inputs ${path}: ${error instanceof Error ? error.message : String(error)}. Record them again.`,
      { cause: error },
    );
  }
}

function toItems(value: unknown, from: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  // Typed arrays and other iterables work too. Strings are iterable, but are never meant as a list of items.
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) {
    const items: unknown[] = [];
    for (const item of value as Iterable<unknown>) {
      items.push(item);
      if (items.length > MOST_ITEMS)
        throw new InputsError(`expected at most ${MOST_ITEMS} items, but ${from} yields more. Does the iterable end?`);
    }
    return items;
  }
  throw new InputsError(
    `expected an array with one item per call, found ${value === null ? 'null' : typeof value} (${preview(value)}) in ${from}. Write an array, such as [1, 2, 3].`,
  );
}
