import { fileURLToPath } from 'node:url';
import { dirname, join, resolve, sep } from 'node:path';
import { inspect } from 'node:util';
import type { ErrorData } from '../../model/measurement.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Where the sources are, for source maps name them also in stacks of the built programs. */
const sources = resolve(here, here.endsWith(join('src', 'engine', 'values')) ? '../..' : '../src');

/** The folders of this tool's code that calls the user's. */
const ownFolders = [join(sources, 'engine'), join(sources, 'multiprocessing')];

/** `    at load (/a/b.ts:1:2)`, `    at async file:///a/b.ts:1:2` -> what is between the name and the line. */
const FRAME = /^\s+at (?:.*\()?(?:async )?(.*?):\d+:\d+\)?$/;

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

/**
 * A stack without what led to the user's code: the last frames, as far as they are of this tool or of Node. One that has no
 * others stays as it is.
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
