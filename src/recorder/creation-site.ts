import { fileURLToPath } from 'node:url';
import type { CreatedAt } from './format/events.ts';
import { quietly } from './quietly.ts';

/** Returns the line of the program that is creating a worker: the innermost one outside packages, if there is one. */
export function creationSite(): CreatedAt | null {
  return (
    quietly(() => {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 50;
      // The program may have replaced how stacks are formatted.
      const stack: unknown = new Error().stack;
      Error.stackTraceLimit = limit;
      if (typeof stack !== 'string') return null;
      const frames = stack.split('\n').slice(1).flatMap(readFrame);
      return frames.find(({ file }) => !/[\\/]node_modules[\\/]/.test(file)) ?? frames[0] ?? null;
    }) ?? null
  );
}

function readFrame(line: string): CreatedAt[] {
  const found = /(?:\(|at (?:async )?)((?:file:|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/.exec(line);
  if (!found?.[1] || found[1] === __filename) return [];
  const file = found[1].startsWith('file:') ? fileURLToPath(found[1].replace(/\?.*$/, '')) : found[1];
  return [{ file, line: Number(found[2]), column: Number(found[3]) }];
}
