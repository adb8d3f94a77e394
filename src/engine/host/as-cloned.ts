import { toErrorData } from '../values/error-data.ts';
import { preview } from '../values/preview.ts';
import { Failure } from './runner.ts';

/** Returns a result as it arrives from another process; its preview if it cannot be cloned. */
export function asCloned(result: unknown): unknown {
  if (result instanceof Failure)
    return `throws ${toErrorData(result.thrown).name}: ${toErrorData(result.thrown).message}`;
  try {
    return structuredClone(result);
  } catch (error) {
    return `${preview(result)} (${toErrorData(error).message})`;
  }
}

/** A copy of the items, or `null` where they cannot be cloned. */
export function copyOf(items: unknown[]): unknown[] | null {
  try {
    return structuredClone(items);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'DataCloneError') return null;
    throw error;
  }
}
