import type { ErrorData } from '../../model/measurement.ts';
import type { SourceLocation } from '../../model/target.ts';

/** One line of V8's stack: a name and brackets, or only the location. */
const FRAME = /^\s+at (?:.*? \()?(?:async )?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/;

/**
 * Returns where the user's code threw: the innermost frame outside of packages, provided that the profiled file is on
 * the stack. Otherwise the error comes from whatever ran the function.
 */
export function thrownAt(error: ErrorData, file: string): SourceLocation | undefined {
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const [, path, row, column] = FRAME.exec(line) ?? [];
    return path === undefined ? [] : [{ file: toPath(path), line: Number(row), column: Number(column) }];
  });
  const own = frames.findIndex((frame) => frame.file === file);
  return frames.slice(0, own + 1).find((frame) => !/[\\/]node_modules[\\/]/.test(frame.file));
}

/** `file:///a%20b.ts` -> `/a b.ts`, `file:///C:/a.ts` -> `C:/a.ts`; paths are unchanged. */
function toPath(place: string): string {
  if (!place.startsWith('file://')) return place;
  return decodeURIComponent(place.slice('file://'.length)).replace(/^\/(?=[A-Za-z]:)/, '');
}
