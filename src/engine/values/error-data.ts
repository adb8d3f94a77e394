import { inspect } from 'node:util';
import type { ErrorData } from '../../model/measurement.ts';
import { withoutOwnFrames } from './own-frames.ts';

/** Converts any thrown value, also a string or `undefined`, to plain data. Never throws. */
export function toErrorData(thrown: unknown, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    return {
      name: 'NonError',
      message: `thrown value is not an Error: ${inspect(thrown, { depth: 1, breakLength: Infinity })}`,
    };
  }
  // A subclass may have made anything of them.
  const { name, message }: { name: unknown; message: unknown } = thrown;
  const data: ErrorData = { name: String(name), message: String(message) };
  if (typeof thrown.stack === 'string') data.stack = withoutOwnFrames(thrown.stack);
  if ('code' in thrown && (typeof thrown.code === 'string' || typeof thrown.code === 'number'))
    data.code = String(thrown.code);
  if (thrown.cause !== undefined && depth < 5) data.cause = toErrorData(thrown.cause, depth + 1);
  return data;
}
