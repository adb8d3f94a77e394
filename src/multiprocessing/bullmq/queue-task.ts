/** The module that the processes of a queue's worker load: it runs the items of one job. */
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { deserialize, serialize } from 'node:v8';
import { resolveFunction } from '../functions/resolve-function.ts';
import { errorToData } from '../wire/error-data.ts';
import { DataCloneError } from '../wire/errors.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { arrives } from '../wire/sealing.ts';
import { describeThrown } from '../user-code.ts';
import type { FromQueueWorker } from './protocol.ts';

/**
 * Runs the items of a job in order, until one throws.
 * @param module `file:` URL, checked by the caller
 * @param items each an array of arguments, serialized, in Base64
 * @returns the answer, serialized, in Base64; never throws what the module or the function throws
 */
export async function runJob(module: string, definition: FunctionDefinition, items: string): Promise<string> {
  const began = performance.now();
  const values: unknown[] = [];
  let failure: FromQueueWorker['failure'] = null;
  try {
    const namespace = (await import(module)) as Record<string, unknown>;
    const fn = await resolveFunction(definition, namespace, module);
    for (const args of readItems(items)) values.push(await fn(...args));
  } catch (error) {
    failure = { index: values.length, error: errorToData(error, arrives) };
  }
  const answer = { values, failure, ranMs: performance.now() - began, worker: `${hostname()}/${process.pid}` };
  return pack(answer).toString('base64');
}

function readItems(items: string): unknown[][] {
  try {
    return deserialize(Buffer.from(items, 'base64')) as unknown[][];
  } catch (error) {
    throw new DataCloneError(
      `The arguments cannot be read in ${process.version}: ${describeThrown(error)} Use the same version of Node.js for the caller and the workers.`,
      { cause: error },
    );
  }
}

/** Serializes an answer; the first result that would not arrive becomes the failure. */
function pack(answer: FromQueueWorker): Buffer {
  try {
    return serialize(answer);
  } catch (thrown) {
    const index = answer.values.findIndex((value) => !arrives(value));
    const error = new DataCloneError(`The result cannot be sent: ${describeThrown(thrown)}`, { cause: thrown });
    const failure = { index, error: errorToData(error, arrives) };
    return serialize({ ...answer, values: answer.values.slice(0, index), failure });
  }
}
