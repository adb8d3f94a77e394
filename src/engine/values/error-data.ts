import { fileURLToPath } from 'node:url';
import { dirname, join, resolve, sep } from 'node:path';
import { inspect } from 'node:util';
import type { ErrorData } from '../../model/measurement.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the sources, which source maps also name in stacks of the built programs. */
const sources = resolve(here, here.endsWith(join('src', 'engine', 'values')) ? '../..' : '../src');

/** The folders of this tool whose code calls the user's. */
const ownFolders = [join(sources, 'engine'), join(sources, 'multiprocessing')];

/** Captures the location between name and line: `    at load (/a/b.ts:1:2)`, `    at async file:///a/b.ts:1:2`. */
const FRAME = /^\s+at (?:.*\()?(?:async )?(.*?):\d+:\d+\)?$/;

/** Converts any thrown value, also a string or `undefined`, to plain data. Never throws. */
export function toErrorData(thrown: unknown, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    return {
      name: 'NonError',
      message: `thrown value is not an Error: ${inspect(thrown, { depth: 1, breakLength: Infinity })}`,
    };
  }
  // A subclass may have changed their types.
  const { name, message }: { name: unknown; message: unknown } = thrown;
  const data: ErrorData = { name: String(name), message: String(message) };
  if (typeof thrown.stack === 'string') data.stack = withoutOwnFrames(thrown.stack);
  if ('code' in thrown && (typeof thrown.code === 'string' || typeof thrown.code === 'number'))
    data.code = String(thrown.code);
  if (thrown.cause !== undefined && depth < 5) data.cause = toErrorData(thrown.cause, depth + 1);
  return data;
}

/**
 * Returns a stack without the last frames that belong to this tool or to Node. A stack without other frames is
 * unchanged.
 */
export function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n');
  const last = lines.findLastIndex((line) => !isOwn(line));
  return /^\s+at /.test(lines[last] ?? '') ? lines.slice(0, last + 1).join('\n') : stack;
}

function isOwn(line: string): boolean {
  const location = FRAME.exec(line)?.[1];
  if (location === undefined) return false;
  if (location.startsWith('node:')) return true;
  const path = location.startsWith('file:') ? fileURLToPath(location) : location;
  return dirname(path) === here || ownFolders.some((folder) => path.startsWith(folder + sep));
}
