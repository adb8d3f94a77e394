import { fileURLToPath } from 'node:url';
import { dirname, join, resolve, sep } from 'node:path';
import type { ErrorData } from '../../model/measurement.ts';
import { preview } from './preview.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the sources, which source maps also name in stacks of the built programs. */
const sources = resolve(here, here.endsWith(join('src', 'engine', 'values')) ? '../..' : '../src');

/** The folders of this tool whose code calls the user's. */
const ownFolders = [join(sources, 'engine'), join(sources, 'multiprocessing')];

/** Captures the location between name and line: `    at load (/a/b.ts:1:2)`, `    at async file:///a/b.ts:1:2`. */
const FRAME = /^\s+at (?:.*\()?(?:async )?(.*?):\d+:\d+\)?$/;

/** Characters kept of a message, and of a stack with its message. */
const MOST_MESSAGE = 4_000;
const MOST_STACK = 8_000;
const BRIEF_MESSAGE = 200;
const MOST_NAME = 200;
const DEEPEST_CAUSE = 5;

/**
 * Converts any thrown value, also a string or `undefined`, to plain data of bounded size. Never throws.
 * @param isBrief only the name and the beginning of the message
 */
export function toErrorData(thrown: unknown, { isBrief = false } = {}, depth = 0): ErrorData {
  const longest = isBrief ? BRIEF_MESSAGE : MOST_MESSAGE;
  if (!isError(thrown))
    return { name: 'NonError', message: `thrown value is not an Error: ${preview(thrown, longest)}` };
  // A subclass may have made anything of them, also a getter that throws.
  const data: ErrorData = {
    name: textOf(thrown, 'name', MOST_NAME) ?? 'Error',
    message: textOf(thrown, 'message', longest) ?? '(the message cannot be read)',
  };
  if (isBrief) return data;
  const stack = read(thrown, 'stack');
  if (typeof stack === 'string') data.stack = shorten(withoutOwnFrames(headed(stack)), MOST_STACK);
  const code = read(thrown, 'code');
  if (typeof code === 'string' || typeof code === 'number') data.code = shorten(String(code), MOST_NAME);
  const cause = read(thrown, 'cause');
  if (cause !== undefined && depth < DEEPEST_CAUSE) data.cause = toErrorData(cause, { isBrief }, depth + 1);
  return data;
}

/** Whether it is an error. A Proxy may throw when asked. */
function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** Returns a property, or `undefined` if its getter throws. */
function read(error: Error, key: string): unknown {
  try {
    return Reflect.get(error, key);
  } catch {
    return undefined;
  }
}

/** Returns a property as a text of at most `limit` characters, or `undefined` if it cannot be read or is absent. */
function textOf(error: Error, key: string, limit: number): string | undefined {
  const value = read(error, key);
  if (value === undefined) return undefined;
  return typeof value === 'string' ? shorten(value, limit) : preview(value, limit);
}

/** Cuts a text at its end. */
function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** Shortens the message at the head of a stack, so that its frames remain. */
function headed(stack: string): string {
  if (stack.length <= MOST_STACK) return stack;
  const frames = /(?:\n {4}at [^\n]{0,500}){1,50}\s*$/.exec(stack.slice(-MOST_STACK))?.[0] ?? '';
  return `${shorten(stack, MOST_MESSAGE)}${frames}`;
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
  const path = location.startsWith('file:') ? pathOf(location) : location;
  return dirname(path) === here || ownFolders.some((folder) => path.startsWith(folder + sep));
}

/** A stack is text, which the user's code may have written: its URLs need not be valid. */
function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
