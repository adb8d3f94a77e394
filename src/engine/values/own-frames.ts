import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** Where the sources are, for source maps name them also in stacks of the built programs. */
const sources = resolve(here, here.endsWith(join('src', 'engine', 'values')) ? '../..' : '../src');
/** The folders of this tool's code that calls the user's. */
const ownFolders = [join(sources, 'engine'), join(sources, 'multiprocessing')];

/** `    at load (/a/b.ts:1:2)`, `    at async file:///a/b.ts:1:2` -> what is between the name and the line. */
const FRAME = /^\s+at (?:.*\()?(?:async )?(.*?):\d+:\d+\)?$/;

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
  const place = FRAME.exec(line)?.[1];
  if (place === undefined) return false;
  if (place.startsWith('node:')) return true;
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  return dirname(path) === here || ownFolders.some((folder) => path.startsWith(folder + sep));
}
