import type { ListedFunction } from '../../model/target.ts';
import { findFunctions } from './find-functions.ts';
import { parseSource } from '../syntax/parse-source.ts';

/**
 * Returns the functions of a file that can be selected, in source order, and the reason for each that cannot be
 * profiled. Reads only the syntax, so it is fast enough for every key press. From a text that does not parse, returns
 * the functions that can be read; use `firstSyntaxError` to find the error.
 */
export function listFunctions(sourceText: string, file: string): ListedFunction[] {
  return findFunctions(parseSource(sourceText, file)).map(({ listed }) => listed);
}
